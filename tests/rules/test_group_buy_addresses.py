"""How typed addresses become doors, and doors a walk."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delivery.orders.group_buy.addresses import (
    Address,
    floor_of,
    lane_of,
    parse_address,
    parse_columns,
    phases_in,
)
from delivery.orders.group_buy.writing import clean, even, natural_key, number_of


def door(text: str) -> tuple[str, str, int | None, str]:
    address = parse_address(text).address
    return address.building, address.unit, address.floor, address.room


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3栋2单元1101", ("3", "2", 11, "1101")),
        ("23号楼-502", ("23", "", 5, "502")),
        ("56栋602", ("56", "", 6, "602")),
        ("３幢２单元１１０１室", ("3", "2", 11, "1101")),
        ("23号楼—502", ("23", "", 5, "502")),
        ("3一502", ("3", "", 5, "502")),
        ("3-2-1101", ("3", "2", 11, "1101")),
        ("3-2-11-1101", ("3", "2", 11, "1101")),
        ("3栋2-1101", ("3", "2", 11, "1101")),
        ("3-2单元1101", ("3", "2", 11, "1101")),
        ("三栋二单元一一零一", ("3", "2", 11, "1101")),
        ("十二号楼东单元302", ("12", "东", 3, "302")),
        ("A座1203", ("A", "", 12, "1203")),
        ("甲栋1203", ("甲", "", 12, "1203")),
        ("12A栋5B", ("12A", "", None, "5B")),
        ("7 栋 1 单元 301 号", ("7", "1", 3, "301")),
        ("5号门301", ("5", "", 3, "301")),
        ("3栋2门301", ("3", "2", 3, "301")),
        ("88#1701", ("88", "", 17, "1701")),
        ("3栋11层1102", ("3", "", 11, "1102")),
        ("3栋5楼502", ("3", "", 5, "502")),
        ("86楼502", ("86", "", 5, "502")),
        ("3栋负一层", ("3", "", -1, "")),
        ("03栋0502室", ("3", "", 5, "502")),
        ("5OO弄69号2O1室。", ("69", "", 2, "201")),
        ("500弄。86号。503", ("86", "", 5, "503")),
        ("89号1201室（请送到家）", ("89", "", 12, "1201")),
        ("云岩花园（3栋502）", ("3", "", 5, "502")),
        ("29号", ("29", "", None, "")),
        ("3栋2单元", ("3", "2", None, "")),
        ("要两盒，谢谢", ("", "", None, "")),
        ("1-2-3-4-5-6", ("", "", None, "")),
        ("", ("", "", None, "")),
    ],
)
def test_a_door_is_read_however_it_is_typed(text, expected):
    assert door(text) == expected


@pytest.mark.parametrize(
    ("text", "compound", "lane"),
    [
        ("云岩花园3栋502", "云岩花园", ""),
        ("贵州省贵阳市云岩区中华路小区5栋502", "中华路小区", ""),
        ("阳光城市花园3栋402", "阳光城市花园", ""),
        ("北京路12号云岩花园3栋502", "云岩花园", "12"),
        ("上海市闵行区紫龙路五百弄嘉怡水岸56栋602", "嘉怡水岸", "500"),
        ("上海市闵行区吴泾镇紫龙路500弄 嘉怡水岸·睿府63号101室", "嘉怡水岸·睿府", "500"),
        ("上海市闵行区紫龙路500弄 嘉怡水岸·睿府", "嘉怡水岸·睿府", "500"),
        ("紫龙路500号88#1701", "", "500"),
        ("中关村12号院3号楼2单元502", "中关村", "12"),
        ("翠湖花园二期3栋2单元1101", "翠湖花园2期", ""),
        ("SOHO3座1203", "SOHO", ""),
        ("江南水乡3栋502", "江南水乡", ""),
        ("贵阳市云岩区3栋502", "", ""),
        ("7号公馆5栋502", "7号公馆", "7"),
    ],
)
def test_a_compound_stands_between_region_road_and_door(text, compound, lane):
    reading = parse_address(text)
    assert (reading.address.compound, reading.lane) == (compound, lane)


def test_what_an_address_says_besides_the_door_is_kept():
    assert parse_address("3栋502（请送到家）").words == ("请送到家",)
    assert parse_address("500弄52-801嘉怡水岸").words == ("嘉怡水岸",)


def test_a_lone_number_is_not_guessed_apart():
    reading = parse_address("紫龙路500弄86801")
    assert (reading.loose, reading.address.building) == ("86801", "")


def test_a_floor_that_the_room_does_not_stand_on_is_disputed():
    assert parse_address("3栋11层1201").floor_disputed
    assert not parse_address("3栋12层1201").floor_disputed


@pytest.mark.parametrize(
    ("room", "floor"),
    [
        ("1101", 11),
        ("502", 5),
        ("101", 1),
        ("A502", 5),
        ("6001", 60),
        ("6101", None),
        ("12", None),
        ("001", None),
        ("11011", None),
        ("别墅", None),
        ("", None),
    ],
)
def test_a_floor_is_told_from_a_room_only_where_that_is_safe(room, floor):
    assert floor_of(room) == floor


@pytest.mark.parametrize(
    ("columns", "expected", "tidied"),
    [
        (("56", "", "602"), ("56", "", "602"), False),
        (("86号", "", "1101室"), ("86", "", "1101"), False),
        (("52－502室。", "", "502号。"), ("52", "", "502"), True),
        (("紫龙路500弄69号", "", "201室"), ("69", "", "201"), False),
        (("3", "2单元", "1101"), ("3", "2", "1101"), False),
        (("3", "", "2-1101"), ("3", "2", "1101"), True),
        (("29号", "", "别墅"), ("29", "", "别墅"), False),
        (("", "", ""), ("", "", ""), False),
    ],
)
def test_columns_give_their_own_label_whatever_else_was_typed_into_them(columns, expected, tidied):
    address, was_tidied = parse_columns(*columns)
    assert (address.building, address.unit, address.room) == expected
    assert was_tidied is tidied


@pytest.mark.parametrize("text", ["500", "500弄", "紫龙路500弄", "500 弄", "紫龙路500弄69号201室"])
def test_a_lane_is_its_number(text):
    assert lane_of(text) == "500"


def test_the_parts_of_a_compound_are_known_by_number():
    assert phases_in("翠湖花园二期") == phases_in("翠湖花园2期") == {"2期"}
    assert phases_in("云岩花园") == frozenset()


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("三", 3),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("一百零二", 102),
        ("五百", 500),
        ("两千零三十", 2030),
        ("一一零一", 1101),
        ("〇", 0),
    ],
)
def test_chinese_numerals_are_read_by_place_or_digit_by_digit(numeral, value):
    assert number_of(numeral) == value


@pytest.mark.parametrize("numeral", ["", "万", "3"])
def test_what_is_no_numeral_is_said_to_be_none(numeral):
    with pytest.raises(ValueError, match=f"^{numeral}$"):
        number_of(numeral)


def test_invisible_characters_go_and_blanks_become_one():
    assert clean(" 郭\u200b山\u3000\u202e彤\x00 \ud800 ") == "郭山 彤"


# Doors as they are: what a label may be, and how it is typed.

labels = st.integers(1, 120).map(str) | st.integers(1, 9).map("{}A".format)
rooms = st.builds("{}{:02}".format, st.integers(1, 60), st.integers(1, 20))
doors = st.builds(
    Address,
    compound=st.sampled_from(["", "云岩花园", "锦绣小区", "阳光城市花园", "文昌里"]),
    building=labels,
    unit=st.just("") | st.integers(1, 9).map(str),
    room=rooms,
)
STYLES = (
    "{b}栋{u}单元{r}",
    "{b}号楼{u}单元{r}室",
    "{b}幢 {u}单元 {r}",
    "{b}-{u}-{r}",
    "{b}座，{u}门，{r}房",
)
REGIONS = ("", "贵阳市云岩区", "贵州省贵阳市云岩区花溪路50号", "上海市闵行区紫龙路500弄")


def typed(address: Address, style: str) -> str:
    if not address.unit:
        for word in ("{u}单元", "{u}门", "{u}"):
            style = style.replace(word, "")
        style = style.replace("--", "-")
    return style.format(b=address.building, u=address.unit, r=address.room)


@settings(max_examples=60, deadline=None)
@given(doors, st.sampled_from(STYLES), st.sampled_from(REGIONS), st.booleans())
def test_a_door_is_found_again_in_every_style(address, style, region, wide):
    text = f"{region}{address.compound} {typed(address, style)}"
    if wide:
        text = text.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789-"})
    found = parse_address(text).address
    assert found.household == address.household
    assert found.floor == floor_of(address.room)


@settings(max_examples=60, deadline=None)
@given(st.text() | st.text(alphabet="0123456789栋幢号楼座单元门室弄期-#一二十百A（） 云岩花园路区"))
def test_no_text_is_too_strange_to_be_read(text):
    reading = parse_address(text)
    assert "\x00" not in reading.address.compound
    parse_columns(text, text, text)
    lane_of(text)
    assert even(even(text)) == even(text)


@settings(max_examples=30, deadline=None)
@given(st.lists(doors, min_size=2, max_size=8), st.randoms(use_true_random=False))
def test_the_order_of_a_walk_does_not_depend_on_where_it_began(addresses, rng):
    shuffled = addresses.copy()
    rng.shuffle(shuffled)
    key = [a.sort_key for a in sorted(addresses, key=lambda a: a.sort_key)]
    assert key == [a.sort_key for a in sorted(shuffled, key=lambda a: a.sort_key)]


def test_a_walk_goes_by_compound_building_unit_floor_and_room_in_natural_order():
    walk = [
        Address("翠湖一期", "2", "1", 2, "201"),
        Address("翠湖二期", "A", "1", 1, "101"),
        Address("翠湖二期", "2", "", 9, "901"),
        Address("翠湖二期", "2", "", 10, "1001"),
        Address("翠湖二期", "2", "1", 5, "502"),
        Address("翠湖二期", "2", "2", 3, "302"),
        Address("翠湖二期", "10", "1", 1, "101"),
        Address("翠湖二期", "10A", "1", 1, "101"),
        Address("翠湖三期", "1", "1", 1, "101"),
    ]
    shuffled = random.Random(1).sample(walk, len(walk))
    assert sorted(shuffled, key=lambda address: address.sort_key) == walk


@given(st.lists(st.integers(0, 10**6), min_size=2))
def test_labels_that_are_numbers_sort_as_numbers(numbers):
    assert sorted(map(str, numbers), key=natural_key) == [str(n) for n in sorted(numbers)]
