"""What an operator sees of an import: the report, what stands in the way, and the slips."""

import re
from enum import StrEnum
from itertools import chain

import pytest
from babel.messages.pofile import read_po
from flask_babel import force_locale
from sqlalchemy import func, select

from delivery.kernel.db import db
from delivery.kernel.languages import TRANSLATIONS
from delivery.kernel.sheets.refusals import WorkbookFault
from delivery.orders.group_buy.notes import LeftOut, Outcome, Query, Refusal, Repair
from delivery.orders.group_buy.printing import packer_page, volunteer_page
from delivery.orders.group_buy.refusals import OrderSheetFault
from delivery.orders.group_buy.report import Obstacle, Sum
from delivery.orders.group_buy.sentences import FAULTS, NOTES, OBSTACLES, OUTCOMES, SUMS
from delivery.orders.group_buy.telling import difference_lines, row_lines, sum_lines
from delivery.orders.models import Order
from tests.rules.group_buy_exports import MELON, ORANGES, Group, export, report_of, with_sheet
from tests.services.test_group_buy_import import make_place

TWO = (
    Group(no="1", lines=(MELON, ORANGES), remark="1:打13712345678"),
    Group(no="2", person="<b>梁敦厦</b>", phone="13912345678", room="502", address=""),
)
CATALOGUES = [TRANSLATIONS / "zh_Hans" / "LC_MESSAGES" / f"{n}.po" for n in ("group_buy", "kernel")]


@pytest.fixture
def run(app, session, tmp_path):
    make_place()
    db.session.commit()

    def command(data, *options):
        path = tmp_path / "export.xlsx"
        path.write_bytes(data)
        words = ["delivery", "import", "group-buy", str(path), *options]
        return app.test_cli_runner().invoke(args=words)

    return command


def orders():
    return db.session.scalar(select(func.count()).select_from(Order))


def test_without_write_the_report_is_shown_and_nothing_kept(run):
    done = run(export(*TWO, listed=True))
    assert done.exit_code == 0, done.output
    assert re.search(r"2 +read +3-1101 +西瓜 一箱四个 × 1 +¥80.00", done.output)
    assert re.search(r"together +3 rows, +3 pieces, ¥215.50", done.output)
    assert "nothing kept: 2 orders, 3 lines, 2 new homes, 2 products" in done.output
    assert orders() == 0


def test_with_write_all_of_it_is_kept(run):
    done = run(export(*TWO, listed=True), "--write")
    assert done.exit_code == 0, done.output
    assert "Written: 2 orders, 3 lines" in done.output
    assert orders() == 2


def test_a_refused_row_stands_in_the_way_until_it_is_accepted(run):
    data = export(Group(cells={"数量": None}), TWO[1])
    refused = run(data, "--write")
    assert refused.exit_code == 1
    assert "数量 is empty" in refused.output
    assert "rows-refused: rows were refused, and would be left out" in refused.output
    assert orders() == 0
    assert run(data, "--write", "--accept", "rows-refused").exit_code == 0
    assert orders() == 1


def test_sums_that_differ_are_told_with_both_figures(run):
    data = with_sheet(export(*TWO, listed=True), r'<row r="4">.*?</row>', "")
    done = run(data)
    assert "whole export, pieces: stated 3, found 2" in done.output
    assert "sums-differ:" in done.output


def test_a_workbook_that_is_turned_away_is_told_in_one_sentence(run):
    done = run(b"PK but no zip")
    assert done.exit_code == 1
    assert (
        done.output
        == "Error: This is no .xlsx workbook. Export it again from the app. Nothing was read.\n"
    )


def test_the_report_speaks_chinese(run):
    done = run(export(*TWO), "--language", "zh_Hans")
    assert re.search(r"合计 +3 行 +3 件 ¥215.50", done.output)
    assert "试过了，没有保留：2 单" in done.output


def test_what_cannot_be_written_is_told_and_nothing_kept(run):
    done = run(export(Group(cells={"服务小区": "文昌里"})), "--write")
    assert done.exit_code == 1
    assert "Not known here: 文昌里." in done.output
    assert orders() == 0


def test_slips_stand_alone_in_both_languages(run, tmp_path):
    done = run(export(*TWO), "--slips", str(tmp_path / "slips"))
    assert done.exit_code == 0, done.output
    for name in ("packer", "volunteer"):
        page = (tmp_path / "slips" / f"{name}.html").read_text(encoding="utf-8")
        assert '<html lang="en"' in page
        assert not re.search(r"<script|<link|src=|https?://", page)


def test_slips_show_people_half_covered_and_wishes_whole(app, session):
    report = report_of(*TWO)
    with force_locale("zh_Hans"):
        packer, volunteer = packer_page(report, "zh_Hans"), volunteer_page(report, "zh_Hans")
    assert "郭** 138 **** 5678" in volunteer
    assert "打137 **** 5678" in volunteer
    for page in (packer, volunteer):
        assert not re.search(r"1[3-9][0-9]{9}|郭山彤|梁敦厦|<b>梁", page)
        assert page.index("502</b>") < page.index("1101</b>")


# Words


@pytest.mark.parametrize(
    ("codes", "sentences"),
    [
        (chain(Repair, Query, LeftOut, Refusal), NOTES),
        (chain(WorkbookFault, OrderSheetFault), FAULTS),
        (Obstacle, OBSTACLES),
        (Outcome, OUTCOMES),
        (Sum, SUMS),
    ],
)
def test_every_code_has_its_sentence(codes, sentences):
    assert set(codes) == set(sentences)


def test_every_sentence_is_said_in_chinese_with_the_same_facts():
    messages = {}
    for catalogue in CATALOGUES:
        with catalogue.open("rb") as file:
            messages |= {m.id: m.string for m in read_po(file) if m.id and isinstance(m.id, str)}
    sentences: list[StrEnum] = [*NOTES.values(), *FAULTS.values(), *OBSTACLES.values()]
    with force_locale("en"):
        english = [str(sentence) for sentence in sentences]
    assert [s for s in english if not messages.get(s)] == []
    for said, chinese in messages.items():
        assert placeholders(said) == placeholders(chinese), said


def placeholders(sentence):
    return set(re.findall(r"%\((\w+)\)s", sentence))


STRANGE = (
    Group(cells={"数量": "两"}),
    Group(
        no="2",
        phone="139",
        address="花溪路60号云岩花园二期3栋12层1101（请送到家）",
        remark="2:送到87-105",
    ),
    Group(no="3", room="502", address="云岩花园69栋902", phone="13812345678 "),
    Group(no="4", room="601", freight=8),
    Group(no="5", room="602", refund=10),
    Group(no="6", room="603", lines=(("西瓜", "一箱四个", 3, 100),)),
    Group(no="7", room="", address="", cells={"订单金额": 1}),
    Group(no="8", room="701", cells={"订单金额": 1, "规格": "半箱"}),
    Group(no="9", room="702", lines=(MELON, ("榴莲", "一箱", 1, 90)), cells={"收货人": "=A2"}),
)


@pytest.mark.parametrize("language", ["en", "zh_Hans"])
def test_whatever_is_found_can_be_told(app, session, language):
    report = report_of(*STRANGE, listed=False)
    with force_locale(language):
        lines = [*row_lines(report), *sum_lines(report), *difference_lines(report)]
    assert len(lines) > len(report.rows)
    assert not any("%(" in line for line in lines)
