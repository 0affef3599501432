"""What happened is told: to whom it concerns, once, in their language, by every transport."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from flask_babel import force_locale
from sqlalchemy import select

from delivery.handoffs import services as gate
from delivery.handoffs.codes import code_of
from delivery.kernel.access import SYSTEM, Role
from delivery.kernel.codes import spoken
from delivery.kernel.db import db
from delivery.kernel.errors import NotAllowed
from delivery.kernel.ledger import Event, record
from delivery.merchants.picking.models import PickList
from delivery.notices import queries, services, telling, transports
from delivery.notices.models import Telling
from delivery.notices.news import page_of
from delivery.notices.rules import TOLD
from delivery.notices.texts import words_of
from delivery.notices.transports import INBOX, File
from delivery.orders.models import CashHandIn
from delivery.people.models import Grant, JoinRequest, User
from tests import factories as make
from tests.conftest import NOON, SETTINGS
from tests.handing import proof, scene
from tests.racing import race


class Box:
    """A transport that keeps what it is given, or fails when it is told to."""

    def __init__(self, name="box", broken=False):
        self.name, self.broken, self.got = name, broken, []

    def deliver(self, messages):
        if self.broken:
            raise ConnectionError("no network")
        self.got += messages
        return [one.id for one in messages]


@pytest.fixture
def day(session):
    return scene(state="on-vehicle")


@pytest.fixture
def box(monkeypatch):
    kept = Box()
    monkeypatch.setattr(telling, "outgoing", lambda settings: [kept])
    return kept


def titles(user_id, language="en"):
    with force_locale(language):
        return [one.title for one in page_of(user_id).news]


def test_bags_at_the_gate_are_told_with_place_code_and_what_is_owed(day, box):
    gate.take_in(day.ids, proof(), actor=day.guard)
    db.session.commit()
    telling.tell(NOON)
    with force_locale("en"):
        (news,) = page_of(day.resident.id).news
    compound = day.point.gate.compound.name
    assert news.title == f"2 bags at {compound} East Gate"
    assert spoken(code_of(day.wave.id, day.home.id)) in news.text
    assert "To pay there: ¥7.80." in news.text
    assert [m.to for m in box.got] == [db.session.get(User, day.resident.id).phone]


def test_telling_again_tells_nobody_again(day, box):
    gate.take_in(day.ids, proof(), actor=day.guard)
    db.session.commit()
    assert telling.tell(NOON) > 0
    assert not telling.is_due(NOON)
    assert telling.tell(NOON) == 0
    assert len(box.got) == 1


def test_an_event_that_was_long_overtaken_is_found_by_the_complete_look(day, box, monkeypatch):
    monkeypatch.setattr(queries, "LOOK_BACK", 0)
    gate.take_in(day.ids[:1], proof(), actor=day.guard)
    gate.miss(day.ids[1:], proof(), actor=day.guard)
    db.session.commit()
    late = min(e.seq for e in queries.untold(INBOX))
    seqs = [e.seq for e in queries.untold(INBOX) if e.seq != late]
    for seq in seqs:
        for transport in (INBOX, "box"):
            make.keep(Telling(event_seq=seq, transport=transport, told_at=NOON))
    db.session.commit()
    assert not telling.is_due(NOON)
    assert telling.tell(NOON) == 0
    assert telling.tell(NOON, complete=True) > 0


def test_an_event_that_concerns_nobody_is_asked_about_once(session, box):
    day = scene()
    gate.load(day.pickup, proof(), actor=day.driver)
    session.execute(Grant.__table__.delete().where(Grant.role == Role.RESIDENT))
    session.commit()
    telling.tell(NOON)
    assert page_of(day.resident.id).news == []
    assert not telling.is_due(NOON)
    assert {t.user_id for t in session.scalars(select(Telling))} == {None}


def test_somebody_who_was_disabled_is_told_nothing(day, box):
    db.session.get(User, day.resident.id).disabled_at = NOON
    gate.take_in(day.ids, proof(), actor=day.guard)
    db.session.commit()
    telling.tell(NOON)
    assert box.got == []


def test_a_transport_that_fails_is_tried_again_and_doubles_no_other(day, monkeypatch):
    good, bad = Box("good"), Box("bad", broken=True)
    monkeypatch.setattr(telling, "outgoing", lambda settings: [bad, good])
    gate.take_in(day.ids, proof(), actor=day.guard)
    db.session.commit()
    telling.tell(NOON)
    bad.broken = False
    telling.tell(NOON)
    assert (len(good.got), len(bad.got)) == (1, 0)  # it rests
    telling.tell(NOON + timedelta(minutes=2))
    assert (len(good.got), len(bad.got), bad.got[0].again) == (1, 1, True)


def test_the_file_holds_each_message_once_however_often_it_is_sent(day, tmp_path, monkeypatch):
    monkeypatch.setattr(telling, "outgoing", lambda settings: [File(str(tmp_path))])
    monkeypatch.setattr(services, "settle", lambda *_: None)  # killed before it is noted
    gate.take_in(day.ids, proof(), actor=day.guard)
    db.session.commit()
    for minutes in (0, 2, 10):
        telling.tell(NOON + timedelta(minutes=minutes))
    (path,) = tmp_path.iterdir()
    (line,) = path.read_text().splitlines()
    assert (path.name, json.loads(line)["language"]) == ("notices-2026-03-02.jsonl", "zh_Hans")


def test_a_line_that_a_power_cut_left_unfinished_is_written_again(tmp_path):
    message = transports.Message("1", "+86", "en", "Title", "Text", NOON)
    path = tmp_path / "notices-2026-03-02.jsonl"
    path.write_text('{"id": "1", "to": "+8')
    File(str(tmp_path)).deliver([message])
    File(str(tmp_path)).deliver([transports.Message("1", "+86", "en", "T", "T", NOON, again=True)])
    assert [json.loads(line)["title"] for line in path.read_text().splitlines()[1:]] == ["Title"]


def test_nobody_else_on_the_machine_reads_the_file(tmp_path):
    folder = tmp_path / "news"
    File(str(folder)).deliver([transports.Message("1", "+86", "en", "T", "T", NOON)])
    modes = [oct(path.stat().st_mode & 0o777) for path in (folder, *folder.iterdir())]
    assert modes == ["0o700", "0o600"]


def test_settings_choose_the_file_or_the_console(tmp_path):
    (file,) = transports.outgoing(replace(SETTINGS, notices_dir=str(tmp_path)))
    (console,) = transports.outgoing(SETTINGS)
    assert (file.name, console.name) == ("file", "console")


@pytest.mark.parametrize(("to", "shown"), [("+8613812345678", "138 **** 5678"), ("王小明", "王**")])
@pytest.mark.parametrize(("demo", "said"), [(True, "Title Code 7KXM"), (False, "Title")])
def test_a_screen_shows_no_number_no_name_and_codes_only_in_play(capsys, to, shown, demo, said):
    real = {"plain_http": False, "password_memory_kib": 19 * 1024, "password_rounds": 2}
    real |= {"payment_provider": ""}
    (console,) = transports.outgoing(replace(SETTINGS, demo=demo, **real))
    console.deliver([transports.Message("1", to, "en", "Title", "Code 7KXM", NOON)])
    assert capsys.readouterr().out == f"[04:00] → {shown}: {said}\n"


def test_two_workers_tell_each_person_once(arena, at_noon):
    with arena.app_context():
        day = scene(state="on-vehicle")
        gate.take_in(day.ids, proof(), actor=day.guard)
        resident = day.resident.id
        db.session.commit()
    race(arena, *[lambda: services.spread(INBOX, NOON)] * 2)
    race(arena, *[lambda: services.spread("box", NOON)] * 2)
    claims = race(arena, *[lambda: services.claim("box", NOON)] * 2)
    with arena.app_context():
        told = db.session.scalars(select(Telling).filter_by(user_id=resident)).all()
        assert sorted(t.transport for t in told) == ["box", INBOX]
        mine = {t.id for t in told if t.transport == "box"}
        assert sum(len(mine & set(claim)) for claim in claims) == 1


def test_who_has_not_collected_is_reminded_once_an_hour_before_the_end(day, box):
    gate.take_in(day.ids, proof(), actor=day.guard)
    db.session.commit()
    early, late = (day.wave.collect_to_at - timedelta(minutes=m) for m in (61, 59))
    assert telling.tell(early)
    assert "Please collect your bags" not in titles(day.resident.id)
    telling.tell(late)
    telling.tell(late)
    assert titles(day.resident.id).count("Please collect your bags") == 1


def test_two_workers_remind_once(arena, at_noon):
    with arena.app_context():
        day = scene(state="at-gate")
        order, late = day.order.id, day.wave.collect_to_at
        db.session.commit()
    race(arena, *[lambda: services.remind(late)] * 2)
    with arena.app_context():
        said = select(Event).filter_by(subject_id=order, action="remind")
        assert len(db.session.scalars(said).all()) == 1


def test_coordinators_hear_of_a_wrong_count_and_of_a_bag_handed_over_twice(session, box):
    day = scene()
    coordinator = make.actor_with(Role.COORDINATOR, day.wave.neighbourhood_id)
    gate.load(day.pickup, proof(), actor=day.driver, counted=1)
    for _ in range(2):
        gate.hand_over(day.ids[:1], proof(), actor=day.guard)
    session.commit()
    telling.tell(NOON)
    code = spoken(day.bags[0].code)
    assert titles(coordinator.id) == [
        f"Bag {code} had left the gate before",
        "Route A counts 1 bag",
    ]


def test_a_home_without_a_leader_is_the_coordinators(session, box):
    day = scene()
    coordinator = make.actor_with(Role.COORDINATOR, day.wave.neighbourhood_id)
    alone = make.make_household(day.point.gate.compound_id)
    for home in (day.home, alone):
        asked = make.keep(
            JoinRequest(_state="asked", user_id=make.make_user("李明").id, household_id=home.id)
        )
        record("ask", asked, actor_id=asked.user_id, at=NOON)
    session.commit()
    telling.tell(NOON)
    assert len(titles(day.leader.id)) == len(titles(coordinator.id)) == 1


def test_only_a_line_that_came_short_is_told(session, box):
    day = scene()
    (line,) = day.order.lines
    facts = {"ordered": 2, "less_fen": 390}
    for picked in (2, 1):
        record("pick", line, actor_id=None, at=NOON, picked=picked, **facts)
    record("pick", line, actor_id=None, at=NOON)
    session.commit()
    telling.tell(NOON)
    name = line.offer.product.name_en
    assert titles(day.resident.id) == [f"{name}: 1 of 2"]


FACTS = {
    **{"bags": 2, "owed_fen": 780, "amount_fen": 780, "method": "cash", "act": "load"},
    **{"picked": 1, "ordered": 2, "less_fen": 390, "routes": 3, "left_out": 1},
    **{"expected": 2, "counted": 1, "late_min": 20, "pieces": 2, "by_default": True},
    **{"way": "put-right", "part": "owner", "end": "door"},
}


def subject_of(day, subject):
    made = {
        "orders": lambda: day.order,
        "lines": lambda: make.make_proposal(day.order),
        "reports": lambda: make.make_report(day.order),
        "weekly_asks": lambda: make.make_weekly_ask(day.wave, day.home),
        "bags": lambda: day.bags[0],
        "plans": lambda: day.route.plan,
        "routes": lambda: day.route,
        "shifts": lambda: day.route.shift,
        "stops": lambda: day.pickup,
        "pick_lists": lambda: make.keep(
            PickList(_state="open", wave_id=day.wave.id, store_id=day.store.id)
        ),
        "join_requests": lambda: make.keep(
            JoinRequest(_state="asked", user_id=day.resident.id, household_id=day.home.id)
        ),
        "cash_hand_ins": lambda: make.keep(
            CashHandIn(
                store_id=day.store.id,
                handed_in_by=day.guard.id,
                received_by=day.guard.id,
                amount_fen=780,
            )
        ),
    }
    return made[subject]()


@pytest.mark.parametrize("kind", TOLD, ids=" ".join)
def test_every_kind_is_told_to_somebody_in_both_languages(day, box, kind):
    coordinator = make.actor_with(Role.COORDINATOR, day.wave.neighbourhood_id)
    staff = make.actor_with(Role.STORE_STAFF, day.store.id)
    manager = make.actor_with(Role.STORE_MANAGER, day.store.id)
    subject, action = kind
    event = Event(
        at=NOON,
        actor_id=None,
        subject=subject,
        subject_id=subject_of(day, subject).id,
        action=action,
        target="missing" if TOLD[kind].only == "moved" else None,
        facts=FACTS | {"outcome": TOLD[kind].only or "conflict"},
    )
    make.keep(event)
    db.session.commit()
    telling.tell(NOON)
    about = queries.rows_of([event])[event.subject_id]
    said = {}
    for language in ("en", "zh_Hans"):
        with force_locale(language):
            said[language] = words_of(event, about)
    assert said["en"].title.isprintable()
    assert said["en"].text
    assert any("\u4e00" <= c <= "\u9fff" for c in said["zh_Hans"].title + said["zh_Hans"].text)
    assert said["en"].text != said["zh_Hans"].text
    heard = {t.user_id for t in db.session.scalars(select(Telling).filter_by(transport=INBOX))}
    everybody = (day.resident, day.leader, day.driver, day.guard, coordinator, staff, manager)
    assert heard & {who.id for who in everybody}


def test_news_of_a_thing_that_is_gone_says_so(day):
    event = Event(at=NOON, actor_id=None, subject="shifts", subject_id=day.order.id, action="add")
    assert words_of(event, None).text


def test_reading_is_noted_for_oneself_alone(day, box):
    neighbour = make.actor_with(Role.RESIDENT, day.home.id)
    gate.take_in(day.ids, proof(), actor=day.guard)
    db.session.commit()
    telling.tell(NOON)
    assert services.read(day.resident, NOON) == 1
    assert (queries.unread(day.resident.id), queries.unread(neighbour.id)) == (0, 1)


def test_the_worker_may_and_nobody_else_may_tell(day):
    with pytest.raises(NotAllowed):
        services.spread(INBOX, NOON, actor=day.guard)
    assert services.spread(INBOX, NOON, actor=SYSTEM) == 0
