"""A shelf has less than was ordered: the line's wish is done, and money and stock add up."""

from datetime import time, timedelta
from types import SimpleNamespace

import pytest
from flask_babel import force_locale
from sqlalchemy import func, select

from delivery.desk.verify import verify
from delivery.kernel.access import SYSTEM, Role
from delivery.kernel.errors import Invalid, NotAllowed, NotFound, SoldOut, WrongState
from delivery.kernel.ledger import Event
from delivery.merchants.catalogue.models import Offer, StockMove
from delivery.merchants.picking import queries, services
from delivery.merchants.picking.models import Bag, PickList
from delivery.merchants.picking.rules import Found
from delivery.orders.models import Line, Order
from delivery.orders.rules import Balance, Wanted
from delivery.orders.rules.wishes import PLAIN, Choice, Wish
from delivery.orders.services import (
    amend_order,
    balance,
    close_due_waves,
    never_take,
    pay,
    place_order,
    wish_in_general,
    wish_of_line,
)
from tests import factories as make
from tests.conftest import NOON

ASK = Wish("ask", cap_percent=15)
LATE = NOON + timedelta(hours=2, minutes=10)  # ten minutes after the cut-off
UNTIL = NOON + timedelta(hours=3)  # halfway to collection


@pytest.fixture
def day(session):
    with force_locale("en"):
        yield make_day()


def make_day():
    """A store with three milks and pork, a wave that takes orders, a household and its people."""
    point = make.make_drop_point()
    near = point.gate.compound.neighbourhood
    home, store = make.make_household(point.gate.compound_id), make.make_store(near)
    cold = {"category": "eggs-dairy", "temperature": "chilled"}
    meat = {"category": "meat", "sold_by": "weight", "stock": 20}
    return SimpleNamespace(
        store=store,
        home=home,
        point=point,
        wave=make.make_wave(near, hours=2),
        milk=make.make_offer(store, name="鲜牛奶 950 ml", price_fen=1000, **cold),
        same=make.make_offer(store, name="鲜牛奶 1 L", price_fen=1000, **cold),
        dear=make.make_offer(store, name="有机鲜牛奶 1 L", price_fen=1150, **cold),
        pork=make.make_offer(store, name="猪前腿肉", price_fen=3000, **meat),
        beef=make.make_offer(store, name="牛腿肉", price_fen=3300, **meat),
        resident=make.actor_with(Role.RESIDENT, home.id),
        staff=make.actor_with(Role.STORE_STAFF, store.id),
        guard=make.actor_with(Role.GATE_STAFF, point.gate_id),
    )


@pytest.fixture
def ordered(day, session):
    """Order with a wish, and close the wave: ``ordered((day.milk, 2, wish))``."""

    def order(*wanted):
        place_order(
            wave_id=day.wave.id,
            household_id=day.home.id,
            drop_point_id=day.point.id,
            wanted=[Wanted(offer.id, pieces, wish=wish) for offer, pieces, wish in wanted],
            actor=day.resident,
            at=NOON,
        )
        close_due_waves(day.wave.cut_off_at)
        services.open_lists(LATE)
        day.list = session.scalars(select(PickList).filter_by(wave_id=day.wave.id)).one()
        day.order = session.scalars(select(Order).filter_by(household_id=day.home.id)).one()
        return [line_of(day, offer) for offer, _pieces, _wish in wanted]

    return order


def line_of(day, offer):
    return next(line for line in day.order.asked if line.offer_id == offer.id)


def short(day, line, found=0, weighed_g=None):
    services.pick(day.list, [Found(line.id, found, weighed_g)], actor=day.staff, at=LATE)


def put_in(day, line, offer, **words):
    given = {"actor": day.staff, "at": LATE} | words
    return services.substitute(day.list, line.id, offer_id=offer.id, **given)


def money(day):
    return balance(day.order.id)


def everything_adds_up():
    assert {sentence: wrong for sentence, wrong in verify().items() if wrong} == {}


def stock(session, offer):
    return session.scalar(select(Offer.stock).where(Offer.id == offer.id))


def test_a_refund_is_done_at_once(day, ordered):
    (line,) = ordered((day.milk, 2, Wish("refund")))
    short(day, line, 1)
    assert (line.state, line.picked, line.amount_fen) == ("picked", 1, 1000)
    assert money(day) == Balance(goods_fen=1000, owed_fen=1000)


def test_something_similar_comes_at_once_and_is_packed(day, ordered, session):
    (line,) = ordered((day.milk, 2, None))
    short(day, line)
    assert (line.state, money(day)) == ("seeking", Balance(owed_fen=2000, held_fen=2000))
    (want,) = queries.to_replace(day.list)
    assert [one.goods.offer_id for one in want.candidates] == [day.same.id]
    came = put_in(day, line, day.same)
    assert (line.state, came.state, came.picked, came.amount_fen) == (
        "substituted",
        "picked",
        2,
        2000,
    )
    assert money(day) == Balance(goods_fen=2000, owed_fen=2000)
    assert stock(session, day.same) == 8
    services.pack(day.list, actor=day.staff, at=LATE)
    (bag,) = session.scalars(select(Bag))
    assert [(part.line_id, part.quantity) for part in bag.contents] == [(came.id, 2)]
    everything_adds_up()


def test_what_is_dearer_within_the_cap_was_held_from_the_start(day, ordered):
    (line,) = ordered((day.milk, 2, Wish("similar", cap_percent=15)))
    assert money(day) == Balance(goods_fen=2000, owed_fen=2300, held_fen=300)
    short(day, line)
    assert money(day) == Balance(owed_fen=2300, held_fen=2300)
    put_in(day, line, day.dear)
    assert money(day) == Balance(goods_fen=2300, owed_fen=2300)


def test_what_is_found_whole_gives_back_what_was_held(day, ordered):
    (line,) = ordered((day.milk, 2, Wish("similar", cap_percent=15)))
    pay(day.order, amount_fen=2300, method="cash", actor=day.guard, at=NOON)
    short(day, line, 2)
    assert money(day) == Balance(goods_fen=2000, paid_fen=2300, refunded_fen=300)
    everything_adds_up()


def test_what_is_too_dear_is_refused_with_the_sum(day, ordered):
    (line,) = ordered((day.milk, 2, None))
    short(day, line)
    with pytest.raises(Invalid, match=r"¥20\.00"):
        put_in(day, line, day.dear)
    assert line.state == "seeking"


def test_where_nothing_may_come_it_is_refunded_at_once(day, ordered, session):
    (line,) = ordered((day.milk, 2, None))
    day.same.stock = 0
    session.flush()
    short(day, line)
    assert (line.state, money(day)) == ("short", Balance())


def test_what_a_household_never_takes_is_neither_proposed_nor_put_in(day, ordered):
    never_take(day.home.id, words=["1 L"])
    wish = Wish("choice", choices=(Choice(day.same.id, 0), Choice(day.dear.id, 0)))
    (line,) = ordered((day.milk, 2, wish))
    short(day, line)
    assert line.state == "short"
    never_take(day.home.id)
    services.put_back(day.list, [line.id], actor=day.staff, at=LATE)
    short(day, line)
    never_take(day.home.id, ["eggs-dairy"])
    with pytest.raises(Invalid, match="does not take"):
        put_in(day, line, day.same)


def test_a_chosen_product_comes_at_the_price_it_was_chosen_at(day, ordered, session):
    (line,) = ordered((day.milk, 1, Wish("choice", choices=(Choice(day.dear.id, 0),))))
    assert money(day).held_fen == 150
    day.dear.price_fen = 1500
    session.flush()
    short(day, line)
    came = put_in(day, line, day.dear)
    assert came.amount_fen == 1150


def test_by_its_bar_code_too(day, ordered):
    (line,) = ordered((day.milk, 2, None))
    short(day, line)
    gtin = day.same.product.gtin
    with pytest.raises(NotFound):
        services.substitute(day.list, line.id, gtin="nothing", actor=day.staff, at=LATE)
    came = services.substitute(day.list, line.id, gtin=gtin, pieces=1, actor=day.staff, at=LATE)
    assert (came.offer_id, came.quantity) == (day.same.id, 1)


def test_what_is_promised_to_others_is_not_taken(day, ordered, session):
    (line,) = ordered((day.milk, 2, None))
    short(day, line)
    day.same.stock = 1
    session.flush()
    with pytest.raises((Invalid, SoldOut), match="promised to other"):
        put_in(day, line, day.same, pieces=2)


def test_a_picker_gives_up_and_the_household_is_told(day, ordered, session):
    (line,) = ordered((day.milk, 2, None))
    short(day, line, 1)
    services.give_up(day.list, line.id, actor=day.staff, at=LATE)
    assert (line.state, line.picked, money(day)) == ("picked", 1, Balance(1000, 1000))
    event = session.scalars(select(Event).filter_by(action="give-up-rest")).one()
    assert event.facts["less_fen"] == 1000


def test_a_replacement_is_taken_back_and_another_put_in(day, ordered, session):
    (line,) = ordered((day.milk, 2, Wish("similar", cap_percent=15)))
    short(day, line)
    put_in(day, line, day.same)
    services.take_back(day.list, line.id, actor=day.staff, at=LATE)
    assert (line.state, stock(session, day.same)) == ("seeking", 10)
    assert money(day) == Balance(owed_fen=2300, held_fen=2300)
    put_in(day, line, day.dear)
    assert money(day) == Balance(2300, 2300)
    services.put_back(day.list, [line.id], actor=day.staff, at=LATE)
    assert (line.state, stock(session, day.dear)) == ("ordered", 10)
    assert money(day) == Balance(2000, 2300, held_fen=300)
    everything_adds_up()


def test_once_packed_nothing_is_taken_back(day, ordered, session):
    lines = ordered((day.milk, 2, None))
    other = make.make_order(
        day.wave, day.store, make.make_household(day.point.gate.compound_id), day.point, day.pork
    )
    assert other.id
    short(day, lines[0])
    put_in(day, lines[0], day.same)
    services.pack(day.list, actor=day.staff, at=LATE)
    with pytest.raises(WrongState):
        services.take_back(day.list, lines[0].id, actor=day.staff, at=LATE)


def asked(day, ordered, wish=ASK, offer=None):
    (line,) = ordered((day.milk, 2, wish))
    short(day, line)
    return line, put_in(day, line, offer or day.dear)


def test_who_wishes_to_be_asked_is_asked_until_halfway(day, ordered, session):
    line, new = asked(day, ordered)
    assert (line.state, new.state, new.answer_by_at) == ("substituted", "proposed", UNTIL)
    assert money(day) == Balance(owed_fen=2300, held_fen=2300)
    event = session.scalars(select(Event).filter_by(action="propose")).one()
    assert (event.subject_id, event.facts) == (new.id, {"amount_fen": 2300, "pieces": 2})


def test_nobody_packs_before_the_answer(day, ordered):
    asked(day, ordered)
    assert services.pack(day.list, actor=day.staff, at=LATE) == []
    assert day.list.state == "open"


@pytest.mark.parametrize(
    ("yes", "state", "money_after"),
    [(True, "picked", Balance(2300, 2300)), (False, "refused", Balance())],
)
def test_a_household_answers(day, ordered, session, yes, state, money_after):
    line, new = asked(day, ordered)
    for _ in range(2):  # a double tap
        services.answer(new, yes, actor=day.resident, at=LATE)
    assert (new.state, line.state, money(day)) == (state, "substituted", money_after)
    assert stock(session, day.dear) == (8 if yes else 10)
    with pytest.raises(WrongState, match="answered otherwise"):
        services.answer(new, not yes, actor=day.resident, at=LATE)
    services.pack(day.list, actor=day.staff, at=LATE)
    assert day.list.state == "done"
    everything_adds_up()


def test_a_late_answer_is_refused_and_the_wish_is_done(day, ordered):
    _line, new = asked(day, ordered)
    with pytest.raises(WrongState, match="ended at 15:00"):
        services.answer(new, True, actor=day.resident, at=UNTIL)
    assert services.answer_for_the_silent(UNTIL - timedelta(seconds=1)) == 0
    assert services.answer_for_the_silent(UNTIL) == 1
    assert (new.state, money(day)) == ("refused", Balance())
    assert services.answer_for_the_silent(UNTIL) == 0


def test_silence_takes_it_where_the_wish_says_so(day, ordered, session):
    wish = Wish("ask", cap_percent=15, until=time(14, 30), otherwise="take")
    _line, new = asked(day, ordered, wish)
    assert new.answer_by_at == NOON + timedelta(hours=2, minutes=30)
    assert services.answer_for_the_silent(new.answer_by_at) == 1
    assert (new.state, money(day)) == ("picked", Balance(2300, 2300))
    assert session.scalars(select(Event).filter_by(action="approve")).one().facts["by_default"]


def test_where_no_time_is_left_nobody_is_asked(day, ordered):
    wish = Wish("ask", until=time(14, 12))
    (line,) = ordered((day.milk, 2, wish))
    short(day, line)
    assert line.state == "short"


def test_a_store_that_takes_it_back_leaves_nothing_to_answer(day, ordered):
    line, new = asked(day, ordered)
    services.take_back(day.list, line.id, actor=day.staff, at=LATE)
    with pytest.raises(WrongState, match="took this back"):
        services.answer(new, True, actor=day.resident, at=LATE)


def test_a_picker_answers_for_nobody(day, ordered):
    _line, new = asked(day, ordered)
    with pytest.raises(NotAllowed):
        services.answer(new, True, actor=day.staff, at=LATE)


def test_a_wish_stays_through_changes_and_a_new_one_changes_what_is_held(day, session):
    place_order(
        wave_id=day.wave.id,
        household_id=day.home.id,
        drop_point_id=day.point.id,
        wanted=[Wanted(day.milk.id, 1, wish=Wish("similar", cap_percent=30))],
        actor=day.resident,
        at=NOON,
    )
    day.order = session.scalars(select(Order)).one()
    amend_order(day.order, {day.milk.id: 3}, actor=day.resident, at=NOON)
    assert money(day) == Balance(3000, 3900, held_fen=900)
    wish_of_line(day.order, day.milk.id, Wish("refund"), actor=day.resident, at=NOON)
    assert money(day) == Balance(3000, 3000)
    session.expire_all()
    assert line_of(day, day.milk).wishes == Wish("refund")
    everything_adds_up()


def test_the_household_s_own_wish_counts_where_a_line_says_nothing(day, session):
    wish_in_general(day.home.id, Wish("refund"))
    place_order(
        wave_id=day.wave.id,
        household_id=day.home.id,
        drop_point_id=day.point.id,
        wanted=[Wanted(day.milk.id, 1), Wanted(day.same.id, 1, wish=PLAIN)],
        actor=day.resident,
        at=NOON,
    )
    day.order = session.scalars(select(Order)).one()
    assert line_of(day, day.milk).wishes.kind == "refund"
    assert line_of(day, day.same).wishes == PLAIN


def test_what_is_too_heavy_is_paid_for_as_far_as_was_allowed(day, ordered):
    (line,) = ordered((day.pork, 2, Wish(over_percent=10)))
    assert money(day) == Balance(3000, 3300, held_fen=300)
    short(day, line, 2, weighed_g=1400)
    assert (line.weighed_g, line.amount_fen) == (1400, 3300)
    assert money(day) == Balance(3300, 3300)
    services.put_back(day.list, [line.id], actor=day.staff, at=LATE)
    assert money(day) == Balance(3000, 3300, held_fen=300)


def test_what_comes_instead_is_weighed_and_stays_within_the_cap(day, ordered):
    (line,) = ordered((day.pork, 2, Wish("similar", cap_percent=15)))
    short(day, line, 1, weighed_g=500)
    with pytest.raises(Invalid, match="scale"):
        put_in(day, line, day.beef)
    with pytest.raises(Invalid, match="weigh again"):
        put_in(day, line, day.beef, weighed_g=5000)
    came = put_in(day, line, day.beef, weighed_g=600)
    assert (came.weighed_g, came.amount_fen) == (600, 1725)  # not 1980
    assert money(day) == Balance(1500 + 1725, 1500 + 1725)


def test_stock_is_the_sum_of_its_moves_through_it_all(day, ordered, session):
    line, new = asked(day, ordered)
    services.answer(new, False, actor=day.resident, at=LATE)
    services.put_back(day.list, [line.id], actor=day.staff, at=LATE)
    moves = select(func.sum(StockMove.change)).where(StockMove.offer_id == day.dear.id)
    assert session.scalar(moves) == stock(session, day.dear) == 10
    assert session.scalar(select(Line.state).where(Line.id == new.id)) == "refused"
    assert SYSTEM.may("substitution:answer")
    everything_adds_up()
