"""Which workbooks are read, and which are turned away before they can do harm."""

import time
import tracemalloc
from contextlib import suppress
from io import BytesIO
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from delivery.kernel.sheets.container import Limits
from delivery.kernel.sheets.refusals import WorkbookFault, WorkbookRefused
from delivery.orders.group_buy.cells import Cell, Origin
from delivery.orders.group_buy.workbook import read_workbook
from tests.hostile_workbooks import HOSTILE, SOUND
from tests.rules.group_buy_exports import (
    SHEET,
    Group,
    export,
    part,
    repacked,
    saved,
    with_sheet,
    with_shown,
)


def cell(data: bytes, row: int, column: int) -> Cell:
    """The cell at ``row`` (from 1) and ``column`` (from 0) of the list of orders."""
    return read_workbook(BytesIO(data)).sheets[0].rows[row - 1].cell(column)


def fault_of(data: bytes, limits: Limits | None = None) -> WorkbookFault:
    with pytest.raises(WorkbookRefused) as refused:
        read_workbook(BytesIO(data), limits)
    return refused.value.fault


@pytest.fixture(scope="module", autouse=True)
def _readers_are_loaded():
    read_workbook(BytesIO(SOUND))


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_by_name_quickly_and_in_little_memory(name):
    make, expected = HOSTILE[name]
    data = make()
    started = time.process_time()
    assert fault_of(data) is expected
    assert time.process_time() - started < 0.5
    tracemalloc.start()
    fault_of(data)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20 << 20


def test_the_tests_of_hostile_files_start_from_a_sound_one():
    titles = [sheet.title for sheet in read_workbook(BytesIO(SOUND)).sheets]
    assert titles == ["顾客购买表", "商品汇总表", "服务小区商品汇总表"]


@pytest.mark.parametrize(
    ("limits", "fault"),
    [
        (Limits(rows=4), None),
        (Limits(rows=3), WorkbookFault.TOO_MANY_ROWS),
        (Limits(columns=24), None),
        (Limits(columns=23), WorkbookFault.TOO_MANY_COLUMNS),
        (Limits(cells=96), None),
        (Limits(cells=40), WorkbookFault.TOO_MANY_CELLS),
        (Limits(merges=16), None),
        (Limits(merges=15), WorkbookFault.TOO_MANY_MERGES),
        (Limits(file_bytes=len(SOUND)), None),
        (Limits(file_bytes=len(SOUND) - 1), WorkbookFault.TOO_LARGE),
    ],
)
def test_a_limit_itself_is_allowed_and_one_more_is_not(limits, fault):
    if fault:
        assert fault_of(SOUND, limits) is fault
    else:
        read_workbook(BytesIO(SOUND), limits)


def test_the_same_bytes_have_the_same_digest():
    first, second = (read_workbook(BytesIO(SOUND)).digest for _ in range(2))
    assert first == second != read_workbook(BytesIO(export(Group()))).digest


def test_a_merged_cell_fills_the_rows_it_covers_and_says_from_where():
    assert cell(SOUND, 3, 10) == Cell(135.5, Origin.MERGED, anchor_row=2)


def test_a_formula_counts_for_the_value_that_was_shown():
    data = with_shown(export(Group(cells={"收货人": "=A2"})), {"R2": "郭山彤"})
    assert cell(data, 2, 17) == Cell("郭山彤", Origin.SHOWN)


def test_a_shown_value_that_the_formula_does_not_come_to_is_kept_and_disputed():
    data = with_shown(export(Group(cells={"收货人": "=A2"})), {"R2": "别人"})
    assert cell(data, 2, 17) == Cell("别人", Origin.DISPUTED)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=A2", Cell("郭山彤", Origin.WORKED_OUT)),
        ("=G2*H2", Cell(80, Origin.WORKED_OUT)),
        ("=R3", Cell(None, Origin.UNRESOLVED)),
        ("=R2", Cell(None, Origin.UNRESOLVED)),
        ('=HYPERLINK("http://192.0.2.1","x")', Cell(None, Origin.UNRESOLVED)),
        ("=cmd|'/c calc'!A1", Cell(None, Origin.UNRESOLVED)),
    ],
)
def test_without_a_shown_value_only_plain_arithmetic_over_known_cells_is_worked_out(
    formula, expected
):
    assert cell(export(Group(cells={"收货人": formula})), 2, 17) == expected


def test_a_chain_of_formulas_down_a_thousand_rows_is_worked_out_row_by_row():
    book = Workbook()
    book.active.append([1])
    for row in range(2, 1002):
        book.active.append([f"=A{row - 1}+1"])
    assert cell(saved(book), 1001, 0) == Cell(1001, Origin.WORKED_OUT)


def test_a_shared_formula_is_worked_out_in_each_of_its_cells():
    data = with_sheet(export(Group(), Group(no="2")), "<v>80</v>", "<v>80</v>")
    data = with_sheet(
        data, r'<c r="R2".*?</c>', '<c r="R2"><f t="shared" ref="R2:R3" si="0">A2</f></c>'
    )
    data = with_sheet(data, r'<c r="R3".*?</c>', '<c r="R3"><f t="shared" si="0"/></c>')
    assert cell(data, 3, 17) == Cell("郭山彤", Origin.WORKED_OUT)


def test_an_error_and_a_date_are_told_from_words():
    faulty = with_sheet(SOUND, r'<c r="V2".*?</c>', '<c r="V2" t="e"><v>#REF!</v></c>')
    dated = with_sheet(SOUND, r'<c r="V2".*?</c>', '<c r="V2" t="d"><v>2026-03-02</v></c>')
    assert cell(faulty, 2, 21).origin is Origin.FAULTY
    assert cell(dated, 2, 21).origin is Origin.DATE
    assert cell(dated, 3, 21).origin is Origin.DATE  # merged: what covers it is no use either


def test_the_name_of_a_sheet_cannot_steer_a_terminal():
    book = part(SOUND, "xl/workbook.xml").replace("顾客购买表", "顾客\x9b31m购买表")
    data = repacked(SOUND, {"xl/workbook.xml": book.encode()})
    assert read_workbook(BytesIO(data)).sheets[0].title == "顾客31m购买表"


def test_empty_rows_keep_their_numbers():
    data = with_sheet(SOUND, '<row r="4">', '<row r="9">')
    data = repacked(data, {SHEET: part(data).replace('4" t=', '9" t=').encode()})
    assert [row.number for row in read_workbook(BytesIO(data)).sheets[0].rows][-1] == 9


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(SOUND) - 1), st.integers(0, 255)), max_size=6))
def test_whatever_bytes_are_changed_the_file_is_read_or_refused(changes):
    data = bytearray(SOUND)
    for at, value in changes:
        data[at] = value
    read_or_refuse(bytes(data))


@settings(max_examples=30, deadline=None)
@given(st.data())
def test_whatever_is_changed_inside_a_part_the_file_is_read_or_refused(data):
    name = data.draw(st.sampled_from(ZipFile(BytesIO(SOUND)).namelist()))
    content = bytearray(part(SOUND, name).encode())
    at = data.draw(st.integers(0, len(content)))
    content[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
    read_or_refuse(repacked(SOUND, {name: bytes(content)}))


def read_or_refuse(data: bytes) -> None:
    with suppress(WorkbookRefused):
        read_workbook(BytesIO(data))
