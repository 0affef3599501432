"""Something was wrong with a bag: told once, within 48 hours, answered once, and the money adds up."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from delivery.desk.verify import goods_are_the_sum_of_the_lines
from delivery.kernel.access import Role
from delivery.kernel.db import db
from delivery.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, WrongState
from delivery.kernel.ledger import Event, record
from delivery.merchants.settlement.queries import statement
from delivery.orders.models import Line, MoneyEntry, Order
from delivery.orders.report_rows import Report, ReportPhoto
from delivery.orders.services import (
    balance,
    close_due_waves,
    explain_report,
    forget_photos,
    make_report,
    pay,
    refund_report,
    settle_line,
)
from delivery.orders.services.reporting import PHOTOS_KEPT, can_report, report_until
from tests import factories as make
from tests.conftest import NOON
from tests.racing import race, refusals
from tests.services.test_orders_placing import make_day, place
from tests.services.test_orders_races import ready

LATER = NOON + timedelta(hours=5)  # the bags are being collected
HOURS_48 = timedelta(hours=48)


@pytest.fixture
def day(session):
    return picked_day()


def picked_day():
    """A day on which greens and eggs were picked, all but one egg, and nothing is paid."""
    day = make_day()
    (day.order_id,) = place(day, (day.greens, 2), (day.eggs, 2))
    close_due_waves(day.wave.cut_off_at)
    day.order = db.session.get(Order, day.order_id)
    picker = make.actor_with(Role.STORE_STAFF, day.store.id)
    day.lines = {line.offer_id: line for line in day.order.lines}
    for line in day.lines.values():
        short = line.offer_id == day.eggs.id
        settle_line(line, picked=line.quantity - short, actor=picker, at=NOON)
    day.manager = make.actor_with(Role.STORE_MANAGER, day.store.id)
    day.guard = make.actor_with(Role.GATE_STAFF, day.point.gate_id)
    return day


def report(day, *offers, at=LATER, actor=None, **words):
    given = {"kind": "spoiled"} | words
    lines = [day.lines[offer.id].id for offer in offers or [day.greens]]
    made = make_report(day.order, lines, actor=actor or day.resident, at=at, **given)
    return [db.session.get(Report, id_) for id_ in made]


# Telling


def test_a_report_is_one_a_line_and_the_store_sees_it(session, day):
    first, second = report(day, day.greens, day.eggs, words="软了", jpeg=b"picture")
    assert (first.state, first.kind, first.words) == ("open", "spoiled", "软了")
    assert first.photo_id == second.photo_id
    assert session.get(ReportPhoto, first.photo_id).jpeg == b"picture"
    told = session.scalars(select(Event).where(Event.subject == "reports")).all()
    assert {event.subject_id for event in told} == {first.id, second.id}


def test_a_line_is_reported_once(session, day):
    report(day)
    session.commit()
    with pytest.raises(Conflict):
        report(day, day.greens, day.eggs, jpeg=b"picture")
    session.rollback()
    assert session.scalar(select(func.count()).select_from(ReportPhoto)) == 0


def test_what_never_came_is_not_reported(session, day):
    other = picked_day()
    with pytest.raises(NotFound):
        make_report(
            day.order,
            [other.lines[other.greens.id].id],
            kind="wrong",
            actor=day.resident,
            at=LATER,
        )


@pytest.mark.parametrize(
    ("at", "allowed"),
    [
        pytest.param(NOON, False, id="before the collection"),
        pytest.param(LATER, True, id="while it is collected"),
        pytest.param(NOON + timedelta(hours=7) + HOURS_48, False, id="48 hours after its end"),
    ],
)
def test_where_nothing_was_handed_over_the_collection_counts(session, day, at, allowed):
    assert can_report(day.order, at) is allowed


def test_48_hours_begin_with_the_last_hand_over(session, day):
    for hours in (5, 6):
        at = NOON + timedelta(hours=hours)
        record("hand-over", day.order, actor_id=None, at=at, bags=1)
    session.flush()
    assert report_until(day.order) == NOON + timedelta(hours=6) + HOURS_48
    with pytest.raises(Invalid) as late:
        report(day, at=NOON + timedelta(hours=6) + HOURS_48)
    assert "18:00" in late.value.message
    with pytest.raises(Invalid):
        report(day, at=NOON)


def test_only_the_household_reports_and_only_the_store_answers(session, day):
    stranger = make.actor_with(Role.RESIDENT, make.make_household(day.point.gate.compound_id).id)
    with pytest.raises(NotFound):
        report(day, actor=stranger)
    with pytest.raises(NotAllowed):
        report(day, actor=day.manager)
    (made,) = report(day)
    with pytest.raises(NotAllowed):
        refund_report(made, amount_fen=1, actor=day.resident, at=LATER)


@pytest.mark.parametrize("turn", range(2))
def test_two_of_a_household_report_one_line_once(stage, turn):
    day = picked_day()
    order, line, actor = day.order_id, day.lines[day.greens.id].id, day.resident
    ready()

    def tell():
        return make_report(
            db.session.get(Order, order), [line], kind="missing", actor=actor, at=LATER
        )

    assert [type(r) for r in refusals(race(stage, tell, tell))] == [Conflict]
    assert len(db.session.scalars(select(Report).where(Report.line_id == line)).all()) == 1


# Answering


def test_what_is_owed_becomes_less_and_the_line_stays(session, day):
    (made,) = report(day)
    refund_report(made, amount_fen=390, answer="抱歉", actor=day.manager, at=LATER)
    money = balance(day.order_id)
    assert (money.goods_fen, money.owed_fen, money.refunded_fen) == (390 + 1290, 390 + 1290, 0)
    assert money.holds
    assert (made.state, made.refund_fen, made.answer) == ("refunded", 390, "抱歉")
    assert day.lines[day.greens.id].amount_fen == 780


def test_what_was_paid_is_given_back(session, day):
    pay(day.order, amount_fen=2070, method="cash", actor=day.guard, at=LATER)
    (made,) = report(day)
    refund_report(made, amount_fen=780, actor=day.manager, at=LATER)
    money = balance(day.order_id)
    assert (money.goods_fen, money.paid_fen, money.refunded_fen, money.owed_fen) == (
        *(1290, 2070, 780),
        0,
    )


def test_statement_and_books_add_up_after_a_refund(session, day):
    (made,) = report(day, day.eggs)
    refund_report(made, amount_fen=1000, actor=day.manager, at=LATER)
    session.flush()
    found = statement(day.store, day.wave)
    assert (found.adds_up, found.money.claimed_fen, found.money.other_fen) == (True, 1000, 0)
    assert list(goods_are_the_sum_of_the_lines()) == []


@pytest.mark.parametrize("amount_fen", [0, -1, 781])
def test_no_more_is_given_back_than_the_line_costs(session, day, amount_fen):
    (made,) = report(day)
    session.commit()
    with pytest.raises(Invalid):
        refund_report(made, amount_fen=amount_fen, actor=day.manager, at=LATER)
    session.rollback()
    assert (made.state, balance(day.order_id).goods_fen) == ("open", 2070)


def test_an_answer_in_words_gives_nothing_back_and_is_the_last(session, day):
    (made,) = report(day)
    with pytest.raises(Invalid):
        explain_report(made, answer="  ", actor=day.manager, at=LATER)
    explain_report(made, answer="另一袋里有。", actor=day.manager, at=LATER)
    assert (made.state, balance(day.order_id).goods_fen) == ("explained", 2070)
    with pytest.raises(WrongState):
        refund_report(made, amount_fen=1, actor=day.manager, at=LATER)


@pytest.mark.parametrize("turn", range(2))
def test_two_managers_give_back_once(stage, turn):
    day = picked_day()
    (made,) = report(day)
    id_, order, actor = made.id, day.order_id, day.manager
    ready()

    def back():
        refund_report(db.session.get(Report, id_), amount_fen=390, actor=actor, at=LATER)

    assert len(refusals(race(stage, back, back))) == 1
    claims = select(func.sum(MoneyEntry.goods_fen)).where(
        MoneyEntry.order_id == order, MoneyEntry.kind == "claim"
    )
    assert db.session.scalar(claims) == -390


# Forgetting


def test_photographs_are_forgotten_after_sixty_days_and_reports_stay(session, day):
    (made,) = report(day, jpeg=b"picture")
    assert forget_photos(LATER + PHOTOS_KEPT) == 0
    assert forget_photos(LATER + PHOTOS_KEPT + timedelta(seconds=1)) == 1
    session.expire_all()
    assert (made.photo_id, made.state) == (None, "open")
    assert session.scalars(select(Line)).all()
