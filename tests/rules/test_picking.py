"""How pieces go into bags and bags into crates."""

from collections import Counter
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from delivery.kernel import codes
from delivery.merchants.picking.rules import (
    BAG_LIMIT_G,
    TEMPERATURES,
    Crates,
    Item,
    bags_of,
    crates_of,
    items_of,
    label_code,
    scale_is_plausible,
)

items = st.lists(
    st.builds(
        Item,
        line_id=st.uuids(),
        pieces=st.integers(0, 40),
        piece_g=st.integers(1, 12_000),
        temperature=st.sampled_from(TEMPERATURES),
    ),
    max_size=12,
    unique_by=lambda item: item.line_id,
)


@given(items)
def test_every_piece_is_in_exactly_one_bag(order):
    packed = Counter()
    for bag in bags_of(order):
        packed.update(bag.pieces)
    assert packed == Counter({item.line_id: item.pieces for item in order if item.pieces})


@given(items)
def test_no_bag_mixes_temperatures_or_misstates_its_mass(order):
    about = {item.line_id: item for item in order}
    for bag in bags_of(order):
        assert {about[line].temperature for line in bag.pieces} == {bag.temperature}
        assert bag.mass_g == sum(about[line].piece_g * n for line, n in bag.pieces.items())


@given(items)
def test_only_a_single_heavy_piece_goes_over_the_limit(order):
    for bag in bags_of(order):
        assert bag.mass_g <= BAG_LIMIT_G or sum(bag.pieces.values()) == 1


def test_frozen_bags_come_last():
    order = [Item(UUID(int=n), 1, 500, t) for n, t in enumerate(reversed(TEMPERATURES))]
    assert [bag.temperature for bag in bags_of(order)] == list(TEMPERATURES)


def test_cold_bags_have_crates_of_their_own():
    assert crates_of([]) == Crates(0, 0)
    assert crates_of([("ambient", 3000)] * 5 + [("frozen", 900), ("chilled", 900)]) == Crates(3, 1)
    assert crates_of([("ambient", 9000)] * 3) == Crates(2, 0)


def test_a_label_is_sound_and_says_nothing():
    assert codes.is_sound(label_code())
    assert len({label_code() for _ in range(100)}) == 100


def test_a_scale_that_shows_half_or_one_and_a_half_is_believed_and_no_more():
    assert [scale_is_plausible(g, 1000) for g in (499, 500, 1500, 1501)] == [
        False,
        True,
        True,
        False,
    ]


@given(st.integers(1, 40), st.integers(1, 20_000))
def test_what_was_weighed_is_packed_to_the_gram(picked, weighed_g):
    items = items_of(UUID(int=1), picked, 500, weighed_g, "chilled")
    bags = bags_of(items)
    assert sum(bag.mass_g for bag in bags) == weighed_g
    assert sum(n for bag in bags for n in bag.pieces.values()) == picked
