"""What an order here cannot hold, however well it was read.

An order is lines of one price a product, and its goods cost what its lines do. Freight, discounts
and money given back in part have no place in that; such orders are refused and not bent.
"""

from collections.abc import Iterable

from delivery.orders.group_buy.drafts import Draft
from delivery.orders.group_buy.notes import LeftOut, Refusal
from delivery.orders.group_buy.products import Product
from delivery.orders.rules import MOST_PIECES


def note_charges(block: list[Draft]) -> None:
    """Leave out an order that was paid back; refuse one that costs more or less than its lines."""
    first = block[0]
    freight_fen = sum(draft.freight_fen for draft in block)
    discount_fen = sum(draft.discount_fen for draft in block)
    refund_fen = sum(draft.refund_fen for draft in block)
    if refund_fen and refund_fen >= (first.total_fen or 0):
        for draft in block:
            draft.note(LeftOut.REFUNDED, refund_fen=refund_fen)
    elif refund_fen:
        first.note(Refusal.PARTLY_REFUNDED, refund_fen=refund_fen)
    elif freight_fen or discount_fen:
        first.note(Refusal.EXTRA_CHARGES, freight_fen=freight_fen, discount_fen=discount_fen)


def note_prices(drafts: Iterable[Draft]) -> None:
    """Refuse amounts that do not divide, and what one door cannot have of one product.

    ``drafts`` are rows that are used so far, with quantity and amount, in row order.
    """
    lines: dict[tuple[tuple[str, ...], Product], Draft] = {}
    pieces: dict[tuple[tuple[str, ...], Product], int] = {}
    for draft in drafts:
        key = (draft.door.household, draft.product)
        first = lines.setdefault(key, draft)
        pieces[key] = pieces.get(key, 0) + (draft.quantity or 0)
        if draft.price_fen is None:
            draft.note(Refusal.PRICE_UNEVEN, amount_fen=draft.amount_fen or 0)
        elif first.price_fen != draft.price_fen:
            draft.note(Refusal.TWO_PRICES, row=first.row)
        if pieces[key] > MOST_PIECES:
            draft.note(Refusal.TOO_MANY_PIECES, limit=MOST_PIECES)
