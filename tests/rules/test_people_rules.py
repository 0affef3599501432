"""Phones, names, codes, passwords, and homes by the hundred."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.people.blocks import (
    MOST,
    Row,
    TooMany,
    Unreadable,
    described,
    grouped,
    tabled,
)
from delivery.people.rules import (
    bare_code,
    e164,
    inner_path,
    masked_name,
    masked_phone,
    national,
    natural,
    spaced_code,
    weak_password,
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("13812345678", "+8613812345678"),
        ("138 1234-5678", "+8613812345678"),
        ("１３８１２３４５６７８", "+8613812345678"),
        ("0851-86512345", "+8685186512345"),
        ("+44 20 7946 0958", "+442079460958"),
        ("12345", None),
        ("", None),
        ("gate-east-1", None),
        ("1" * 400, None),
    ],
)
def test_a_phone_number_is_kept_in_one_writing(typed, kept):
    assert e164(typed) == kept


def test_lists_show_enough_to_find_ones_own_and_no_more():
    assert masked_phone("+8613812345678") == "138 **** 5678"
    assert masked_phone(None) == ""
    assert national("+8613812345678") == "138 1234 5678"
    names = ["王芳", "王小芳", "欧阳小芳", "芳", "Mei Li"]
    assert [masked_name(name) for name in names] == ["王*", "王**", "欧阳**", "*", "Mei L."]


@given(st.text(min_size=1, max_size=60))
def test_no_name_is_shown_whole(name):
    assert masked_name(name.strip() or "*") != name.strip() or not name.strip("* ")


def test_codes_are_read_as_people_copy_them():
    assert bare_code(" k7qm–2fwx ") == bare_code("Ｋ７ＱＭ２ＦＷＸ") == "K7QM2FWX"
    assert spaced_code("K7QM2FWX") == "K7QM-2FWX"
    assert spaced_code("K7QMB2FWXA") == "K7QMB-2FWXA"


@pytest.mark.parametrize(
    "path", ["", None, "//x.example", "https://x.example", "/\\x", "me", "/a\tb"]
)
def test_a_path_that_may_lead_outside_leads_to_the_start(path):
    assert inner_path(path) == "/"


@given(st.text(max_size=80))
def test_an_inner_path_begins_with_one_slash(path):
    kept = inner_path(path)
    assert kept.startswith("/")
    assert not kept.startswith(("//", "/\\"))


@pytest.mark.parametrize(
    "password", ["12345678", "87654321", "aaaaaaaa", "13812345678", "Password1"]
)
def test_passwords_that_are_tried_first_are_weak(password):
    assert weak_password(password, "王芳", "+8613812345678")


def test_two_words_and_a_number_are_not_weak():
    assert not weak_password("two words 7", "王芳", "+8613812345678")


def test_doors_sort_as_people_count():
    assert sorted(["11", "3", "3A", "101"], key=natural) == ["3", "3A", "11", "101"]


@pytest.mark.parametrize("door", ["①", "3²", "１２", "௩", "三", ""])
def test_digits_of_every_kind_can_stand_on_a_door(door):
    assert sorted(["3", door], key=natural)


@pytest.mark.parametrize(
    "line",
    [
        "3栋 1–2单元 1–11层 每层2户",
        "３栋1-2单元1-11层每层2户。",
        "3号楼 1、2单元 1至11楼 每层 2 户",
        "building 3, units 1-2, floors 1-11, 2 per floor",
        "Building 3 units 1,2 floors 1-11 2 homes a floor",
    ],
)
def test_a_building_is_described_in_a_line(line):
    rows = described(line)
    assert len(rows) == 44
    assert rows[0] == Row("3", "1", 1, "101")
    assert rows[-1] == Row("3", "2", 11, "1102")


def test_several_lines_and_houses_without_units():
    rows = described("A栋 1-2层 每层3户\n\n5–6栋 1层 每层1户\n")
    assert [(row.building, row.unit, row.room) for row in rows[-3:]] == [
        ("A", "", "203"),
        ("5", "", "101"),
        ("6", "", "101"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "3栋",
        "很多户",
        "3栋 9-1层 每层2户",
        "3栋 1-2层 每层0户",
        "3栋 1-999层 每层2户",
        "A-C栋 1层 每层1户",
    ],
)
def test_a_line_that_cannot_be_read_is_named(line):
    with pytest.raises(Unreadable) as bad:
        described(f"1栋 1层 每层1户\n{line}")
    assert bad.value.line == 2


def test_no_line_makes_more_homes_than_are_taken_at_once():
    with pytest.raises(TooMany):
        described("1-199栋 1-199单元 1-199层 每层99户")
    assert len(described(f"1栋 1-{MOST // 50}层 每层50户")) == MOST


TABLE = "楼栋,单元,楼层,房号,组\n3栋,2单元,11,1101室,三栋一组\n\n3,2,,1102,三栋一组\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_table_is_read_as_spreadsheets_write_it(encoding):
    rows = tabled(TABLE.encode(encoding))
    assert rows == [Row("3", "2", 11, f"110{n}", "三栋一组") for n in (1, 2)]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", 1),
        (b"building,unit\n3,2\n", 1),
        (b"building,room\n3,101\n,102\n", 3),
        (b"building,room,floor\n3,101,first\n", 2),
        (b"building,room\n3," + b"9" * 400 + b"\n", 2),
        (b"\xff\xfe\x00", 1),
        (b"building,room\n3,1\x0001\n", 1),
    ],
)
def test_a_bad_table_names_its_line(content, line):
    with pytest.raises(Unreadable) as bad:
        tabled(content)
    assert bad.value.line == line


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader(content):
    with suppress(Unreadable, TooMany):
        tabled(content)


def test_groups_are_neighbours_of_about_ten_and_never_span_buildings():
    groups = grouped(described("1–2栋 1–2单元 1–11层 每层2户"), 10)
    assert sorted({len(homes) for _, _, homes in groups}) == [11]
    assert all({row.building for row in homes} == {building} for building, _, homes in groups)
    assert sum(len(homes) for _, _, homes in groups) == 88
