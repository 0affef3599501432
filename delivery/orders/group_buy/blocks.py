"""Rows held against one another: orders that must balance, doors and telephones that recur.

The app joins the orders of one buyer to one door into a block: their lines stand in rows of their
own, and the cells they share (address, freight, order amount) are merged over them.
"""

from itertools import groupby

from delivery.orders.group_buy.doors import door_number
from delivery.orders.group_buy.drafts import Draft
from delivery.orders.group_buy.holding import note_charges, note_prices
from delivery.orders.group_buy.notes import LeftOut, Query, Refusal


def check(drafts: list[Draft], *, has_totals: bool) -> None:
    """Add to ``drafts``, in row order, what only their neighbours can tell.

    ``has_totals`` says that the sheet has a column of order amounts, so that every order must balance.
    """
    blocks = [list(rows) for _, rows in groupby(drafts, key=lambda draft: draft.order_row)]
    _note_duplicates(drafts)
    for block in blocks:
        _note_strangers(block)
        if has_totals and not any(draft.has(LeftOut) for draft in block):
            _note_balance(block)
        note_charges(block)
    note_prices(draft for draft in drafts if draft.is_usable)
    for block in blocks:
        _refuse_whole(block)
    _note_shared([draft for draft in drafts if draft.is_usable])


def _refuse_whole(block: list[Draft]) -> None:
    """Refuse what is left of an order of which a row was refused; else ask about other names in it."""
    first = block[0]
    refused = next((draft.row for draft in block if draft.has(Refusal)), None)
    for draft in block:
        if refused is not None and not draft.has(Refusal):
            draft.note(Refusal.ORDER_REFUSED, row=refused)
        if refused is None and draft.person != first.person:
            draft.note(Query.PERSON_DIFFERS, row=first.row)


def _note_strangers(block: list[Draft]) -> None:
    """Refuse rows that a merged cell joins to an order that is not theirs.

    Several numbers of one buyer are one block by the app's own rule, and a name may be mistyped; a
    row with another number *and* another buyer has lost the address it came with. So has one whose
    address is merged over other rows than its order amount.
    """
    first = block[0]
    for draft in block[1:]:
        another = draft.order_no != first.order_no and draft.person != first.person
        if another or draft.door_row != first.door_row:
            draft.note(Refusal.MERGED_ACROSS_ORDERS, row=first.row)
    if first.door_row < first.order_row:
        first.note(Refusal.MERGED_ACROSS_ORDERS, row=first.door_row)


def _note_balance(block: list[Draft]) -> None:
    """Refuse an order whose lines, freight and discount do not come to the amount it states."""
    first = block[0]
    if any(draft.has(Refusal) for draft in block):
        return
    if first.total_fen is None:
        first.note(Refusal.VALUE_MISSING, column="订单金额")
        return
    found_fen = sum(
        (draft.amount_fen or 0) + draft.freight_fen - draft.discount_fen for draft in block
    )
    if found_fen != first.total_fen:
        first.note(Refusal.ORDER_DOES_NOT_BALANCE, found_fen=found_fen, stated_fen=first.total_fen)


def _note_duplicates(drafts: list[Draft]) -> None:
    """Refuse a line that an earlier row of another block has already: rows pasted twice."""
    seen: dict[tuple[object, ...], Draft] = {}
    for draft in drafts:
        line = (draft.order_no, draft.product, draft.quantity, draft.amount_fen, draft.door)
        earlier = seen.setdefault(line, draft)
        if draft.order_no and earlier.order_row != draft.order_row:
            draft.note(Refusal.DUPLICATE_LINE, row=earlier.row)


def _note_shared(drafts: list[Draft]) -> None:
    """Note one telephone at two doors, and two people or two telephones at one door."""
    by_phone: dict[str, Draft] = {}
    by_door: dict[tuple[str, str, str, str], Draft] = {}
    for draft in drafts:
        at_door = by_door.setdefault(draft.door.household, draft)
        if draft.person != at_door.person and draft.order_row != at_door.order_row:
            draft.note(Query.DOOR_SHARED, row=at_door.row)
        elif draft.phone and at_door.phone and draft.phone != at_door.phone:
            draft.note(Query.PHONE_DIFFERS, row=at_door.row)
        same_phone = by_phone.setdefault(draft.phone or "", draft)
        if draft.phone and same_phone.door.household != draft.door.household:
            draft.note(Query.PHONE_SHARED, row=same_phone.row, door=door_number(same_phone.door))
