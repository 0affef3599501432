"""Acts made without a network: each has one outcome, whatever is sent twice, late, or in disorder."""

import json
from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from uuid import uuid4

import pytest
from sqlalchemy import delete, select, update

from delivery.handoffs import services
from delivery.handoffs.swapping import Way, swap
from delivery.handoffs.sync import epochs, queries, review, shifts
from delivery.handoffs.sync.bundles import bundle
from delivery.handoffs.sync.models import HeardAct, OfflineShift
from delivery.handoffs.sync.receiving import Batch, receive
from delivery.handoffs.sync.rules import Garbled
from delivery.kernel import clock
from delivery.kernel.access import Role
from delivery.kernel.db import db
from delivery.kernel.errors import NotFound, NotSignedIn, WrongState
from delivery.kernel.ledger import Event
from delivery.people.models import Grant, User
from tests import factories as make
from tests.conftest import NOON
from tests.counting import statements
from tests.handing import proof, scene
from tests.racing import race
from tests.services.phones import phone_of, sealed

MINUTE_MS = 60_000


@pytest.fixture
def day(session):
    return scene()


@pytest.fixture
def phone(day):
    return phone_of(day.guard)


def states(day):
    db.session.expire_all()
    return [bag.state for bag in day.bags]


def moves(bag_id):
    rows = select(Event).where(Event.subject_id == bag_id, Event.target.is_not(None))
    return [event.action for event in db.session.scalars(rows.order_by(Event.seq))]


def waiting(day):
    coordinator = make.actor_with(Role.COORDINATOR, day.point.gate.compound.neighbourhood_id)
    return coordinator, [row.HeardAct for row in queries.review(coordinator)[0]]


def test_a_day_without_a_network_is_told_in_one_batch(day, phone):
    for bag in day.ids:
        phone.act("take-in", bag)
    for bag in day.ids:
        phone.act("hand-over", bag, method="code")
    assert phone.send() == ["applied"] * 4
    assert states(day) == ["handed-over"] * 2
    assert moves(day.ids[0]) == ["take-in", "hand-over"]


def test_a_batch_sent_again_gets_its_first_answers_and_changes_nothing(day, phone):
    phone.act("hand-over", day.ids[0])
    phone.act("hand-over", day.ids[0])
    first = phone.send()
    assert first == ["applied", "conflict"]
    assert [phone.send(), phone.send(phone.acts[::-1])] == [first, first[::-1]]
    assert moves(day.ids[0]) == ["hand-over"]
    assert len(db.session.scalars(select(HeardAct)).all()) == 2


def test_one_id_with_two_contents_is_a_mismatch_and_both_are_kept(day, phone):
    act = phone.act("take-in", day.ids[0])
    other = sealed(replace(act, kind="hand-over"))
    assert phone.send() == ["applied"]
    assert phone.send([other, act, other]) == ["mismatch", "applied", "mismatch"]
    assert states(day)[0] == "at-gate"
    assert [row.kind for row in waiting(day)[1]] == ["hand-over"]


def test_an_act_that_does_not_say_what_was_hashed_is_a_mismatch_and_its_true_self_is_taken(
    day, phone
):
    act = phone.act("take-in", day.ids[0])
    assert phone.send([replace(act, kind="hand-over")]) == ["mismatch"]
    assert phone.send() == ["applied"]


def test_of_two_hand_overs_the_first_that_is_heard_takes_effect_and_both_are_kept(day, phone):
    other = phone_of(make.actor_with(Role.GATE_STAFF, day.point.gate_id))
    phone.act("hand-over", day.ids[0])
    other.act("hand-over", day.ids[0])
    assert (other.send(), phone.send()) == (["applied"], ["conflict"])
    assert [row.device for row in waiting(day)[1]] == [phone.device]


def test_clocks_that_are_a_day_wrong_are_shown_and_decide_nothing(day):
    ahead = phone_of(day.guard, ahead=timedelta(hours=24))
    act = ahead.act("miss", day.ids[0])
    ahead.act("take-in", day.ids[1])
    ahead.act("find", day.ids[0])
    with clock.at(NOON + timedelta(minutes=30)):
        ahead.offset_ms = 30 * MINUTE_MS
        assert ahead.send() == ["applied"] * 3
    assert states(day) == ["at-gate", "at-gate"]
    row = db.session.scalars(select(HeardAct).filter_by(act_id=act.id)).one()
    assert row.at == NOON + timedelta(seconds=1)
    assert row.skew_s == 24 * 3600


def test_what_waited_three_days_on_a_phone_that_was_off_happened_when_it_was_done(day, phone):
    missed = phone.act("miss", day.ids[0], after_ms=MINUTE_MS)
    phone.offset_ms += MINUTE_MS  # a phone that was off for days has not counted them
    services.find(day.ids[:1], proof(minutes=60), actor=day.guard)
    with clock.at(NOON + timedelta(hours=72)):
        phone.send()
    row = db.session.scalars(select(HeardAct).filter_by(act_id=missed.id)).one()
    assert row.at == NOON + timedelta(minutes=1)
    assert states(day)[0] == "at-gate"  # it was found after that


def told_in_each_order(day, script):
    """Play ``script`` on a bag of its own for each order in which its batches may arrive."""
    ends = {}
    for order in permutations(range(len(script))):
        bag = make.make_bag(day.order, number_of=(len(ends) + 3, 99)).id
        phone = phone_of(day.guard)
        driver = phone_of(day.driver, role=Role.VOLUNTEER)
        made = {}
        for n, word in enumerate(script):
            who = driver if word in ("load", "drop") else phone
            act = who.undo(made[word]) if word in made else who.act(word, bag)
            made[word] = act
            script_acts = made.setdefault("acts", [])
            script_acts.append((who, act))
            assert n == len(script_acts) - 1
        for n in order:
            who, act = made["acts"][n]
            who.send([act])
        ends[order] = db.session.scalar(
            select(services.CUSTODY.model.state).where(services.CUSTODY.model.id == bag)
        )
    return ends


# A word said a second time is the undo of the first.
SCRIPTS = [
    ("load", "drop", "take-in", "hand-over"),
    ("take-in", "hand-over", "hand-over", "drop"),
    ("take-in", "take-in", "drop"),
    ("load", "take-in", "take-in"),
    ("drop", "miss", "miss"),
    ("miss", "miss", "load"),
    ("take-in", "return", "return"),
]


@pytest.mark.parametrize("script", SCRIPTS, ids=" ".join)
def test_acts_that_do_not_contradict_end_alike_in_every_order_of_arrival(day, script):
    assert len(set(told_in_each_order(day, script).values())) == 1


def test_an_undo_within_ten_minutes_puts_the_bag_back_and_the_household_is_told(day, phone):
    act = phone.act("hand-over", day.ids[0])
    phone.undo(act, after_ms=10 * MINUTE_MS)
    assert phone.send() == ["applied", "applied"]
    assert states(day)[0] == "at-gate"
    told = select(Event.action).filter_by(subject="orders", action="undo-hand-over")
    assert db.session.scalars(told).all() == ["undo-hand-over"]
    phone.act("hand-over", day.ids[0])
    assert phone.send()[-1] == "applied"
    assert states(day)[0] == "handed-over"


def test_an_undo_after_ten_minutes_of_a_clock_that_nobody_can_set_waits_for_the_coordinator(
    day, phone
):
    act = phone.act("hand-over", day.ids[0])
    phone.ahead = -timedelta(hours=1)
    late = phone.undo(act, after_ms=10 * MINUTE_MS + 1)
    assert phone.send() == ["applied", "late"]
    assert states(day)[0] == "handed-over"
    coordinator, (row,) = waiting(day)
    assert row.act_id == late.id
    review.accept(row.id, actor=coordinator)
    assert states(day)[0] == "at-gate"


def test_an_undone_conflict_needs_no_decision(day, phone):
    services.hand_over(day.ids[:1], proof(), actor=day.guard)
    act = phone.act("hand-over", day.ids[0])
    assert phone.send() == ["conflict"]
    phone.undo(act)
    assert phone.send() == ["conflict", "applied"]
    assert waiting(day)[1] == []
    assert states(day)[0] == "handed-over"


def second_hand_over(day, phone):
    """Let two phones hand one bag over; return the second one, whose act is a conflict."""
    other = phone_of(make.actor_with(Role.GATE_STAFF, day.point.gate_id))
    phone.act("hand-over", day.ids[0])
    other.act("hand-over", day.ids[0], after_ms=2 * MINUTE_MS)
    assert (phone.send(), other.send()) == (["applied"], ["conflict"])
    return other


def test_a_second_hand_over_takes_effect_when_the_first_is_taken_back_and_says_who_did_it(
    day, phone
):
    other = second_hand_over(day, phone)
    phone.undo(phone.acts[0], after_ms=4 * MINUTE_MS)
    assert phone.send() == ["applied", "applied"]
    assert states(day)[0] == "handed-over"
    assert moves(day.ids[0]) == ["hand-over", "undo-hand-over", "hand-over"]
    last = select(Event).filter_by(subject_id=day.ids[0], target="handed-over")
    event = db.session.scalars(last.order_by(Event.seq.desc())).first()
    assert (event.actor_id, event.facts["device"]) == (other.shift.user_id, other.device)
    assert other.send() == ["conflict"]  # an outcome never changes
    assert waiting(day)[1] == []
    other.undo(other.acts[0])
    assert other.send() == ["conflict", "applied"]
    assert states(day)[0] == "at-gate"


def test_what_was_done_before_a_bag_was_put_right_is_not_undone_any_more(day, phone):
    act = phone.act("hand-over", day.ids[0])
    phone.send()
    home = make.make_household(day.point.gate.compound_id)
    theirs = make.make_order(day.wave, day.store, home, day.point)
    other = make.make_bag(theirs, state="handed-over").id
    swap(day.ids[0], other, Way.BOTH_OUT, proof(minutes=2), actor=day.guard)
    phone.undo(act, after_ms=MINUTE_MS)
    assert phone.send() == ["applied", "applied"]
    assert states(day)[0] == "handed-over"


def test_what_was_set_aside_stays_aside_when_the_other_is_taken_back(day, phone):
    second_hand_over(day, phone)
    coordinator, (row,) = waiting(day)
    review.set_aside(row.id, actor=coordinator)
    phone.undo(phone.acts[0])
    assert phone.send() == ["applied", "applied"]
    assert states(day)[0] == "at-gate"


def test_an_undo_that_was_heard_before_its_act_and_came_too_late_is_listed_and_hides_nothing(
    day, phone
):
    services.hand_over(day.ids[:1], proof(), actor=day.guard)
    act = phone.act("hand-over", day.ids[0])
    late = phone.undo(act, after_ms=11 * MINUTE_MS)
    assert (phone.send([late]), phone.send([act])) == (["applied"], ["conflict"])
    assert {row.act_id for row in waiting(day)[1]} == {act.id, late.id}


def test_an_undo_of_another_phone_that_is_heard_first_takes_nothing_back(day, phone):
    act = phone.act("hand-over", day.ids[0])
    other = phone_of(day.guard)
    other.undo(act)
    own = phone.undo(act)
    assert (other.send(), phone.send([act])) == (["applied"], ["applied"])
    assert states(day)[0] == "handed-over"
    assert [row.device for row in waiting(day)[1]] == [other.device]
    assert phone.send([own]) == ["applied"]
    assert states(day)[0] == "at-gate"


def test_nobody_undoes_what_another_phone_did(day, phone):
    act = phone.act("hand-over", day.ids[0])
    phone.send()
    other = phone_of(day.guard)
    other.undo(act)
    assert other.send() == ["conflict"]
    assert states(day)[0] == "handed-over"


def end(day, phone):
    coordinator = make.actor_with(Role.COORDINATOR, phone.shift.neighbourhood_id)
    ended = shifts.end(phone.shift.id, actor=coordinator).ended_at
    assert shifts.end(phone.shift.id, actor=coordinator).ended_at == ended


def disable(day, phone):
    db.session.execute(update(User).filter_by(id=day.guard.id).values(disabled_at=NOON))


def take_role_back(day, phone):
    db.session.execute(delete(Grant).filter_by(user_id=day.guard.id))


def work_too_long(day, phone):
    phone.acts[-1] = sealed(replace(phone.acts[-1], offset_ms=24 * 3600 * 1000 + 1))


def take_another_gate_s_bag(day, phone):
    phone.acts[-1] = sealed(replace(phone.acts[-1], bag=scene().ids[0]))


def do_a_driver_s_work(day, phone):
    phone.acts[-1] = sealed(replace(phone.acts[-1], kind="load"))


def speak_for_another(day, phone):
    phone.acts[-1] = sealed(replace(phone.acts[-1], user=uuid4()))


@pytest.mark.parametrize(
    ("doubt", "reason"),
    [
        (end, "shift-ended"),
        (disable, "user-disabled"),
        (take_role_back, "role-taken-back"),
        (work_too_long, "shift-over"),
        (take_another_gate_s_bag, "not-here"),
        (do_a_driver_s_work, "not-allowed"),
        (speak_for_another, "other-shift"),
    ],
)
def test_what_may_be_true_and_cannot_be_taken_as_it_comes_waits_in_quarantine(
    day, phone, doubt, reason
):
    phone.act("take-in", day.ids[0])
    doubt(day, phone)
    assert phone.send() == ["quarantined"]
    _coordinator, (row,) = waiting(day)
    assert row.reason == reason
    assert states(day)[0] == "packed"


def test_a_coordinator_lets_what_waits_happen_and_the_ledger_says_who_did_it(day, phone):
    phone.act("hand-over", day.ids[0])
    end(day, phone)
    phone.send()
    coordinator, (row,) = waiting(day)
    assert review.accept(row.id, actor=coordinator)[1] == "applied"
    assert states(day)[0] == "handed-over"
    event = db.session.scalars(select(Event).filter_by(subject_id=day.ids[0], target="handed-over"))
    assert event.one().actor_id == day.guard.id
    assert phone.send() == ["quarantined"]  # the outcome stays
    with pytest.raises(WrongState):
        review.set_aside(row.id, actor=coordinator)
    assert waiting(day)[1] == []


def test_a_second_hand_over_cannot_be_accepted_only_set_aside(session, day, phone):
    services.hand_over(day.ids[:1], proof(), actor=day.guard)
    phone.act("hand-over", day.ids[0])
    phone.send()
    coordinator, (row,) = waiting(day)
    with pytest.raises(WrongState), session.begin_nested():
        review.accept(row.id, actor=coordinator)
    session.expire_all()
    review.set_aside(row.id, actor=coordinator)
    assert waiting(day)[1] == []


def test_strangers_decide_nothing(day, phone):
    phone.act("hand-over", day.ids[0])
    end(day, phone)
    phone.send()
    stranger = make.actor_with(Role.COORDINATOR, make.make_neighbourhood().id)
    with pytest.raises(NotFound):
        review.accept(waiting(day)[1][0].id, actor=stranger)


def test_nonsense_between_acts_is_kept_and_holds_nothing_up(day, phone):
    act = phone.act("take-in", day.ids[0])
    nonsense = [Garbled({"id": 7}), Garbled("x"), Garbled({"id": str(uuid4()), "kind": []})]
    batch = [nonsense[0], act, *nonsense[1:], nonsense[0]]
    assert phone.send(batch) == ["quarantined", "applied", *["quarantined"] * 3]
    kept = [json.loads(row.content["text"]) for row in waiting(day)[1]]
    assert sorted(map(str, kept)) == sorted(str(one.content) for one in nonsense)


def test_one_act_that_breaks_is_found_and_the_others_happen(day, phone, monkeypatch):
    record_each = services.custody.record_each

    def break_on_one(action, proofs, **words):
        if day.ids[0] in proofs:
            raise ZeroDivisionError
        return record_each(action, proofs, **words)

    monkeypatch.setattr(services.custody, "record_each", break_on_one)
    for bag in day.ids:
        phone.act("take-in", bag)
    assert phone.send() == ["quarantined", "applied"]
    assert states(day) == ["packed", "at-gate"]


def test_a_phone_that_was_never_given_a_shift_is_sent_away(session):
    with pytest.raises(NotSignedIn):
        receive(Batch("eyJpZCI6IjEifQ.signed-by-nobody", [], 0))


def test_a_shift_that_a_restore_has_forgotten_is_written_down_again_from_its_token(day, phone):
    phone.act("take-in", day.ids[0])
    db.session.execute(delete(OfflineShift))
    assert phone.send() == ["applied"]


def test_an_epoch_begins_with_each_restore(session):
    assert epochs.current() == epochs.NEVER_RESTORED
    first = epochs.begin()
    with clock.at(NOON + timedelta(seconds=1)):
        second = epochs.begin()
    assert epochs.current() == second != first


def test_what_others_did_is_told_since_the_cursor_and_not_what_the_phone_did_itself(day, phone):
    actor = phone.shift.actor
    services.take_in(day.ids[:1], proof(), actor=day.guard)
    phone.act("take-in", day.ids[1])
    phone.send()
    with clock.at(NOON + timedelta(minutes=5)):
        others, cursor, more = queries.news(actor, 0, phone.device)
        assert [(row.bag, row.state) for row in others] == [(day.ids[0], "at-gate")]
        assert queries.news(actor, cursor, phone.device) == ([], cursor, False)
    assert not more
    assert queries.news(actor, 0, phone.device)[1] == 0  # a minute ago others may still be writing


def test_gaps_are_seen_until_they_close_and_a_forked_chain_stays(day, phone):
    for _ in range(3):
        phone.act("take-in", day.ids[0])
    phone.send([phone.acts[0], phone.acts[2]])
    assert queries.gaps([phone.device]) == {phone.device: 1}
    phone.send()
    assert queries.gaps([phone.device]) == {}
    assert queries.broken_chains([phone.device]) == set()
    phone.act("take-in", day.ids[1], previous="0" * 64)
    phone.send()
    assert queries.broken_chains([phone.device]) == {phone.device}


def test_a_bundle_names_nobody_and_says_what_the_gate_needs(day, phone):
    told = bundle(phone.shift)
    content = json.loads(told["bundle"])
    assert {bag["id"] for bag in content["bags"]} == set(map(str, day.ids))
    assert content["homes"][0]["owed_fen"] == 0  # nothing was brought yet
    assert day.home.room not in told["bundle"]


@pytest.mark.parametrize("role", [Role.VOLUNTEER, Role.LEADER])
def test_a_bundle_holds_what_its_role_sees_and_nothing_of_the_neighbours(day, role):
    scene()
    who = day.driver if role == Role.VOLUNTEER else day.leader
    content = json.loads(bundle(phone_of(who, role=role).shift)["bundle"])
    assert {bag["id"] for bag in content["bags"]} == set(map(str, day.ids))
    assert [gate["id"] for gate in content["gates"]] == [str(day.point.gate_id)]


def test_five_hundred_acts_cost_as_few_statements_as_five(day, phone):
    bags = [make.make_bag(day.order, number_of=(n + 3, 505)).id for n in range(502)]
    few = [phone.act("take-in", bag) for bag in bags[:5]]
    many = [phone.act("take-in", bag) for bag in bags[5:]]
    with statements() as of_few:
        phone.send(few)
    with statements() as of_many:
        phone.send(many)
    assert len(of_many) <= len(of_few) + 2


def test_a_batch_sent_twice_at_once_is_one_fact(arena):
    with arena.app_context(), clock.at(NOON):
        day = scene()
        phone = phone_of(day.guard)
        for bag in day.ids:
            phone.act("hand-over", bag)
        bag = day.ids[0]
        db.session.commit()
        answers = race(arena, phone.send, phone.send)
        assert answers == [["applied", "applied"]] * 2
        assert moves(bag) == ["hand-over"]
        db.session.rollback()


def test_of_two_phones_at_once_one_hands_over(arena):
    with arena.app_context(), clock.at(NOON):
        day = scene()
        phones = [phone_of(day.guard), phone_of(day.guard)]
        phones[0].act("hand-over", day.ids[0])
        phones[0].act("hand-over", day.ids[1])
        phones[1].act("hand-over", day.ids[1])
        phones[1].act("hand-over", day.ids[0])
        db.session.commit()
        answers = race(arena, *(one.send for one in phones))
        assert sorted(answers) == [["applied"] * 2, ["conflict"] * 2]
        db.session.rollback()


def test_a_hand_over_and_the_undo_of_another_at_once_leave_one_hand_over(arena):
    with arena.app_context(), clock.at(NOON):
        day = scene()
        first, second = phone_of(day.guard), phone_of(day.guard)
        for bag in day.ids:
            first.act("hand-over", bag)
            second.act("hand-over", bag)
        first.send()
        for act in first.acts[:2]:
            first.undo(act)
        db.session.commit()
        undone, told = race(arena, first.send, second.send)
        assert undone == ["applied"] * 4
        assert set(told) <= {"applied", "conflict"}  # as it came before or after the undo
        assert states(day) == ["handed-over"] * 2
        assert waiting(day)[1] == []
        db.session.rollback()
