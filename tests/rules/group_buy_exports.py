"""Workbooks of the shape that a group-buying app exports, sound and hostile."""

import re
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

from openpyxl import Workbook
from openpyxl.utils import get_column_letter

from delivery.orders.group_buy.report import Report
from delivery.orders.group_buy.rules import examine
from delivery.orders.group_buy.workbook import read_workbook

SHEET = "xl/worksheets/sheet1.xml"

HEADINGS = [
    "下单人",
    "团员备注",
    "备注",
    "跟团号",
    "商品",
    "规格",
    "数量",
    "商品金额",
    "运费",
    "优惠",
    "订单金额",
    "退款金额",
    "物流方式",
    "服务小区",
    "服务小区联系人",
    "服务小区电话",
    "服务小区地址",
    "收货人",
    "联系电话",
    "详细地址",
    "团长",
    "房号（如606）",
    "楼号（如10）",
    "弄号（如168）",
]
SHARED = [
    h
    for h in HEADINGS
    if h not in ["下单人", "跟团号", "商品", "规格", "数量", "商品金额", "收货人", "联系电话"]
]
"""The columns that the app merges over the lines of one order."""

MELON = ("西瓜", "一箱四个", 1, 80)
ORANGES = ("甜橙", "1份十个", 1, 55.5)


@dataclass
class Group:
    """One block of an export: the orders of one buyer to one door; ``lines`` as in `MELON`."""

    no: str | int = "1"
    person: str = "郭山彤"
    phone: Any = 13812345678
    building: str = "3"
    room: str = "1101"
    address: str = "贵阳市云岩区花溪路50号云岩花园3栋1101"
    lines: Sequence[tuple[str, str, Any, Any]] = (MELON,)
    remark: str = ""
    freight: float = 0
    discount: float = 0
    refund: float = 0
    cells: Mapping[str, Any] = field(default_factory=dict)
    """Headings and values that override what the first row would hold."""

    def total(self) -> float:
        """What the order states; lines whose amount is no number add nothing."""
        amounts = [line[3] for line in self.lines if isinstance(line[3], int | float)]
        return sum(amounts) + self.freight - self.discount


def export(*groups: Group, listed: bool = False, extra: Mapping[str, Any] | None = None) -> bytes:
    """Write ``groups`` as the app does; ``extra`` adds columns, ``listed`` the app's own sums."""
    book = Workbook()
    sheet = book.active
    sheet.title = "顾客购买表"
    headings = [*HEADINGS, *(extra or {})]
    sheet.append(headings)
    for group in groups:
        _append(sheet, headings, group, extra or {})
    if listed:
        _append_sums(book, groups)
    return saved(book)


def saved(book: Workbook) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def report_of(*groups: Group, **options: Any) -> Report:
    return examine(read_workbook(BytesIO(export(*groups, **options))))


def _append(sheet: Any, headings: list[str], group: Group, extra: Mapping[str, Any]) -> None:
    top = sheet.max_row + 1
    for product, spec, quantity, amount in group.lines:
        row = _shared(group) | dict(extra) | {
            "下单人": group.person, "跟团号": group.no, "商品": f"{product}({spec})", "规格": spec,
            "数量": quantity, "商品金额": amount, "收货人": group.person, "联系电话": group.phone,
        }  # fmt: skip
        row |= group.cells if sheet.max_row + 1 == top else {}
        sheet.append([row.get(heading) for heading in headings])
    if len(group.lines) > 1:
        for heading in SHARED:
            column = get_column_letter(HEADINGS.index(heading) + 1)
            sheet.merge_cells(f"{column}{top}:{column}{sheet.max_row}")


def _shared(group: Group) -> dict[str, Any]:
    return {
        "团员备注": group.remark, "运费": group.freight, "优惠": group.discount,
        "订单金额": round(group.total(), 2), "退款金额": group.refund, "物流方式": "顾客自提",
        "服务小区": "云岩花园", "服务小区地址": "贵阳市云岩区花溪路50号", "详细地址": group.address,
        "房号（如606）": group.room, "楼号（如10）": group.building, "弄号（如168）": "50",
    }  # fmt: skip


def _append_sums(book: Workbook, groups: Sequence[Group]) -> None:
    lines = [line for group in groups for line in group.lines]
    products = book.create_sheet("商品汇总表")
    products.append(["商品", "商品ID", "规格", "销售数量", "团当前单价", "商品总金额"])
    for name, spec in dict.fromkeys(line[:2] for line in lines):
        sold = [line for line in lines if line[:2] == (name, spec)]
        pieces, amount = sum(line[2] for line in sold), sum(line[3] for line in sold)
        products.append([name, "117", spec, pieces, f"{sold[0][3] / sold[0][2]:.2f}", amount])
    sums = book.create_sheet("服务小区商品汇总表")
    sums.append(
        [
            "服务小区",
            "订单总数",
            "商品总金额",
            "优惠总金额",
            "订单总金额",
            "订单退款总金额",
            "商品总数",
        ]
    )
    sums.append([
        "云岩花园", len({g.no for g in groups}), sum(line[3] for line in lines),
        sum(g.discount for g in groups), sum(g.total() for g in groups),
        sum(g.refund for g in groups), sum(line[2] for line in lines),
    ])  # fmt: skip


def repacked(data: bytes, parts: Mapping[str, bytes], method: int = ZIP_DEFLATED) -> bytes:
    """Return the zip ``data`` with ``parts`` replaced or added."""
    stream = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(stream, "w", method) as new:
        for name in dict.fromkeys((*old.namelist(), *parts)):
            new.writestr(name, parts[name] if name in parts else old.read(name))
    return stream.getvalue()


def part(data: bytes, name: str = SHEET) -> str:
    with ZipFile(BytesIO(data)) as archive:
        return archive.read(name).decode()


def with_sheet(data: bytes, pattern: str, replacement: str) -> bytes:
    """Replace the first match of ``pattern`` in the XML of the list of orders."""
    changed, count = re.subn(pattern, replacement, part(data), count=1)
    assert count == 1, pattern
    return repacked(data, {SHEET: changed.encode()})


def with_shown(data: bytes, shown: Mapping[str, str | int]) -> bytes:
    """Give formula cells the values that a spreadsheet program would have shown."""
    for place, value in shown.items():
        kind = ' t="str"' if isinstance(value, str) else ""
        formula = rf'<c r="{place}"><f>([^<]*)</f><v ?/></c>'
        cell = rf'<c r="{place}"{kind}><f>\1</f><v>{value}</v></c>'
        data = with_sheet(data, formula, cell)
    return data


def with_declared_size(data: bytes, name: str, size: int) -> bytes:
    """Let the zip's directory and header claim that part ``name`` unpacks to ``size`` bytes."""
    changed = bytearray(data)
    for magic, name_at, size_at in ((b"PK\x01\x02", 46, 24), (b"PK\x03\x04", 30, 22)):
        at = changed.find(magic)
        while at >= 0:
            if changed[at + name_at : at + name_at + len(name)] == name.encode():
                struct.pack_into("<L", changed, at + size_at, size)
            at = changed.find(magic, at + 4)
    return bytes(changed)
