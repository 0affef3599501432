"""What is not enough is shared in whole pieces: all of it, nobody more than they ordered."""

import hashlib
import random
from datetime import timedelta
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.merchants.picking.sharing import Claim, share
from delivery.orders.rules.sharing import RULES, lot_of
from tests.conftest import NOON


def claims_of(wanted, needs=()):
    return [
        Claim(UUID(int=n), pieces, NOON + timedelta(minutes=n), n in needs, lot(n))
        for n, pieces in enumerate(wanted)
    ]


def lot(n):
    return lot_of(UUID(int=1), "2001010000101", UUID(int=n))


def shares_of(rule, found, wanted, needs=()):
    shares = share(rule, found, claims_of(wanted, needs))
    return [shares[UUID(int=n)] for n in range(len(wanted))]


WANTED = st.lists(st.integers(1, 40), max_size=12)


@pytest.mark.parametrize("rule", RULES)
@given(found=st.integers(0, 300), wanted=WANTED, needs=st.sets(st.integers(0, 11)))
def test_all_pieces_are_shared_and_nobody_gets_more_than_ordered(rule, found, wanted, needs):
    shares = shares_of(rule, found, wanted, needs)
    assert sum(shares) == min(found, sum(wanted))
    assert all(0 <= n <= most for n, most in zip(shares, wanted, strict=True))


@pytest.mark.parametrize("rule", RULES)
@given(wanted=WANTED.filter(len), seed=st.integers(0, 99))
def test_in_which_order_the_lines_are_read_does_not_matter(rule, wanted, seed):
    claims = claims_of(wanted, {0, 3})
    mixed = random.Random(seed).sample(claims, len(claims))
    assert share(rule, sum(wanted) // 2, claims) == share(rule, sum(wanted) // 2, mixed)


@given(st.integers(0, 300), WANTED)
def test_who_ordered_first_is_served_first(found, wanted):
    shares = shares_of("first-come", found, wanted)
    short = [n for n, share in enumerate(shares) if share < wanted[n]]
    assert all(not shares[n] for n in short[1:])


@given(st.integers(0, 300), WANTED)
def test_equal_means_that_who_gets_less_than_ordered_gets_as_many_as_any_but_one(found, wanted):
    shares = shares_of("equal", found, wanted)
    for n, mine in enumerate(shares):
        if mine < wanted[n]:
            assert max(shares) <= mine + 1


@given(st.integers(0, 300), WANTED.filter(len))
def test_in_proportion_nobody_is_a_whole_piece_from_their_quota(found, wanted):
    there = min(found, sum(wanted))
    for mine, pieces in zip(shares_of("proportional", found, wanted), wanted, strict=True):
        assert abs(mine - Fraction(there * pieces, sum(wanted))) < 1


@given(st.integers(0, 300), WANTED.filter(len), st.sets(st.integers(0, 11)))
def test_a_home_without_need_gets_something_only_when_all_in_need_have_all(found, wanted, needs):
    shares = shares_of("need-first", found, wanted, needs)
    if any(shares[n] for n in range(len(wanted)) if n not in needs):
        assert all(shares[n] == wanted[n] for n in needs if n < len(wanted))


@given(st.integers(0, 300), WANTED.filter(len))
def test_the_lowest_lot_is_served_first(found, wanted):
    shares = shares_of("lottery", found, wanted)
    drawn = sorted(range(len(wanted)), key=lot)
    short = [n for n in drawn if shares[n] < wanted[n]]
    assert all(not shares[n] for n in short[1:])


def test_a_lot_is_what_anybody_can_work_out_and_differs_by_product():
    wave, order = UUID(int=1), UUID(int=2)
    said = f"{wave}/2001010000101/{order}".encode()
    assert lot_of(wave, "2001010000101", order) == hashlib.sha256(said).hexdigest()
    assert lot_of(wave, "2001010000101", order) != lot_of(wave, "2001010000102", order)


def test_ten_for_three_by_every_rule():
    wanted = [2, 9, 5]
    assert shares_of("first-come", 10, wanted) == [2, 8, 0]
    assert shares_of("equal", 10, wanted) == [2, 4, 4]
    assert shares_of("proportional", 10, wanted) == [1, 6, 3]
    assert shares_of("need-first", 10, wanted, {2}) == [2, 3, 5]
