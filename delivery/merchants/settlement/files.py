"""A statement as a file: one table in CSV, a workbook of three sheets in XLSX."""

from collections.abc import Iterator
from datetime import datetime

from flask_babel import get_timezone, pgettext
from flask_babel import gettext as _

from delivery.kernel.languages import named
from delivery.kernel.sheets.writing import Cell, Sheet, csv_of, xlsx_of, yuan
from delivery.merchants.settlement.queries import Statement
from delivery.merchants.settlement.rules import Money
from delivery.merchants.settlement.words import METHOD_WORDS, OTHERWISE, STATE_WORDS

Row = list[Cell]


def file_name(about: Statement, kind: str) -> str:
    """Return what the file is called: store, day and time of the cut-off."""
    cut_off = about.wave.cut_off_at.astimezone(get_timezone()).strftime("%Y%m%d-%H%M")
    return f"{named(about.store)}-{cut_off}.{kind}"


def money_rows(money: Money) -> Iterator[tuple[str, int]]:
    """Yield the statement's sums in the order in which they add up; none is less than nothing."""
    yield pgettext("statement", "Ordered"), money.ordered_fen
    yield pgettext("statement", "Not there, taken off"), max(0, money.short_fen)
    if money.short_fen < 0:
        yield pgettext("statement", "Found after all"), -money.short_fen
    more = money.weighed_fen >= 0
    said = _("Weighed more than ordered") if more else _("Weighed less than ordered")
    yield said, abs(money.weighed_fen)
    if money.replaced_fen:
        yield pgettext("statement", "Came instead"), money.replaced_fen
    if money.claimed_fen:
        yield pgettext("statement", "Given back after reports"), money.claimed_fen
    if money.other_fen:
        more = money.other_fen > 0
        yield _("Other charges") if more else _("Other reductions"), abs(money.other_fen)
    yield pgettext("statement", "Goods delivered"), money.goods_fen
    for method in dict.fromkeys([*METHOD_WORDS, *money.paid_fen]):
        yield str(METHOD_WORDS.get(method, OTHERWISE)), money.paid_fen.get(method, 0)
    yield pgettext("statement", "of the cash, not yet in the till"), money.cash_held_fen
    yield pgettext("statement", "Refunded"), money.refunded_fen
    yield pgettext("statement", "Held back"), money.held_fen
    yield pgettext("statement", "Still owed"), money.owed_fen


def as_csv(about: Statement) -> bytes:
    """Return the statement as one table: its sums first, then orders, then lines."""
    heads = [
        *(pgettext("statement", "Part"), pgettext("statement", "What"), _("Order number")),
        *(_("Bar code number"), _("Ordered pieces"), _("Found pieces"), _("Grams on the scale")),
        *(pgettext("statement", "Price"), pgettext("statement", "Amount ordered")),
        pgettext("statement", "Amount"),
    ]
    return csv_of(heads, _table(about))


def _table(about: Statement) -> Iterator[Row]:
    nothing: Row = [None] * 7
    for said, fen in money_rows(about.money):
        yield [pgettext("statement", "Sums"), said, *nothing, yuan(fen)]
    part = pgettext("statement", "Order")
    for order in about.orders:
        state = str(STATE_WORDS[order.state])
        yield [part, state, order.ref, *nothing[1:], yuan(order.money.goods_fen)]
    part = pgettext("statement", "Line")
    for ref, name, *rest in _lines(about):
        yield [part, name, ref, *rest]


def _lines(about: Statement) -> Iterator[Row]:
    for line in about.lines:
        yield [
            *(line.ref, named(line.product), line.product.gtin, line.quantity, line.picked),
            *(line.weighed_g, yuan(line.price_fen), yuan(line.ordered_fen), yuan(line.amount_fen)),
        ]


def as_xlsx(about: Statement) -> bytes:
    """Return the statement as a workbook: sums, orders, lines."""
    return xlsx_of([_sums_sheet(about), _orders_sheet(about), _lines_sheet(about)])


def _sums_sheet(about: Statement) -> Sheet:
    facts: list[Row] = [
        [_("Store"), named(about.store)],
        [pgettext("statement", "Cut-off"), _local(about.wave.cut_off_at)],
        [_("Orders"), about.placed],
    ]
    sums: list[Row] = [[said, yuan(fen)] for said, fen in money_rows(about.money)]
    heads = [pgettext("statement", "What"), pgettext("statement", "Amount")]
    return Sheet(pgettext("statement", "Sums"), heads, facts + sums)


def _local(instant: datetime) -> datetime:
    return instant.astimezone(get_timezone())


def _orders_sheet(about: Statement) -> Sheet:
    heads = [
        *(_("Order number"), pgettext("statement", "Placed"), _("State")),
        *(pgettext("statement", "Ordered"), pgettext("statement", "Goods delivered")),
        *(str(METHOD_WORDS["store-code"]), str(METHOD_WORDS["cash"])),
        *(pgettext("statement", "Refunded"), pgettext("statement", "Held back")),
        pgettext("statement", "Still owed"),
    ]
    rows: list[Row] = [
        [row.ref, _local(row.placed_at), str(STATE_WORDS[row.state]), *map(yuan, _fens(row.money))]
        for row in about.orders
    ]
    return Sheet(pgettext("statement", "Orders"), heads, rows)


def _fens(money: Money) -> tuple[int, ...]:
    paid = (money.paid_fen.get("store-code", 0), money.paid_fen.get("cash", 0))
    rest = (money.refunded_fen, money.held_fen, money.owed_fen)
    return (money.ordered_fen, money.goods_fen, *paid, *rest)


def _lines_sheet(about: Statement) -> Sheet:
    heads = [
        *(_("Order number"), _("Product"), _("Bar code number"), _("Ordered pieces")),
        *(_("Found pieces"), _("Grams on the scale"), pgettext("statement", "Price")),
        *(pgettext("statement", "Amount ordered"), pgettext("statement", "Amount")),
    ]
    return Sheet(pgettext("statement", "Lines"), heads, _lines(about))
