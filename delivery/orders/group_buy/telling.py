"""The report as lines of text for a terminal, row by row and summed up."""

import unicodedata
from collections.abc import Iterator

from flask_babel import LazyString, lazy_pgettext, pgettext
from flask_babel import gettext as _

from delivery.kernel.languages import money
from delivery.orders.group_buy.masses import ASSUMED_G, mass_g
from delivery.orders.group_buy.notes import Code, Outcome, Repair
from delivery.orders.group_buy.products import Product
from delivery.orders.group_buy.report import Difference, Report, RowReport, Sum
from delivery.orders.group_buy.sentences import OUTCOMES, SUMS, said

# Nearly every row of an export has these: briefly in the row, and summed up below.
_COMMON: dict[Code, LazyString] = {
    Repair.MERGED_CELLS: lazy_pgettext("import", "merged"),
    Repair.FORMULA_VALUES: lazy_pgettext("import", "formula"),
}


def row_lines(report: Report) -> Iterator[str]:
    """Yield one line a row: number, outcome, door, goods, and what is to be said of it."""
    for row in report.rows:
        yield f"{row.number:>5}  {_padded(str(OUTCOMES[row.outcome]), 8)}  {_goods(row)}{_notes(row)}"


def sum_lines(report: Report) -> Iterator[str]:
    """Yield what all rows come to, by outcome, and what was repaired in how many."""
    for outcome in Outcome:
        yield _tally(str(OUTCOMES[outcome]), report, outcome)
    yield _tally(pgettext("import", "together"), report)
    counts = report.counts()
    for code in _COMMON:
        if counts.get(code):
            yield f"  {_common(code)}: {counts[code]}"
    for product in _weightless(report):
        yield "  " + _(
            "%(name)s: a piece is taken to weigh %(mass)s g", name=named(product), mass=ASSUMED_G
        )


def difference_lines(report: Report) -> Iterator[str]:
    """Yield each sum that the rows do not come to."""
    for difference in report.differences:
        about = (
            named(difference.product) if difference.product else pgettext("import", "whole export")
        )
        yield _(
            "%(about)s, %(what)s: stated %(stated)s, found %(found)s",
            about=about,
            what=SUMS[difference.what],
            stated=_figure(difference, difference.stated),
            found=_figure(difference, difference.found),
        )


def named(product: Product) -> str:
    """Return a product with its specification."""
    return " ".join(part for part in (product.name, product.spec) if part)


def _goods(row: RowReport) -> str:
    quantity = "?" if row.quantity is None else row.quantity
    amount = "?" if row.amount_fen is None else money(row.amount_fen)
    return f"{_padded(row.door, 10)}  {named(row.product)} × {quantity}  {amount}"


def _notes(row: RowReport) -> str:
    between = pgettext("list", "; ")
    sentences = [str(_COMMON.get(n.code) or said(n.code, n.facts)) for n in row.notes]
    return f"  · {between.join(sentences)}" if sentences else ""


def _tally(name: str, report: Report, *outcomes: Outcome) -> str:
    tally = report.tally(*outcomes)
    return _(
        "%(name)s %(rows)s rows, %(pieces)s pieces, %(amount)s",
        name=_padded(name, 9),
        rows=f"{tally.rows:>5}",
        pieces=f"{tally.pieces:>5}",
        amount=money(tally.amount_fen),
    )


def _common(code: Repair) -> str:
    if code is Repair.MERGED_CELLS:
        return _("rows filled from merged cells")
    return _("rows with formulas, of which the shown value was used")


def _weightless(report: Report) -> list[Product]:
    bought = {p.product for order in report.orders for p in order.purchases}
    return sorted(product for product in bought if mass_g(product) is None)


def _figure(difference: Difference, value: int) -> str:
    return str(value) if difference.what in (Sum.ORDERS, Sum.PIECES) else money(value)


def _padded(text: str, width: int) -> str:
    """Fill up with blanks; a Chinese character takes two columns of a terminal."""
    columns = sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
    return text + " " * (width - columns)
