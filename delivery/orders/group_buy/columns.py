"""Which column holds what: the headings of group-buying apps, matched by their words."""

import re
from collections.abc import Mapping
from enum import StrEnum

from delivery.kernel.sheets.refusals import WorkbookFault, WorkbookRefused
from delivery.orders.group_buy.cells import Row, Sheet
from delivery.orders.group_buy.refusals import OrderSheetFault
from delivery.orders.group_buy.writing import even

_HEADING_ROWS = 10


class Column(StrEnum):
    """A column of the list of orders, by its usual heading."""

    ORDER_NO = "跟团号"
    BUYER = "下单人"
    RECIPIENT = "收货人"
    PHONE = "联系电话"
    MEMBER_REMARK = "团员备注"
    REMARK = "备注"
    STATUS = "订单状态"
    PRODUCT = "商品"
    SPEC = "规格"
    QUANTITY = "数量"
    AMOUNT = "商品金额"
    FREIGHT = "运费"
    DISCOUNT = "优惠"
    TOTAL = "订单金额"
    REFUND = "退款金额"
    COMPOUND = "服务小区"
    COMPOUND_ADDRESS = "服务小区地址"
    ADDRESS = "详细地址"
    LANE = "弄号"
    BUILDING = "楼号"
    UNIT = "单元号"
    ROOM = "房号"


_OTHER_HEADINGS = {
    Column.ORDER_NO: "订单号 订单编号 接龙号",
    Column.BUYER: "昵称 团员",
    Column.RECIPIENT: "收件人 姓名",
    Column.PHONE: "收货电话 手机号 手机 电话 收货人电话",
    Column.MEMBER_REMARK: "买家备注 顾客备注",
    Column.STATUS: "状态 订单状态",
    Column.PRODUCT: "商品名称",
    Column.SPEC: "商品规格",
    Column.QUANTITY: "商品数量 购买数量 件数",
    Column.TOTAL: "实付金额 订单总金额",
    Column.COMPOUND: "小区 自提点",
    Column.ADDRESS: "收货地址 地址",
    Column.BUILDING: "楼栋 栋号 楼栋号 幢号",
    Column.UNIT: "单元",
    Column.ROOM: "室号 门牌号 房间号",
}
_COLUMN_OF = {column.value: column for column in Column} | {
    heading: column for column, headings in _OTHER_HEADINGS.items() for heading in headings.split()
}
_REQUIRED = {Column.PRODUCT, Column.QUANTITY, Column.AMOUNT}
_DOORS = ({Column.ADDRESS}, {Column.BUILDING, Column.ROOM})


def heading(text: object) -> str:
    """Reduce a heading to its words: ``房号（如606）`` becomes ``房号``."""
    return re.sub(r"\(.*?\)|\s", "", even(text)) if isinstance(text, str) else ""


def order_sheet(sheets: tuple[Sheet, ...]) -> tuple[Sheet, Row, Mapping[Column, int]]:
    """Find the one sheet that lists orders, its heading row, and where each column stands.

    Raises
    ------
    WorkbookRefused
        No sheet has product, quantity, amount and a door, or several have.
    """
    found = [(sheet, *headed) for sheet in sheets if (headed := _headed(sheet))]
    if not found:
        raise WorkbookRefused(OrderSheetFault.NO_ORDER_SHEET)
    if len(found) > 1:
        titles = "、".join(sheet.title for sheet, *_ in found)
        raise WorkbookRefused(OrderSheetFault.SEVERAL_ORDER_SHEETS, sheets=titles)
    return found[0]


def _headed(sheet: Sheet) -> tuple[Row, Mapping[Column, int]] | None:
    for row in sheet.rows[:_HEADING_ROWS]:
        known = [(_COLUMN_OF.get(heading(cell.value)), i) for i, cell in enumerate(row.cells)]
        columns = {column: index for column, index in known if column}
        if columns.keys() >= _REQUIRED and any(columns.keys() >= door for door in _DOORS):
            _refuse_twice([column for column, _ in known if column])
            return row, columns
    return None


def _refuse_twice(columns: list[Column]) -> None:
    for column in Column:
        if columns.count(column) > 1:
            raise WorkbookRefused(WorkbookFault.COLUMN_TWICE, column=column.value)
