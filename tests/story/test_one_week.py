"""From an empty machine to bags handed over: the handbook, as everybody lives it.

Nobody here uses a script: each person opens pages, follows links and presses buttons.
"""

import re
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from delivery import create_app
from delivery.desk.verify import verify
from delivery.kernel import clock
from delivery.kernel.db import db
from delivery.work import work
from tests.conftest import SETTINGS, new_database
from tests.story.reader import Person

GUIYANG = ZoneInfo("Asia/Shanghai")
PASSWORD = "the gate keeps its light"
SET_UP = {
    "district": "云岩区",
    "time-zone": "Asia/Shanghai",
    "neighbourhood": "黔灵社区",
    "compound": "云岩花园",
    "gate": "东门",
    "drop-point": "东门架子",
    "drop-point-at": "26.6012,106.7105",
    "store": "合家超市",
    "store-at": "26.6100,106.7000",
    "operator": "陈工",
    "operator-phone": "13900000001",
    "operator-password": PASSWORD,
    "coordinator": "",
}


GOODS = (
    {
        "gtin": "2000100000014",
        "name": "上海青",
        "name_en": "Pak choi",
        "unit": "约 500 g",
        "mass_g": "500",
        "price": "3.90",
        "stock": "5",
        "zone": "A1",
    },
    {
        "gtin": "2000100000021",
        "name": "猪前腿肉",
        "name_en": "Pork shoulder",
        "category": "Meat",
        "sold_by": "By weight",
        "temperature": "Chilled",
        "unit": "约 500 g",
        "mass_g": "500",
        "price": "28.80",
        "stock": "20",
        "zone": "C1",
    },
    {
        "gtin": "2000100000038",
        "name": "速冻水饺",
        "name_en": "Dumplings",
        "category": "Frozen",
        "temperature": "Frozen",
        "unit": "1 kg",
        "mass_g": "1000",
        "price": "19.90",
        "stock": "20",
        "zone": "F1",
    },
)


@pytest.fixture
def app(backend, request, tmp_path):
    """An installation whose worker solves in its own process; its database is empty."""
    url = (
        f"sqlite:///{tmp_path}/menkou.sqlite"
        if backend == "sqlite"
        else new_database(request.getfixturevalue("postgresql_server"), "menkou_story")
    )
    app = create_app(replace(SETTINGS, database_url=url, planner_processes=0, solve_seconds=0.5))
    yield app
    with app.app_context():
        db.engine.dispose()


@contextmanager
def on(day, time):
    """Hold the clocks of the district at ``time`` on the ``day`` of March 2026."""
    hour, minute = map(int, time.split(":"))
    with clock.at(datetime(2026, 3, day, hour, minute, tzinfo=GUIYANG)):
        yield


def code_on(page):
    """Return the code that the sheet on ``page`` shows."""
    return re.search(r"\b[2-9A-HJKMNP-Z]{4,5}-[2-9A-HJKMNP-Z]{4,5}\b", page.text)[0]


def test_a_week_from_set_up_to_hand_over(app):
    with on(2, "09:00"):
        set_up(app)
        operator = Person(app, "operator").opens("/")
        operator.presses("Sign in", name="13900000001", password=PASSWORD).sees("Places")
        add_homes(operator)
        coordinator = invite(app, operator, "Coordinator", "林晓", "13900000002", "黔灵社区")
        clerk = invite(app, coordinator, "Store manager", "周强", "13900000003", "合家超市")
        guard = invite(app, coordinator, "Gate staff", "吴师傅", "13900000004", "东门")
        fill_shelves(clerk)
        volunteer = engage(app, coordinator)

        leader = invite(app, coordinator, "Group leader", "王芳", "13900000005", "云岩花园")
        codes = dict(hand_out_codes(leader))
        leader.opens("/join").presses("Ask to join", code=codes["101"])
        resident = join(app, codes["102"], "李桂英", "13900000006")
        neighbour = join(app, codes["201"], "孙伟", "13900000008")
        for _ in range(3):
            leader.opens("/group").presses("Yes, lives here")
        make_waves(coordinator)
        run_worker(app)

    with on(2, "20:00"):
        order(resident, {"Pak choi": 2, "Dumplings": 1})
    with on(2, "20:01"):
        order(neighbour, {"Pak choi": 3, "Pork shoulder": 1})
        order(leader, {"Dumplings": 2})
    with on(3, "11:59"):
        nothing_left(resident)

    with on(3, "12:01"):
        run_worker(app)
        too_late(resident)
        pick_and_pack(clerk)

    with on(3, "13:00"):
        give_shift(coordinator)
        run_worker(app)
        choose_routes(coordinator)

    with on(3, "15:30"):
        send_link(coordinator, volunteer)
        load(volunteer)

    with on(3, "16:20"):
        take_in(guard)
        put_down(volunteer)
        run_worker(app)
        resident.opens("/notices").sees("2 bags at", "Pick-up code", "¥27.70")
        hand_over(guard, resident)
        collect_for_group(leader)
        hand_in_cash(clerk, guard)

    with app.app_context():
        assert {sentence: wrong for sentence, wrong in verify().items() if wrong} == {}


def set_up(app):
    """The operator answers the questions of the set-up, once."""
    words = [part for name, value in SET_UP.items() for part in (f"--{name}", value)]
    with app.app_context():
        done = app.test_cli_runner().invoke(args=["delivery", "setup", *words])
    assert done.exit_code == 0, done.output


def add_homes(operator):
    """The operator describes the buildings in a line each."""
    operator.follows("云岩花园").follows("Homes and groups")
    operator.presses("Add these homes", blocks="building 3, unit 1, floors 1-5, 2 per floor")
    operator.sees("10 homes")


def invite(app, who, role, name, phone, where):
    """Somebody is invited; with the code on the paper they choose a password and are in."""
    who.opens("/people").follows(role)
    who.presses("Invite, and print the code", name=name, phone=phone, scope_id=where)
    code = code_on(who.page)
    invited = Person(app, role).opens("/welcome")
    return invited.presses("Come in", code=code, password=PASSWORD)


def fill_shelves(clerk):
    """Store staff put goods on the shelves, by the piece and by weight, some of them frozen."""
    for words in GOODS:
        clerk.opens("/goods").follows("Add goods").presses("Put it on the shelves", **words)
    clerk.opens("/goods").sees("Pak choi", "Dumplings")


def engage(app, coordinator):
    """The coordinator adds a tricycle and lets a volunteer in, by a link that opens once."""
    coordinator.opens("/crew").follows("One more vehicle").presses("Save", name="三轮 1 号")
    coordinator.opens("/crew").follows("One more volunteer")
    coordinator.presses("Let them drive", name="赵师傅", phone="13900000007")
    link = re.search(r"/link/[0-9a-f]+", coordinator.page.text)[0]
    Person(app, "a chat's preview").opens(link)  # looking does not spend it
    volunteer = Person(app, "volunteer").opens(link).presses("Come in").sees("No route yet")
    Person(app, "whoever finds it later").opens_in_vain(link)
    return volunteer


def hand_out_codes(leader):
    """The leader prints a sheet of codes, one for each home of the group."""
    leader.opens("/group").presses("Print codes")
    return re.findall(r"unit 1, (\d+) .*?([2-9A-Z]{4}-[2-9A-Z]{4})", leader.page.text)


def join(app, code, name, phone):
    """Somebody types the code on their paper, and waits for the leader's word."""
    resident = Person(app, name).opens("/join")
    resident.presses("Ask to join", code=code, name=name, phone=phone, password=PASSWORD)
    return resident


def make_waves(coordinator):
    """Every day of the week a wave, closing at noon."""
    coordinator.opens("/waves").presses("Let it come back")
    coordinator.sees("until 12:00, collect 16:00–19:00")


def order(who, wanted):
    """A basket is filled and ordered."""
    who.opens("/shop")
    for name, quantity in wanted.items():
        who.presses(f"Add {name}")
        for _ in range(quantity - 1):
            who.presses(f"One {name} more")
    who.opens("/basket").presses("Place order").sees("Your order is placed")


def nothing_left(who):
    """A shelf that is empty says so; what is ordered can be changed until the cut-off."""
    who.opens("/shop").sees("Sold out")
    who.opens("/orders").follows("合家超市").sees("Cancel the order", "To pay at the gate ¥27.70")


def too_late(who):
    """After the cut-off nothing can be changed, and the next wave is offered."""
    who.opens("/orders").follows("合家超市").does_not_see("Cancel the order")
    who.opens("/shop").sees("Wed 4 Mar", "Orders close at 12:00")


def pick_and_pack(clerk):
    """Two pak choi are missing, the pork is weighed; everything is bagged and labelled."""
    clerk.opens("/picking").follows("Tue 3 Mar").follows("Trolley 1").sees("Pak choi", "A1")
    clerk.follows("Fewer").presses("Put it in", found="3").sees("not enough for all")
    clerk.presses("Weighed", weighed_g="20000", refused=422).presses("Weighed", weighed_g="520")
    clerk.presses("Got it").sees("This trolley is picked").presses("Pack what is ready")
    clerk.presses("labels").sees("No name, phone or room is printed", "Frozen", "Chilled")
    for private in ("李桂英", "13900000006", "102"):
        clerk.does_not_see(private)


def give_shift(coordinator):
    """A vehicle and its driver go out for this wave; the same driver cannot go out twice."""
    coordinator.opens("/crew").follows("One more shift")
    coordinator.presses("Give this shift", volunteer_id="赵师傅").sees("Who drives already")
    coordinator.presses("Give this shift", volunteer_id="赵师傅", refused=409)


def choose_routes(coordinator):
    """The coordinator looks at the proposal and takes it."""
    coordinator.opens("/today").follows("Look at the routes").sees("Every bag has a route")
    coordinator.presses("Drive these routes").sees("In use")


def send_link(coordinator, volunteer):
    """The volunteer's phone is let in again for the day."""
    coordinator.opens("/crew").presses("One-time link")
    volunteer.opens(re.search(r"/link/[0-9a-f]+", coordinator.page.text)[0]).presses("Come in")


def load(volunteer):
    """All bags of the store are on the tricycle."""
    volunteer.opens("/routes").follows("Open the route").presses("loaded").sees("are loaded")


def take_in(guard):
    """The guard counts the bags in, before the volunteer has pressed anything."""
    guard.opens("/gate").follows("Take in").presses("bags are here").sees("are taken in")


def put_down(volunteer):
    """The volunteer's word comes late, and is history."""
    volunteer.presses("put down").sees("All stops are done")


def hand_over(guard, resident):
    """The resident shows a code, pays, and goes home with the bags; the code is worth no more."""
    resident.opens("/orders").follows("合家超市").sees("at the gate", "Pick-up code")
    code = re.search(r"\b[2-9A-HJKMNP-Z]{4} [2-9A-HJKMNP-Z]{3}\b", resident.page.text)[0]
    guard.opens("/gate").presses("Look it up", code="7R9P MN2", refused=422)
    guard.opens("/gate").presses("Look it up", code=code).sees("Shelf 00")
    guard.presses("in cash").sees("handed over")
    resident.opens("/orders").follows("合家超市").sees("Handed to you")


def collect_for_group(leader):
    """The leader takes a neighbour's cash and collects for them."""
    leader.opens("/group/bags").sees("Building 3, unit 1, 201")
    leader.presses("taken").presses("Collected").sees("Building 3, unit 1, 201")


def run_worker(app):
    """The worker does what is due."""
    assert work(app, single=True)


def hand_in_cash(clerk, guard):
    """Whoever took cash brings it to the store, and the books say so."""
    clerk.opens("/cash").sees("吴")
