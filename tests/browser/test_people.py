"""The pages of people and places as they are met: on a phone, on paper, on the desk's screen."""

from types import SimpleNamespace

import pytest

from delivery.kernel import clock
from delivery.kernel.access import Role
from delivery.kernel.db import db
from delivery.people import codes
from delivery.people.models import JoinRequest
from delivery.people.passwords import hashed
from tests import factories as make
from tests.browser.looks import axe, sideways, undersized
from tests.conftest import NOON
from tests.signing import token_of

VISITORS = ["/sign-in", "/welcome", "/join", "{link}"]
WORLD = {
    "coordinator": [
        *("/people", "/people/{guard}?role=leader", "/people/invite/resident", "/group"),
        *("/places", "/places/compounds/{compound}", "/places/compounds/{compound}/households"),
        *("/places/drop-points/{point}", "/me"),
    ],
    "leader": ["/group/{group}"],
    "guard": ["/gate/switch"],
}
PAGES = [("", path) for path in VISITORS] + [
    (who, path) for who, paths in WORLD.items() for path in paths
]


@pytest.fixture(scope="module")
def world(app):
    """A compound with people in all states; ids and tokens only."""
    with app.app_context(), clock.at(NOON):
        yield make_world()
        db.session.remove()


def make_world():
    point = make.make_drop_point(name_en="East Gate shelf")
    gate, compound = point.gate, point.gate.compound
    make.make_gate(compound.neighbourhood)
    group = make.make_group(compound.id)
    homes = [make.make_household(compound.id, group) for _ in range(11)]
    for home, name in zip(homes, ("王芳", "李小明", "欧阳慧"), strict=False):
        make.grant(make.make_user(name), Role.RESIDENT, home.id)
    codes.issue("join", by=None, household_id=homes[4].id)
    asked = make.make_user("张小兰")
    make.keep(JoinRequest(_state="asked", user_id=asked.id, household_id=homes[5].id))
    guard = make.make_user("赵强", password_hash=hashed("two words 7"))
    mate = make.make_user("孙梅", pin_hash=hashed("4711"), disabled_at=None)
    for one in (guard, mate):
        make.grant(one, Role.GATE_STAFF, gate.id)
    make.grant(make.make_user("停用的人", disabled_at=NOON), Role.GATE_STAFF, gate.id)
    area = compound.neighbourhood
    people = {
        "coordinator": make.actor_with(Role.COORDINATOR, area.id, user=make.make_user("周敏")),
        "leader": make.actor_with(Role.LEADER, group.id, user=make.make_user("陈组长")),
        "guard": guard,
    }
    link = codes.issue("link", by=None, user_id=guard.id)
    rows = {"area": area, "compound": compound, "gate": gate, "point": point}
    rows |= {"group": group, "home": homes[0], "guard": guard}
    return SimpleNamespace(
        tokens={"": ""} | {name: token_of(who) for name, who in people.items()},
        words={name: row.id for name, row in rows.items()} | {"link": f"/link/{link}"},
    )


@pytest.fixture
def see(visit, world):
    def see(who, path, **words):
        return visit(path.format(**world.words), token=world.tokens[who], **words)

    return see


@pytest.mark.parametrize(("who", "path"), PAGES)
def test_axe_finds_nothing_nothing_scrolls_sideways_and_all_fits_a_thumb(see, who, path):
    page = see(who, path, width=320, language="en")  # the longer words
    assert sideways(page) <= 0
    assert axe(page, enhanced=path == "/gate/switch") == []
    assert undersized(page) == []


@pytest.mark.parametrize(
    ("who", "path"),
    [("coordinator", "/people"), ("coordinator", "/places/compounds/{compound}/households")],
)
def test_axe_finds_nothing_on_a_wide_screen(see, who, path):
    assert axe(see(who, path, width=1280, scheme="dark")) == []


def test_a_leader_ticks_homes_and_prints_their_codes(see):
    page = see("leader", "/group/{group}", width=360)
    page.get_by_role("button", name="打印家庭码").click()
    page.wait_for_load_state("networkidle")
    assert page.locator(".label").count() == 7  # those where nobody lives and no code is out
    assert sideways(page) <= 0
    assert axe(page) == []
