"""Nobody sees a name, a phone or a room that ``docs/privacy.md`` does not let them see."""

import json
import re
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from delivery.kernel.access import Role
from delivery.kernel.clock import now
from delivery.kernel.db import db
from delivery.kernel.idempotency import SavedAnswer
from delivery.kernel.ledger import Event
from delivery.notices import telling
from delivery.notices.transports import File
from delivery.orders.models import Order
from delivery.orders.services import balance, pay
from delivery.people.models import Household, JoinRequest, User
from delivery.places.models import Compound
from tests import factories as make
from tests.crawl import ask, examples, holders, ways
from tests.world import make_world

PRIVACY = Path(__file__).parents[2] / "docs" / "privacy.md"
NAMES = {
    "resident": "鸀鳿鸑鷟",
    "newcomer": "鶢鶋鸒鷽",
    "volunteer": "鵁鶄鸊鷉",
    "guard": "鷩鵔鸃鵷",
    "clerk": "鶏鵝鶩鴿",
    "leader": "鷃鶉鷓鴣",
}
ROOM = "R7771"


class Aviary:
    """A world whose people at home are known by names, phones and a room that occur nowhere else."""

    def __init__(self):
        self.home = make_world().home
        self.canaries = {"room": (ROOM, None)}
        for n, (kind, user) in enumerate(self._people().items()):
            user.name, user.phone = NAMES[kind], f"+861381111000{n}"
            self.canaries[f"{kind}'s name"] = (user.name, user.id)
            self.canaries[f"{kind}'s phone"] = (user.phone.removeprefix("+86"), user.id)
        db.session.get(Household, self.home.rows["household_id"]).room = ROOM
        self._take_cash()
        db.session.commit()

    def _people(self):
        resident = make.make_user()
        make.grant(resident, Role.RESIDENT, self.home.rows["household_id"])
        self.home.rows["user_id"] = resident.id
        asked = db.session.get(JoinRequest, self.home.rows["request_id"])
        roles = {"volunteer": Role.VOLUNTEER, "guard": Role.GATE_STAFF, "leader": Role.LEADER}
        held = {
            kind: db.session.get(User, self.home.actors[role].id)
            for kind, role in (roles | {"clerk": Role.STORE_STAFF}).items()
        }
        return {"resident": resident, "newcomer": asked.user, **held}

    def _take_cash(self):
        order, guard = self.home.rows["order_id"], self.home.actors[Role.GATE_STAFF]
        row = db.session.get(Order, order)
        owed = balance(order).owed_fen
        pay(row, amount_fen=owed - 1, method="cash", actor=guard, at=now())

    def found_in(self, words, reader=None):
        """Return which canaries ``words`` show to ``reader``, a user's id."""
        bare = re.sub(r"\s", "", words)
        return {k for k, (what, own) in self.canaries.items() if what in bare and own != reader}


@pytest.fixture
def aviary(session):
    return Aviary()


def whole(answer):
    """Return what an answer says; JSON without its escapes, and of a picture what is no picture."""
    return (
        json.dumps(answer.json, ensure_ascii=False)
        if answer.is_json and answer.data
        else answer.data.decode(errors="ignore")
    )


def stated():
    """Return what, to whom and where, as the document's table says."""
    rows = re.findall(r"^\| ([^|]+) \| ([^|]+) \| (`/[^|]+) \|$", PRIVACY.read_text(), re.MULTILINE)
    return {
        (what, who, where)
        for whats, whos, wheres in rows
        for what in whats.split(", ")
        for who in whos.split(", ")
        for where in re.findall("`([^`]+)`", wheres)
    }


def go(client, way, aviary, app, role, body=None):
    db.session.remove()
    address = way.address(app, aviary.home.rows)
    return ask(client, way, address, aviary.home.tokens[role], body)


def test_every_page_shows_of_people_what_the_document_says_and_no_more(app, client, aviary):
    shown = {
        (what, role.value, way.rule.rule)
        for way in ways(app, aviary.home.rows)
        if way.method == "GET"
        for role in holders(way.permission)
        for what in aviary.found_in(
            whole(go(client, way, aviary, app, role)), aviary.home.actors[role].id
        )
    }
    assert shown - stated() == set(), "seen, and not stated"
    assert stated() - shown == set(), "stated, and not seen any more"


def test_acts_tell_no_more_and_neither_ledger_nor_logs_tell_anything(
    app, client, aviary, caplog, capfd
):
    known = {(what, who) for what, who, _where in stated()}
    bodies, told = examples(client), set()
    for way in ways(app, aviary.home.rows):
        if way.method != "GET" and not way.endpoint.startswith("people-api.sign_out"):
            path = way.rule.rule.replace("<uuid:", "{").replace("<", "{").replace(">", "}")
            for role in holders(way.permission):
                answer = go(client, way, aviary, app, role, bodies.get((way.method, path)))
                seen = aviary.found_in(whole(answer), aviary.home.actors[role].id)
                told |= {(what, role.value, str(way)) for what in seen}
    assert {one for one in told if one[:2] not in known} == set()
    facts = [
        json.dumps(facts, ensure_ascii=False) for facts in db.session.scalars(select(Event.facts))
    ]
    assert aviary.found_in(" ".join(facts)) == set()
    said = capfd.readouterr()
    assert aviary.found_in(caplog.text + said.out + said.err) == set()


def test_answers_that_are_kept_were_meant_for_those_who_keep_them(app, client, aviary):
    readers = {actor.id: role.value for role, actor in aviary.home.actors.items()}
    known = {(what, who) for what, who, _where in stated()}
    for way in ways(app, aviary.home.rows):
        if way.is_api and way.method != "GET":
            for role in holders(way.permission):
                go(client, way, aviary, app, role)
    kept = db.session.execute(select(SavedAnswer.actor_id, SavedAnswer.body)).all()
    assert kept
    for actor_id, body in kept:
        plain = (
            json.dumps(json.loads(body), ensure_ascii=False)
            if body.startswith(("{", "["))
            else body
        )
        seen = aviary.found_in(plain, actor_id)
        assert {(what, readers[actor_id]) for what in seen} <= known


def test_what_goes_wrong_in_the_database_is_logged_without_the_words(session):
    with pytest.raises(DBAPIError) as bad:
        session.execute(text("SELECT :who FROM nowhere"), {"who": NAMES["resident"]})
    assert NAMES["resident"] not in str(bad.value)


def test_news_names_nobody_but_its_reader(aviary, tmp_path, monkeypatch):
    monkeypatch.setattr(telling, "outgoing", lambda settings: [File(str(tmp_path))])
    telling.tell(now(), complete=True)
    lines = [
        json.loads(line) for path in tmp_path.iterdir() for line in path.read_text().splitlines()
    ]
    assert lines
    assert aviary.found_in(" ".join(one["title"] + one["text"] for one in lines)) <= {"room"}


def test_a_page_that_names_a_resident_is_found(app, client, aviary):
    """The negative control."""
    db.session.get(Compound, aviary.home.rows["compound_id"]).name = NAMES["resident"]
    db.session.commit()
    way = next(way for way in ways(app, aviary.home.rows) if way.endpoint == "places.places")
    answer = whole(go(client, way, aviary, app, Role.COORDINATOR))
    assert aviary.found_in(answer) == {"resident's name"}
