"""Price lists as files: any encoding, any program, any mischief."""

import csv
import io
import re
import time
import tracemalloc

import pytest
from openpyxl import Workbook

from delivery.kernel.sheets.opening import open_table
from delivery.kernel.sheets.refusals import WorkbookFault, WorkbookRefused
from delivery.kernel.sheets.rows import Mark
from delivery.kernel.sheets.sentences import refusal
from delivery.merchants.catalogue.lists.columns import Column, match, missing
from delivery.merchants.catalogue.lists.reading import peek, read
from delivery.merchants.catalogue.lists.services import LIMITS
from delivery.merchants.catalogue.lists.values import Fault, Unfit, value_of
from tests.hostile_files import CORPUS, HEADS, ROW, book, cells, sheet

TEXT = f"{HEADS}\r\n{ROW}\r\n"
KNOWN = match(HEADS.split(","))


def articles(content):
    table = open_table(content, LIMITS)
    top = peek(table)
    columns = match(top.heads)
    assert missing(columns) == []
    return table, list(read(open_table(content, LIMITS), columns))


@pytest.mark.parametrize(
    ("encoding", "known"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("gb18030", "gb18030"),
        ("gbk", "gb18030"),
        ("utf-16", "utf-16-le"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
    ],
)
def test_every_encoding_of_office_programs_is_known(encoding, known):
    table, (one,) = articles(TEXT.encode(encoding))
    assert table.encoding == known
    assert one.values["name"] == "上海青"
    assert (one.values["price"], one.values["stock"], one.notes) == (390, 20, [])


def test_utf_16_big_endian_with_its_mark_is_known():
    _, (one,) = articles(b"\xfe\xff" + TEXT.encode("utf-16-be"))
    assert one.values["name"] == "上海青"


@pytest.mark.parametrize("separator", [",", "\t", ";"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends_of_any_program_are_known(separator, ends):
    text = TEXT.replace("\r\n", ends).replace(",", separator)
    _, (one,) = articles(text.encode())
    assert one.values["zone"] == "A1"


def test_a_cell_may_hold_separators_quotes_and_line_breaks():
    row = ROW.replace("上海青", '"上海青, ""大"" \n一把"')
    _, (one,) = articles(f"{HEADS}\n{row}\n".encode())
    assert one.values["name"] == '上海青, "大" 一把'


ENGLISH = "Barcode,Product name,Department,Size,Net weight (g),Unit price,On hand,Shelf"


@pytest.mark.parametrize(
    "heads",
    [
        HEADS,
        ENGLISH,
        "商品条码,品名,分类,规格型号,净重,售价（元/份）,可售数量,货位",
        ",".join(c.value for c in (Column.GTIN, Column.NAME, Column.CATEGORY, Column.UNIT))
        + ",mass_g,price,stock,zone",
    ],
)
def test_columns_are_known_by_their_names_in_both_languages(heads):
    assert match(heads.split(",")) == KNOWN


def test_columns_in_any_order_and_strangers_among_them():
    found = match(["备注", "Price", "条码", "Name"])
    assert found == {Column.PRICE: 1, Column.GTIN: 2, Column.NAME: 3}
    assert Column.STOCK in missing(found)


@pytest.mark.parametrize(
    ("column", "text", "value"),
    [
        (Column.PRICE, "¥3.9", 390),
        (Column.PRICE, "１，２００．５０元", 120050),
        (Column.MASS_G, "1.2kg", 1200),
        (Column.MASS_G, "约 500 克", 500),
        (Column.MASS_G, "1.5斤", 750),
        (Column.STOCK, "20.0", 20),
        (Column.CATEGORY, "Vegetables", "vegetables"),
        (Column.CATEGORY, "粮油", "rice-noodles-oil"),
        (Column.SOLD_BY, "称重", "weight"),
        (Column.SOLD_BY, "", "piece"),
        (Column.TEMPERATURE, "冷藏", "chilled"),
        (Column.GTIN, "6 901234 567892", "6901234567892"),
        (Column.NAME, "'=1+1", "=1+1"),
    ],
)
def test_values_are_read_as_shops_write_them(column, text, value):
    assert value_of(column, text) == value


@pytest.mark.parametrize(
    ("column", "text", "fault"),
    [
        (Column.GTIN, "6901234567893", Fault.GTIN_WRONG),
        (Column.GTIN, "6.90123E+12", Fault.GTIN_ROUNDED),
        (Column.PRICE, "面议", Fault.NO_AMOUNT),
        (Column.PRICE, "0", Fault.OUT_OF_RANGE),
        (Column.PRICE, "3.905", Fault.NO_AMOUNT),
        (Column.STOCK, "1.5", Fault.NOT_WHOLE),
        (Column.STOCK, "-1", Fault.NOT_WHOLE),
        (Column.STOCK, "100001", Fault.OUT_OF_RANGE),
        (Column.MASS_G, "重", Fault.NO_NUMBER),
        (Column.MASS_G, "0", Fault.OUT_OF_RANGE),
        (Column.CATEGORY, "宠物", Fault.NOT_ONE_OF),
        (Column.NAME, "长" * 61, Fault.TOO_LONG),
        (Column.NAME, " ", Fault.MISSING),
    ],
)
def test_what_does_not_fit_says_why(column, text, fault):
    with pytest.raises(Unfit) as bad:
        value_of(column, text)
    assert bad.value.fault is fault


def test_of_two_rows_with_one_number_the_first_counts():
    _, (one, two) = articles(f"{TEXT}{ROW}\n".encode())
    assert one.values is not None
    assert (two.number, two.values, [n.code for n in two.notes]) == (3, None, [Fault.GTIN_TWICE])


def test_a_workbook_is_read_like_a_text():
    made = Workbook()
    made.active.append(HEADS.split(","))
    made.active.append([6901234567892, "上海青", "蔬菜", "约 500 g", 500, 3.9, 20, "A1"])
    out = io.BytesIO()
    made.save(out)
    table, (one,) = articles(out.getvalue())
    assert table.kind == "xlsx"
    assert (one.values["gtin"], one.values["price"]) == ("6901234567892", 390)


def test_merged_cells_are_filled_and_said():
    first, second = ROW.split(","), ROW.replace("101,", "200,").split(",")
    second[2] = ""
    rows = cells(1, *HEADS.split(",")) + cells(2, *first) + cells(3, *second)
    merged = '<mergeCells count="1"><mergeCell ref="C2:C3"/></mergeCells>'
    _, (one, two) = articles(book(sheet(rows, after=merged)))
    assert one.notes == []
    assert two.values["category"] == "vegetables"
    assert [(n.column, n.code) for n in two.notes] == [("category", Mark.MERGED)]


def test_the_saved_value_of_a_formula_is_used_and_said_and_none_is_refused():
    saved, lost = ROW.split(","), ROW.replace("101,", "200,").split(",")
    saved[5] = "<c><f>A1*2</f><v>3.9</v></c>"
    lost[5] = "<c><f>A1*2</f></c>"
    wrong = ROW.replace("101,", "309,").split(",")
    wrong[5] = '<c t="e"><v>#REF!</v></c>'
    rows = "".join(cells(n, *r) for n, r in enumerate([HEADS.split(","), saved, lost, wrong], 1))
    _, (one, two, three) = articles(book(sheet(rows)))
    assert (one.values["price"], [n.code for n in one.notes]) == (390, [Mark.FORMULA])
    assert [n.code for n in two.notes if n.column == "price"] == [Fault.UNRESOLVED]
    assert [n.code for n in three.notes if n.column == "price"] == [Fault.FAULTY]


def test_a_row_in_another_encoding_is_read_in_its_own_and_one_in_two_is_refused():
    _, (one, two) = articles(CORPUS["two encodings, row by row"].make())
    assert (one.notes, two.values["name"]) == ([], "菜心")
    assert [n.code for n in two.notes] == [Mark.OTHER_ENCODING]
    _, (one, two) = articles(CORPUS["two encodings in a row"].make())
    assert one.values is not None
    assert (two.values, [n.code for n in two.notes]) == (None, [Fault.UNREADABLE])


@pytest.mark.parametrize("name", CORPUS)
def test_hostile_files_are_turned_away_for_what_they_are_or_read_by_row(name):
    hostile = CORPUS[name]
    content = hostile.make()
    if hostile.fault is None:
        try:
            for row in open_table(content, LIMITS).rows():
                assert len(row.cells) <= LIMITS.columns
        except WorkbookRefused:
            assert name == "a picture"  # whatever its bytes happen to look like
        return
    with pytest.raises(WorkbookRefused) as refused:
        for _ in open_table(content, LIMITS).rows():
            pass
    assert refused.value.fault == hostile.fault


WHOLE = {
    *(WorkbookFault.EMPTY, WorkbookFault.OLD_FORMAT, WorkbookFault.NOT_A_WORKBOOK),
    *(WorkbookFault.TOO_MANY_PARTS, WorkbookFault.NO_SHEET, WorkbookFault.HALF_A_CHARACTER),
}


@pytest.mark.parametrize("name", [name for name, one in CORPUS.items() if one.fault])
def test_a_hostile_file_costs_little_and_its_sentence_says_where(name):
    """Far above what ``make bench-hostile`` measures, for a machine that has other work to do."""
    content = CORPUS[name].make()
    tracemalloc.start()
    began = time.process_time()
    with pytest.raises(WorkbookRefused) as refused:
        for _ in open_table(content, LIMITS).rows():
            pass
    took = time.process_time() - began
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert took < 1
    assert peak < 20 << 20
    if refused.value.fault not in WHOLE:
        assert re.search(r"[Rr]ow \d+|in \S+\.xml|[Ff]rom byte \d+", refusal(refused.value))


def test_a_file_that_is_too_long_is_not_opened():
    with pytest.raises(WorkbookRefused):
        open_table(b"a" * (LIMITS.file_bytes + 1), LIMITS)


def test_what_python_writes_is_what_is_read():
    """Against the csv module's own writer, whatever stands in the cells."""
    rows = [["a", "b"], ['"', ",;\t"], ["\n", "\r\nx"], ["", "  "], ["上海", "'"]]
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    read_back = [row.cells for row in open_table(out.getvalue().encode(), LIMITS).rows()]
    assert read_back == rows
