"""What is in a piece, as stores write it, and the price of 500 g that follows, exact to the fen."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.kernel.sheets.opening import open_table
from delivery.merchants.catalogue.contents import (
    PER,
    Content,
    NoContent,
    Stated,
    content_of,
    content_text,
    proposed,
    stated,
    unit_fen,
)
from delivery.merchants.catalogue.lists.columns import match
from delivery.merchants.catalogue.lists.reading import peek, read
from delivery.merchants.catalogue.lists.services import LIMITS
from delivery.merchants.catalogue.lists.values import Fault
from tests.hostile_files import HEADS, ROW


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("500 g", Content(500, "g")),
        ("500ｇ", Content(500, "g")),
        ("1.5kg", Content(1500, "g")),
        ("2 斤", Content(1000, "g")),
        ("500克*2", Content(1000, "g")),
        ("500g×2袋", Content(1000, "g")),
        ("12 盒 × 250 ml", Content(3000, "ml")),
        ("1.25 L", Content(1250, "ml")),
        ("15 枚", Content(15, "piece")),
        ("10 pcs", Content(10, "piece")),
        ("约 500 g", Content(500, "g")),
    ],
)
def test_a_content_is_read_as_stores_write_it(text, content):
    assert content_of(stated(text)) == content


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("500", "unit"),
        ("a lot", "form"),
        ("", "form"),
        ("-5 g", "form"),
        ("0 g", "range"),
        ("1.0005 g", "form"),
        ("0.5 个", "whole"),
        ("9999999 kg", "range"),
        ("500 g 2", "form"),
    ],
)
def test_what_is_no_content_says_why(text, why):
    with pytest.raises(NoContent) as refused:
        content_of(stated(text))
    assert refused.value.why == why


def test_the_unit_may_stand_in_a_column_of_its_own_and_must_agree():
    assert content_of(Stated(Decimal("1.5")), "公斤") == Content(1500, "g")
    assert content_of(Stated(Decimal(500), "g"), "克") == Content(500, "g")
    with pytest.raises(NoContent):
        content_of(Stated(Decimal(500), "g"), "ml")


@pytest.mark.parametrize(
    ("text", "content"),
    [
        ("娃哈哈 AD 钙奶 220ml*24", Content(5280, "ml")),
        ("1 颗，约 1.5 kg", Content(1500, "g")),
        ("12 片，200 g", Content(200, "g")),
        ("15 枚", Content(15, "piece")),
        ("28 cm", None),
        ("30 m", None),
        ("9 W", None),
        ("上海青", None),
        ("500 g 送 100 g", None),  # two masses: a person must say which
    ],
)
def test_a_name_only_proposes(text, content):
    assert proposed(text) == content


@given(st.integers(1, 10_000_000), st.integers(1, 1_000_000), st.sampled_from(sorted(PER)))
def test_a_unit_price_is_never_half_a_fen_off(price_fen, amount, unit):
    exact = Fraction(price_fen * PER[unit], amount)
    off = unit_fen(price_fen, Content(amount, unit)) - exact
    assert -Fraction(1, 2) < off <= Fraction(1, 2)


@given(st.builds(Content, st.integers(1, 1_000_000), st.sampled_from(sorted(PER))))
def test_what_is_shown_in_a_form_is_read_again_as_the_same(content):
    assert content_of(stated(content_text(content))) == content


def rows(heads, *cells):
    content = "\n".join([f"{HEADS},{heads}", *(f"{ROW},{cell}" for cell in cells)]).encode()
    columns = match(peek(open_table(content, LIMITS)).heads)
    return list(read(open_table(content, LIMITS), columns))


@pytest.mark.parametrize("heads", ["含量,含量单位", "content,content unit"])
@pytest.mark.parametrize(
    ("cells", "content"),
    [
        ("500,g", (500, "g")),
        ("0.5,千克", (500, "g")),
        ("500g*2,", (1000, "g")),
        ("12,个", (12, "piece")),
        (",", (None, None)),
        (",克", (None, None)),
    ],
)
def test_a_price_list_states_it_in_two_columns_or_one(heads, cells, content):
    (one,) = rows(heads, cells)
    assert (one.values["content"], one.values["content_unit"]) == content


@pytest.mark.parametrize(
    ("cells", "column", "fault"),
    [
        ("500,", "content_unit", Fault.CONTENT_UNIT),
        ("500 g,ml", "content_unit", Fault.CONTENT_UNIT),
        ("500,桶", "content_unit", Fault.CONTENT_UNIT),
        ("some,g", "content", Fault.NO_CONTENT),
        ("0.0005,kg", "content", Fault.NO_CONTENT),
        ("0.5,个", "content", Fault.NOT_WHOLE),
        ("9999999,kg", "content", Fault.OUT_OF_RANGE),
    ],
)
def test_a_content_that_cannot_be_taken_refuses_its_row(cells, column, fault):
    (one,) = rows("含量,含量单位", cells)
    assert one.values is None
    assert (column, fault) in [(note.column, note.code) for note in one.notes]
