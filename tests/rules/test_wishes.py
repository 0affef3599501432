"""Wishes on paper: what they cost at most, until when one is asked, what never comes."""

from datetime import datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.merchants.picking.replacing import (
    Goods,
    Missing,
    candidates,
    costs,
    likeness,
    most,
    refusal,
)
from delivery.orders.rules import amount_fen
from delivery.orders.rules.wishes import PLAIN, Choice, Never, Wish, more

ZONE = ZoneInfo("Asia/Shanghai")
NOON, FOUR = (datetime(2026, 3, 2, hour, tzinfo=ZONE) for hour in (12, 16))
IDS = [UUID(int=n) for n in range(1, 7)]


def goods(n, **words):
    about = {
        "offer_id": IDS[n],
        "gtin": "",
        "name": "鲜牛奶 950 ml",
        "name_en": "Fresh milk",
        "unit": "盒",
        "unit_en": None,
        "art": "milk",
        "zone": "C1",
        "category": "eggs-dairy",
        "temperature": "chilled",
        "sold_by": "piece",
        "mass_g": 950,
        "price_fen": 1000,
        "stock": 10,
    }
    return Goods(**about | words)


def missing(wish=PLAIN, pieces=2, never=None, **words):
    gone = goods(0, **words)
    promised = amount_fen(gone.sold_by, gone.price_fen, gone.mass_g, pieces)
    return Missing(gone, pieces, promised, wish, never or Never())


WISHES = st.builds(
    Wish,
    kind=st.sampled_from(["similar", "choice", "ask", "refund"]),
    cap_percent=st.integers(0, 100),
    over_percent=st.integers(0, 50),
    until=st.none() | st.times().map(lambda t: t.replace(second=0, microsecond=0, fold=0)),
    otherwise=st.sampled_from(["refund", "take"]),
    choices=st.lists(st.builds(Choice, st.sampled_from(IDS), st.integers(1, 9999)), max_size=3).map(
        tuple
    ),
)


@given(WISHES)
def test_a_wish_is_kept_as_it_was_said(wish):
    assert Wish.from_json(wish.to_json()) == wish


def test_the_plain_wish_lets_nothing_become_dearer():
    assert PLAIN.held_fen(1000, 1, "piece") == 0
    assert PLAIN.held_fen(1000, 1, "weight") == 100  # the scale's tolerance


@pytest.mark.parametrize(
    ("wish", "held"),
    [
        (Wish("similar", cap_percent=15), 150),
        (Wish("ask", cap_percent=30), 300),
        (Wish("refund"), 0),
        (Wish("choice", choices=(Choice(IDS[1], 1300),)), 300),
        (Wish("choice", choices=(Choice(IDS[1], 700),)), 0),
    ],
)
def test_what_may_become_dearer_is_held(wish, held):
    assert wish.held_fen(1000, 1, "piece") == held


@given(st.integers(0, 10**7), st.integers(0, 100))
def test_a_cap_is_never_rounded_up(fen, percent):
    assert more(fen, percent) * 100 <= fen * (100 + percent)


@pytest.mark.parametrize(
    ("until", "by"),
    [
        (None, 14),  # halfway
        (time(13), 13),
        (time(15, 30), 15),  # never into the last hour
        (time(9), 15),  # the next day's nine is far too late
    ],
)
def test_an_answer_is_waited_for_until_then(until, by):
    wish = Wish("ask", until=until)
    assert wish.answer_by(ZONE, NOON, FOUR) == NOON.replace(hour=by)


def test_never_looks_at_whole_shelves_and_at_words_in_either_language():
    never = Never(frozenset({"snacks"}), frozenset({"花生", "Pea nut"}))
    assert never.forbids("snacks", ["米饼", None])
    assert never.forbids("tofu", ["香酥花生豆腐", None])
    assert never.forbids("tofu", ["豆腐", "Tofu with PEANUTS"])
    assert not never.forbids("tofu", ["豆腐", "Tofu"])


def test_the_most_alike_comes_first():
    shelf = [
        goods(1, name="酸奶 100 g", mass_g=100),
        goods(2, name="鲜牛奶 500 ml", mass_g=500),
        goods(3, name="纯牛奶 1 L", mass_g=1000),
        goods(4, name="鲜牛奶 1 L", mass_g=1000),
    ]
    found = candidates(missing(), shelf)
    assert [one.goods.offer_id for one in found] == [IDS[4], IDS[2], IDS[3], IDS[1]]


def test_likeness_does_not_read_sizes():
    assert likeness("鲜牛奶 950 ml", "鲜牛奶 1 L") > likeness("鲜牛奶 950 ml", "纯牛奶 950 ml")


def test_choices_come_in_their_order_and_nothing_else_does():
    wish = Wish("choice", choices=(Choice(IDS[3], 1500), Choice(IDS[1], 900)))
    shelf = [goods(1, category="snacks"), goods(2), goods(3, price_fen=1400)]
    found = candidates(missing(wish), shelf)
    assert [(one.goods.offer_id, one.amount_fen) for one in found] == [
        (IDS[3], 2800),
        (IDS[1], 1800),
    ]


def test_fewer_are_proposed_where_fewer_are_there_and_the_cap_is_theirs():
    (one,) = candidates(missing(), [goods(1, stock=1), goods(2, stock=1, price_fen=1001)])
    assert (one.pieces, one.amount_fen, one.goods.offer_id) == (1, 1000, IDS[1])


@pytest.mark.parametrize(
    ("wish", "words", "why"),
    [
        (PLAIN, {"price_fen": 1001}, "too-dear"),
        (Wish("similar", cap_percent=15), {"price_fen": 1150}, ""),
        (Wish("similar", cap_percent=15), {"price_fen": 1151}, "too-dear"),
        (PLAIN, {"category": "snacks"}, "other-kind"),
        (PLAIN, {"name": "花生牛奶"}, "never"),
        (Wish("choice", choices=(Choice(IDS[1], 1000),)), {"name": "花生牛奶"}, "never"),
        (Wish("choice", choices=(Choice(IDS[2], 1000),)), {}, "not-chosen"),
        (Wish("refund"), {}, "not-wished"),
        (PLAIN, {"stock": 1}, "not-there"),
        (PLAIN, {"offer_id": IDS[0]}, "not-wished"),
    ],
)
def test_why_something_may_not_come_instead(wish, words, why):
    never = Never(words=frozenset({"花生"}))
    assert refusal(missing(wish, never=never), goods(1, **words), 2) == why


SHELF = st.lists(
    st.builds(
        goods,
        st.integers(1, 5),
        category=st.sampled_from(["eggs-dairy", "snacks"]),
        name=st.sampled_from(["鲜牛奶", "花生奶", "酸奶"]),
        sold_by=st.sampled_from(["piece", "weight"]),
        price_fen=st.integers(1, 3000),
        mass_g=st.integers(50, 2000),
        stock=st.integers(0, 5),
    ),
    max_size=8,
)


@given(WISHES, st.integers(1, 9), SHELF, st.booleans())
def test_nothing_that_is_proposed_breaks_a_cap_or_a_never(wish, pieces, shelf, nuts):
    never = Never(frozenset({"snacks"}), frozenset({"花生"} if nuts else ()))
    gone = missing(wish, pieces, never)
    for one in candidates(gone, shelf):
        assert one.amount_fen <= most(gone, one.goods)
        assert one.amount_fen == costs(gone, one.goods, one.pieces)
        assert not never.forbids(one.goods.category, (one.goods.name,))
        assert 0 < one.pieces <= min(pieces, one.goods.stock)
        assert wish.kind != "refund"
