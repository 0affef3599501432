"""One row as it was read, before it is held against the rows around it."""

import re
from dataclasses import dataclass
from typing import TypeVar

from delivery.orders.group_buy.addresses import Address
from delivery.orders.group_buy.columns import Column
from delivery.orders.group_buy.doors import note_remark, read_door
from delivery.orders.group_buy.notes import Code, Fact, LeftOut, Note, Query, Refusal
from delivery.orders.group_buy.phones import mask_phones
from delivery.orders.group_buy.products import Product, ProductList
from delivery.orders.group_buy.values import Values
from delivery.people.rules import e164

_T = TypeVar("_T")
_SUMS = {"合计", "总计", "小计"}
_STATUSES: dict[LeftOut | None, str] = {
    LeftOut.CANCELLED: "已取消 取消 已关闭 交易关闭 订单关闭",
    LeftOut.REFUNDED: "已退款 退款成功 全额退款 已全额退款",
    LeftOut.UNPAID: "待支付 未支付 待付款 未付款",
    None: "已支付 已付款 待发货 已发货 待自提 待提货 待收货 待核销 已核销 进行中 已完成 部分退款",
}
_STATUS_OF = {word: status for status, words in _STATUSES.items() for word in words.split()}


@dataclass(slots=True)
class Draft:
    """A row, its values where they could be read, and its notes so far.

    ``order_row`` is the row in which its order begins: where the order amount is merged over several
    rows, the first of them. ``door_row`` is the same for its address. Money of a whole order
    (freight, discount, total, refund) stands on its first row only.
    """

    row: int
    order_row: int
    door_row: int
    order_no: str
    person: str
    phone: str | None
    door: Address
    wishes: tuple[str, ...]
    product: Product
    quantity: int | None
    amount_fen: int | None
    freight_fen: int
    discount_fen: int
    total_fen: int | None
    refund_fen: int
    notes: list[Note]

    def note(self, code: Code, **facts: Fact) -> None:
        """Say something of this row."""
        self.notes.append(Note(code, facts))

    @property
    def is_usable(self) -> bool:
        """Whether nothing keeps this row from becoming a line of an order."""
        return not self.has(Refusal) and not self.has(LeftOut)

    @property
    def price_fen(self) -> int | None:
        """What one piece costs; None where the amount does not divide by the pieces."""
        if not self.quantity or self.amount_fen is None:
            return None
        price_fen, rest_fen = divmod(self.amount_fen, self.quantity)
        return None if rest_fen else price_fen

    def has(self, kind: type[Refusal] | type[LeftOut]) -> bool:
        """Tell whether some note is of ``kind``."""
        return any(isinstance(note.code, kind) for note in self.notes)


def read_draft(values: Values, products: ProductList) -> Draft:
    """Read one row of the list of orders."""
    values.note_origins(tuple(values.columns))
    door, words = read_door(values)
    order_no = values.text(Column.ORDER_NO)
    wish = note_remark(values, _remark(values, order_no), door)
    draft = Draft(
        row=values.row.number,
        order_row=_first_row(values, Column.TOTAL, Column.ADDRESS),
        door_row=_first_row(values, Column.ADDRESS, Column.ROOM),
        order_no=order_no,
        person=values.text(Column.RECIPIENT) or values.text(Column.BUYER),
        phone=_phone(values),
        door=door,
        wishes=tuple(mask_phones(one) for one in (wish, *words) if one),
        product=_product(values, products),
        quantity=_needed(values, Column.QUANTITY, values.pieces(Column.QUANTITY)),
        amount_fen=_needed(values, Column.AMOUNT, values.fen(Column.AMOUNT)),
        freight_fen=values.own_fen(Column.FREIGHT),
        discount_fen=values.own_fen(Column.DISCOUNT),
        total_fen=_total(values),
        refund_fen=values.own_fen(Column.REFUND),
        notes=values.notes,
    )
    if words:
        draft.note(Query.ADDRESS_SAYS_MORE)
    _note_price(draft, products)
    _note_status(draft, values.text(Column.STATUS))
    return draft


def is_blank(values: Values) -> bool:
    """Tell rows that say nothing: spreadsheets keep them below and between the rest."""
    return not any(values.cell(column).value not in (None, "") for column in values.columns)


def is_sums(values: Values) -> bool:
    """Tell a closing row of sums from an order."""
    texts = {str(cell.value).strip().rstrip("：:") for cell in values.row.cells}
    return bool(texts & _SUMS) and values.cell(Column.PRODUCT).value in (None, "", *_SUMS)


def _first_row(values: Values, *columns: Column) -> int:
    """Return where the merged cell over this row begins, in the first of ``columns`` that there is."""
    column = next((c for c in columns if c in values.columns), Column.PRODUCT)
    return values.cell(column).anchor_row or values.row.number


def _remark(values: Values, order_no: str) -> str:
    """Join the remarks; a merged copy says nothing new, and the app puts ``22:`` before that of order 22."""
    columns = (Column.MEMBER_REMARK, Column.REMARK)
    texts = [values.text(c, longest=300) for c in columns if not values.cell(c).anchor_row]
    prefix = rf"{re.escape(order_no)}\s*[:：]\s*" if order_no else ""
    return " ".join(re.sub(rf"^{prefix}", "", text) for text in texts if text)


def _phone(values: Values) -> str | None:
    written = values.text(Column.PHONE)
    phone = e164(written) if written else None
    if written and phone is None:
        values.note(Query.PHONE_UNREADABLE)
    return phone


def _product(values: Values, products: ProductList) -> Product:
    name, spec = values.text(Column.PRODUCT), values.text(Column.SPEC)
    _needed(values, Column.PRODUCT, name or None)
    product, differs = products.product_of(name, spec)
    if differs:
        values.note(Query.SPEC_DIFFERS, by_name=product.spec, by_column=spec)
    if name and products.listed and products.find(product) is None:
        values.note(Query.PRODUCT_NOT_LISTED)
    return product


def _needed(values: Values, column: Column, value: _T | None) -> _T | None:
    """Note a missing value, unless it is already said why it cannot be used."""
    if value is None and not values.is_refused(column):
        values.note(Refusal.VALUE_MISSING, column=column.value)
    return value


def _total(values: Values) -> int | None:
    """Return the stated total of the order that begins in this row, or None where none does."""
    return None if values.cell(Column.TOTAL).anchor_row else values.fen(Column.TOTAL)


def _note_price(draft: Draft, products: ProductList) -> None:
    listed = products.find(draft.product)
    if listed is None or listed.price_fen is None or None in (draft.quantity, draft.amount_fen):
        return
    expected_fen = listed.price_fen * (draft.quantity or 0)
    if draft.amount_fen != expected_fen:
        draft.note(Query.PRICE_DIFFERS, amount_fen=draft.amount_fen or 0, expected_fen=expected_fen)


def _note_status(draft: Draft, status: str) -> None:
    if status not in _STATUS_OF and status:
        draft.note(Refusal.STATUS_UNKNOWN, status=status)
    left_out = _STATUS_OF.get(status)
    if left_out is not None:
        draft.note(left_out)
