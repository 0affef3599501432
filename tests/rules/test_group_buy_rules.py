"""What an import makes of each row, and of all of them together."""

import json
from dataclasses import replace
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from delivery.kernel.sheets.refusals import WorkbookFault, WorkbookRefused
from delivery.orders.group_buy.households import Item, Person, Purchase
from delivery.orders.group_buy.notes import Code, LeftOut, Outcome, Query, Refusal, Repair
from delivery.orders.group_buy.products import Product
from delivery.orders.group_buy.refusals import OrderSheetFault
from delivery.orders.group_buy.report import Difference, Obstacle, Report, Sum, Tally, decide
from delivery.orders.group_buy.rules import examine
from delivery.orders.group_buy.workbook import read_workbook
from tests.rules.group_buy_exports import (
    HEADINGS,
    MELON,
    ORANGES,
    Group,
    export,
    report_of,
    saved,
    with_sheet,
)

TWO_LINES = Group(lines=(MELON, ORANGES))
NEIGHBOUR = Group(
    no="2",
    person="梁敦厦",
    phone="13912345678",
    room="502",
    address="贵阳市云岩区花溪路50号3栋502",
)


def codes(report: Report, row: int) -> set[Code]:
    return {note.code for r in report.rows if r.number == row for note in r.notes}


def facts(report: Report, code: Code) -> dict[str, object]:
    return next(dict(n.facts) for row in report.rows for n in row.notes if n.code is code)


def outcomes(report: Report) -> list[Outcome]:
    return [row.outcome for row in report.rows]


def test_a_plain_row_is_read_without_a_word():
    report = report_of(Group())
    assert outcomes(report) == [Outcome.READ]
    assert report.rows[0].notes == ()


def test_an_order_holds_door_people_goods_and_money():
    (order,) = report_of(TWO_LINES).orders
    assert (order.door.household, order.door.floor) == (("云岩花园", "3", "", "1101"), 11)
    assert order.people == (Person("郭山彤", "+8613812345678"),)
    assert order.items[1] == Item(3, "1", Product("甜橙", "1份十个"), 1, 5550)
    assert (order.pieces, order.goods_fen) == (2, 13550)


def test_a_continuation_row_is_repaired_and_says_which_columns_were_filled():
    report = report_of(TWO_LINES)
    assert outcomes(report) == [Outcome.READ, Outcome.REPAIRED]
    assert "订单金额" in facts(report, Repair.MERGED_CELLS)["columns"]


def test_a_formula_that_was_worked_out_is_repaired():
    report = report_of(Group(), replace(NEIGHBOUR, cells={"收货人": "=A3", "联系电话": "=S2+1"}))
    assert codes(report, 3) == {Repair.FORMULAS_WORKED_OUT}
    assert report.orders[0].people == (Person("梁敦厦", "+8613812345679"),)


def test_a_name_is_cleaned_of_what_cannot_be_seen():
    report = report_of(Group(person=" 郭山彤\u200b "))
    assert codes(report, 2) == {Repair.TEXT_CLEANED}
    assert report.orders[0].people[0].name == "郭山彤"


def test_orders_of_one_door_become_one_order_of_its_household():
    again = Group(no="7", lines=(MELON,))
    (order,) = report_of(Group(), again).orders
    assert order.order_nos == ("1", "7")
    assert order.purchases == (Purchase(Product("西瓜", "一箱四个"), 2, 8000),)
    assert order.goods_fen == 16000


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"freight": 8}, Refusal.EXTRA_CHARGES),
        ({"discount": 3.5}, Refusal.EXTRA_CHARGES),
        ({"refund": 10}, Refusal.PARTLY_REFUNDED),
        ({"lines": (("西瓜", "一箱", 3, 10),)}, Refusal.PRICE_UNEVEN),
        ({"lines": (("西瓜", "一箱", 100, 100),)}, Refusal.TOO_MANY_PIECES),
    ],
)
def test_an_order_that_cannot_be_held_is_refused_and_not_bent(changes, refusal):
    report = report_of(Group(**changes), NEIGHBOUR)
    assert codes(report, 2) == {refusal}
    assert [order.door.room for order in report.orders] == ["502"]


def test_one_door_does_not_have_one_product_at_two_prices():
    dearer = Group(no="7", lines=(("西瓜", "一箱四个", 1, 90),))
    report = report_of(Group(), dearer)
    assert facts(report, Refusal.TWO_PRICES) == {"row": 2}
    assert report.orders[0].goods_fen == 8000


def test_the_most_pieces_count_over_all_orders_of_a_door():
    many = [Group(no=str(i), lines=(("西瓜", "一箱", 50, 100),)) for i in range(2)]
    report = report_of(*many)
    assert codes(report, 3) == {Refusal.TOO_MANY_PIECES}
    assert report.orders[0].pieces == 50


def test_doors_come_in_walking_order():
    groups = [
        Group(no=str(i), room=room, address="") for i, room in enumerate(["1101", "901", "1002"])
    ]
    rooms = [order.door.room for order in report_of(*groups).orders]
    assert rooms == ["901", "1002", "1101"]


@pytest.mark.parametrize(
    ("cells", "refusal"),
    [
        ({"数量": None}, Refusal.VALUE_MISSING),
        ({"商品": "  "}, Refusal.VALUE_MISSING),
        ({"商品金额": ""}, Refusal.VALUE_MISSING),
        ({"订单金额": None}, Refusal.VALUE_MISSING),
        ({"数量": "两"}, Refusal.NOT_A_NUMBER),
        ({"数量": True}, Refusal.NOT_A_NUMBER),
        ({"商品金额": "8O"}, Refusal.NOT_A_NUMBER),
        ({"商品金额": "=NOW()"}, Refusal.FORMULA_UNRESOLVED),
        ({"数量": 1.5}, Refusal.NOT_WHOLE),
        ({"商品金额": 59.905}, Refusal.NOT_WHOLE),
        ({"数量": 0}, Refusal.OUT_OF_RANGE),
        ({"数量": -1}, Refusal.OUT_OF_RANGE),
        ({"数量": 2**63}, Refusal.OUT_OF_RANGE),
        ({"商品金额": 1e300}, Refusal.OUT_OF_RANGE),
        ({"商品金额": -80}, Refusal.OUT_OF_RANGE),
        ({"商品": "瓜" * 500}, Refusal.TEXT_TOO_LONG),
        ({"楼号（如10）": None, "详细地址": "云岩花园"}, Refusal.DOOR_UNKNOWN),
        ({"房号（如606）": None, "详细地址": "云岩花园3栋"}, Refusal.DOOR_UNKNOWN),
        ({"服务小区": None, "详细地址": None}, Refusal.DOOR_UNKNOWN),
        ({"订单金额": 79}, Refusal.ORDER_DOES_NOT_BALANCE),
        ({"订单金额": 0}, Refusal.ORDER_DOES_NOT_BALANCE),
    ],
)
def test_a_row_that_cannot_be_used_is_refused_by_name_and_alone(cells, refusal):
    report = report_of(Group(cells=cells), NEIGHBOUR)
    assert {code for code in codes(report, 2) if isinstance(code, Refusal)} == {refusal}
    assert outcomes(report) == [Outcome.REFUSED, Outcome.READ]
    assert [order.door.room for order in report.orders] == ["502"]


@pytest.mark.parametrize(
    ("kind", "refusal"), [("e", Refusal.VALUE_FAULTY), ("d", Refusal.VALUE_A_DATE)]
)
def test_a_room_that_became_an_error_or_a_date_is_refused(kind, refusal):
    value = {"e": "#REF!", "d": "2026-03-02"}[kind]
    data = with_sheet(
        export(Group()), r'<c r="V2".*?</c>', f'<c r="V2" t="{kind}"><v>{value}</v></c>'
    )
    assert refusal in codes(examine(read_workbook(BytesIO(data))), 2)


def test_floating_point_noise_is_no_fraction_of_a_fen():
    noisy = Group(
        lines=(("西瓜", "一箱四个", 1, 59.900000000000006),), cells={"订单金额": "¥59.90"}
    )
    assert report_of(noisy).orders[0].goods_fen == 5990


def test_an_order_is_refused_whole():
    report = report_of(replace(TWO_LINES, cells={"数量": None}))
    assert facts(report, Refusal.ORDER_REFUSED) == {"row": 2}
    assert report.orders == ()


def test_a_line_pasted_twice_is_taken_once():
    report = report_of(Group(), Group())
    assert facts(report, Refusal.DUPLICATE_LINE) == {"row": 2}
    assert report.orders[0].pieces == 1


def test_several_orders_of_one_buyer_may_share_a_merged_cell():
    data = with_sheet(export(TWO_LINES), r'(<c r="D3"[^>]*><is><t>)1<', r"\g<1>158<")
    (order,) = examine(read_workbook(BytesIO(data))).orders
    assert order.order_nos == ("1", "158")


def test_another_name_in_a_merged_order_is_queried():
    data = with_sheet(export(TWO_LINES), r'(<c r="R3"[^>]*><is><t>)郭山彤<', r"\g<1>刘中舟<")
    report = examine(read_workbook(BytesIO(data)))
    assert facts(report, Query.PERSON_DIFFERS) == {"row": 2}
    assert [person.name for person in report.orders[0].people] == ["郭山彤", "刘中舟"]


def test_another_name_and_another_number_in_a_merged_order_are_refused():
    data = with_sheet(export(TWO_LINES), r'(<c r="R3"[^>]*><is><t>)郭山彤<', r"\g<1>刘中舟<")
    data = with_sheet(data, r'(<c r="D3"[^>]*><is><t>)1<', r"\g<1>158<")
    report = examine(read_workbook(BytesIO(data)))
    assert outcomes(report) == [Outcome.REFUSED, Outcome.REFUSED]
    assert Refusal.MERGED_ACROSS_ORDERS in codes(report, 3)


@pytest.mark.parametrize(("kept", "lost"), [("K", "T"), ("T", "K")])
def test_an_address_merged_over_other_rows_than_its_order_is_refused(kept, lost):
    data = with_sheet(export(TWO_LINES), f'<mergeCell ref="{lost}2:{lost}3" ?/>', "")
    report = examine(read_workbook(BytesIO(data)))
    assert Refusal.MERGED_ACROSS_ORDERS in codes(report, 3)
    assert report.orders == ()


def test_the_form_decides_between_two_doors_and_the_difference_is_told():
    report = report_of(Group(address="云岩花园69栋902"))
    assert facts(report, Query.ADDRESS_DIFFERS) == {"form": "3-1101", "text": "69-902"}
    assert report.orders[0].door.building == "3"


def test_a_number_run_together_is_no_difference_if_it_fits():
    assert codes(report_of(Group(address="花溪路50弄31101")), 2) == set()
    assert codes(report_of(Group(address="花溪路50弄99999")), 2) == {Query.ADDRESS_DIFFERS}


def test_the_written_address_fills_what_the_form_leaves_empty():
    report = report_of(Group(building="", room="", address="云岩花园5栋2单元601"))
    assert facts(report, Repair.ADDRESS_FROM_TEXT) == {"columns": ("楼号", "单元号", "房号")}
    assert report.orders[0].door.household == ("云岩花园", "5", "2", "601")


def test_a_room_is_not_taken_from_an_address_in_another_building():
    report = report_of(Group(room="", address="云岩花园5栋601"))
    assert Refusal.DOOR_UNKNOWN in codes(report, 2)


def test_a_house_without_rooms_may_be_a_door():
    report = report_of(Group(building="29号", room="别墅", address="云岩花园29号"))
    assert report.orders[0].door.household == ("云岩花园", "29", "", "别墅")


@pytest.mark.parametrize(
    ("changes", "query"),
    [
        ({"phone": "1381234"}, Query.PHONE_UNREADABLE),
        ({"remark": "1:帮忙送到87-105"}, Query.REMARK_NAMES_DOOR),
        ({"address": "云岩花园3栋1101（请送到家）"}, Query.ADDRESS_SAYS_MORE),
        ({"address": "花溪路60号云岩花园3栋1101"}, Query.LANE_DIFFERS),
        ({"address": "云岩花园二期3栋1101"}, Query.PHASE_DIFFERS),
        ({"address": "云岩花园3栋12层1101"}, Query.FLOOR_DIFFERS),
    ],
)
def test_what_a_person_should_look_at_is_queried_and_used(changes, query):
    report = report_of(Group(**changes))
    assert codes(report, 2) == {query}
    assert len(report.orders) == 1


@pytest.mark.parametrize("remark", ["1:3-1101", "要2-3个", "不要辣"])
def test_a_remark_that_names_no_other_door_is_not_queried(remark):
    assert codes(report_of(Group(remark=remark)), 2) == set()


def test_remarks_and_words_become_wishes_without_the_app_s_number():
    (order,) = report_of(
        Group(remark="1:到了打13912345678", address="云岩花园3栋1101（请送到家）")
    ).orders
    assert order.wishes == ("到了打139 **** 5678", "请送到家")


def test_a_remark_that_says_nothing_but_the_door_is_no_wish():
    assert report_of(Group(remark="1:3-1101")).orders[0].wishes == ()


def test_one_telephone_at_two_doors_is_queried():
    report = report_of(Group(), replace(NEIGHBOUR, phone=13812345678))
    assert facts(report, Query.PHONE_SHARED) == {"row": 2, "door": "3-1101"}


def test_two_people_at_one_door_are_queried_and_both_kept():
    other = Group(no="2", person="梁敦厦", lines=(ORANGES,))
    report = report_of(Group(), other)
    assert facts(report, Query.DOOR_SHARED) == {"row": 2}
    assert len(report.orders[0].people) == 2


def test_two_telephones_of_one_person_are_queried_and_the_first_is_kept():
    report = report_of(Group(), Group(no="2", phone=13912345678))
    assert facts(report, Query.PHONE_DIFFERS) == {"row": 2}
    assert report.orders[0].people == (Person("郭山彤", "+8613812345678"),)


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("已取消", LeftOut.CANCELLED),
        ("退款成功", LeftOut.REFUNDED),
        ("待支付", LeftOut.UNPAID),
        ("已飞走", Refusal.STATUS_UNKNOWN),
    ],
)
def test_only_orders_that_stand_are_taken(status, code):
    report = report_of(Group(), extra={"订单状态": status})
    assert codes(report, 2) == {code}
    assert report.orders == ()


@pytest.mark.parametrize("status", ["待发货", "已支付", "部分退款", ""])
def test_orders_that_stand_need_no_word(status):
    assert outcomes(report_of(Group(), extra={"订单状态": status})) == [Outcome.READ]


def test_an_order_paid_back_in_full_is_left_out():
    report = report_of(replace(TWO_LINES, refund=135.5), NEIGHBOUR)
    assert outcomes(report) == [Outcome.LEFT_OUT, Outcome.LEFT_OUT, Outcome.READ]


def test_blank_rows_and_rows_of_sums_are_no_orders():
    blank = Group(cells=dict.fromkeys(HEADINGS))
    sums = Group(cells=dict.fromkeys(HEADINGS) | {"下单人": "合计", "数量": 1, "商品金额": 80})
    report = report_of(Group(), blank, sums, NEIGHBOUR)
    assert [row.number for row in report.rows] == [2, 5]


# Products and sums


def test_the_name_decides_when_its_specification_and_the_column_differ():
    report = report_of(Group(), replace(NEIGHBOUR, cells={"规格": "半箱"}), listed=True)
    assert facts(report, Query.SPEC_DIFFERS) == {"by_name": "一箱四个", "by_column": "半箱"}
    assert report.orders[0].items[0].product == Product("西瓜", "一箱四个")


def test_a_price_beside_the_list_is_queried():
    dear = replace(NEIGHBOUR, lines=(("西瓜", "一箱四个", 1, 480),))
    report = report_of(Group(), dear, listed=True)
    assert facts(report, Query.PRICE_DIFFERS) == {"amount_fen": 48000, "expected_fen": 8000}


def test_a_product_beside_the_list_is_queried():
    report = report_of(Group(), replace(NEIGHBOUR, cells={"商品": "榴莲"}), listed=True)
    assert Query.PRODUCT_NOT_LISTED in codes(report, 3)


def test_rows_that_come_to_the_stated_sums_have_no_differences():
    report = report_of(replace(TWO_LINES, freight=8), replace(NEIGHBOUR, discount=2), listed=True)
    assert report.differences == ()


def test_a_missing_row_shows_in_every_sum_it_was_part_of():
    whole = export(Group(), NEIGHBOUR, listed=True)
    cut = with_sheet(whole, r'<row r="3">.*?</row>', "")
    melon = Product("西瓜", "一箱四个")
    assert examine(read_workbook(BytesIO(cut))).differences == (
        Difference(Sum.ORDERS, None, 2, 1),
        Difference(Sum.PIECES, None, 2, 1),
        Difference(Sum.AMOUNT_FEN, None, 16000, 8000),
        Difference(Sum.TOTAL_FEN, None, 16000, 8000),
        Difference(Sum.PIECES, melon, 2, 1),
        Difference(Sum.AMOUNT_FEN, melon, 16000, 8000),
    )


def test_a_refused_row_is_accounted_for_and_so_no_difference():
    report = report_of(
        Group(), replace(NEIGHBOUR, cells={"房号（如606）": None, "详细地址": None}), listed=True
    )
    assert report.differences == ()
    assert report.tally(Outcome.REFUSED) == Tally(1, 1, 8000)


groups = st.builds(
    Group,
    no=st.integers(1, 9).map(str),
    room=st.sampled_from(["101", "502", "1101", ""]),
    address=st.sampled_from(["", "云岩花园3栋502", "三栋"]),
    lines=st.lists(
        st.tuples(
            st.sampled_from(["西瓜", "甜橙"]),
            st.just("一箱"),
            st.integers(-1, 3),
            st.sampled_from([80, 55.5, None, "x"]),
        ),
        min_size=1,
        max_size=3,
    ),
    cells=st.fixed_dictionaries({"订单金额": st.sampled_from([80, 55.5, 160, None])}),
)


@settings(max_examples=25, deadline=None)
@given(st.lists(groups, max_size=4))
def test_outcomes_add_up_to_the_file_and_orders_to_what_was_taken(many):
    report = report_of(*many)
    tallies = [report.tally(outcome) for outcome in Outcome]
    assert sum(tallies, Tally()) == report.tally()
    taken = report.tally(Outcome.READ, Outcome.REPAIRED)
    pieces = sum(order.pieces for order in report.orders)
    assert (pieces, sum(o.goods_fen for o in report.orders)) == (taken.pieces, taken.amount_fen)


# The decision


def test_a_clean_import_may_be_written():
    assert decide(report_of(Group(), listed=True)).may_write


def test_refused_rows_stand_in_the_way_until_a_person_accepts_them():
    report = report_of(Group(), replace(NEIGHBOUR, cells={"数量": None}))
    assert decide(report).remaining == (Obstacle.ROWS_REFUSED,)
    assert decide(report, {Obstacle.SUMS_DIFFER}).remaining == (Obstacle.ROWS_REFUSED,)
    assert decide(report, {Obstacle.ROWS_REFUSED}).may_write


def test_sums_that_differ_stand_in_the_way_until_a_person_accepts_them():
    cut = with_sheet(export(Group(), NEIGHBOUR, listed=True), r'<row r="3">.*?</row>', "")
    report = examine(read_workbook(BytesIO(cut)))
    assert decide(report).remaining == (Obstacle.SUMS_DIFFER,)
    assert decide(report, {Obstacle.SUMS_DIFFER}).may_write


def test_nothing_cannot_be_written_whatever_is_accepted():
    report = report_of(Group(cells={"数量": None}))
    assert decide(report, set(Obstacle)).remaining == (Obstacle.NOTHING_TO_WRITE,)


def test_the_report_is_plain_json_without_names_or_telephones():
    report = report_of(
        replace(TWO_LINES, remark="1:打13712345678"), replace(NEIGHBOUR, phone="139"), listed=True
    )
    text = json.dumps(report.as_json(), ensure_ascii=False)
    assert "郭山彤" not in text
    assert "13812345678" not in text
    assert "13712345678" not in text


# The sheet


def refusal_of(book: Workbook) -> WorkbookRefused:
    with pytest.raises(WorkbookRefused) as refused:
        examine(read_workbook(BytesIO(saved(book))))
    return refused.value


def book_with(*headings: list[str]) -> Workbook:
    book = Workbook()
    for row in headings:
        book.active.append(row)
    return book


def test_a_workbook_without_a_list_of_orders_is_refused():
    assert refusal_of(book_with(["姓名", "商品"])).fault is OrderSheetFault.NO_ORDER_SHEET


def test_two_lists_of_orders_are_refused_by_their_names():
    book = book_with(HEADINGS)
    book.create_sheet("旧的").append(HEADINGS)
    refused = refusal_of(book)
    assert refused.fault is OrderSheetFault.SEVERAL_ORDER_SHEETS
    assert "旧的" in str(refused.facts["sheets"])


def test_a_column_that_is_there_twice_is_refused_by_its_name():
    refused = refusal_of(book_with([*HEADINGS, "数 量"]))
    assert (refused.fault, refused.facts) == (WorkbookFault.COLUMN_TWICE, {"column": "数量"})


def test_headings_may_stand_below_a_title_and_by_their_other_names():
    names = [
        "订单编号",
        "姓名",
        "手机号",
        "小区",
        "楼栋",
        "单元",
        "室号",
        "商品名称",
        "购买数量",
        "商品金额",
    ]
    row = [
        "A7",
        "郭山彤",
        "13812345678",
        "云岩花园",
        "3栋",
        "2单元",
        "1101室",
        "西瓜",
        "2",
        "160.00",
    ]
    book = book_with(["三月二日团购"], names, row)
    report = examine(read_workbook(BytesIO(saved(book))))
    (order,) = report.orders
    assert order.door.household == ("云岩花园", "3", "2", "1101")
    assert order.items == (Item(3, "A7", Product("西瓜"), 2, 8000),)
