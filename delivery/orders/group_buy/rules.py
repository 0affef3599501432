"""An export becomes a report: every row read, held against the others, and accounted for."""

from collections import defaultdict
from collections.abc import Iterator

from delivery.orders.group_buy.blocks import check
from delivery.orders.group_buy.columns import Column, order_sheet
from delivery.orders.group_buy.doors import door_number
from delivery.orders.group_buy.drafts import Draft, is_blank, is_sums, read_draft
from delivery.orders.group_buy.households import gather
from delivery.orders.group_buy.notes import LeftOut, Outcome, outcome_of
from delivery.orders.group_buy.products import Product, ProductList, Sums, read_products, read_sums
from delivery.orders.group_buy.report import Difference, Report, RowReport, Sum, Tally
from delivery.orders.group_buy.values import Values
from delivery.orders.group_buy.workbook import Workbook


def examine(workbook: Workbook) -> Report:
    """Read the orders of an export and say of every row what became of it.

    Raises
    ------
    WorkbookRefused
        The workbook has no list of orders, or more than one.
    """
    sheet, top, columns = order_sheet(workbook.sheets)
    products = read_products(workbook.sheets)
    rows = (Values(row, columns) for row in sheet.rows[top.number :])
    drafts = [read_draft(v, products) for v in rows if not is_blank(v) and not is_sums(v)]
    check(drafts, has_totals=Column.TOTAL in columns)
    reports = tuple(_report(draft) for draft in drafts)
    usable = (Outcome.READ, Outcome.REPAIRED)
    return Report(
        digest=workbook.digest,
        sheet=sheet.title,
        rows=reports,
        orders=gather(d for d, r in zip(drafts, reports, strict=True) if r.outcome in usable),
        products=products.listed,
        differences=tuple(_differences(drafts, products, read_sums(workbook.sheets))),
    )


def _report(draft: Draft) -> RowReport:
    return RowReport(
        number=draft.row,
        outcome=outcome_of(draft.notes),
        notes=tuple(draft.notes),
        order_no=draft.order_no,
        door=door_number(draft.door),
        product=draft.product,
        quantity=draft.quantity,
        amount_fen=draft.amount_fen,
    )


def _differences(
    drafts: list[Draft], products: ProductList, sums: Sums | None
) -> Iterator[Difference]:
    """Compare what the export states with its rows; refused rows count, cancelled ones do not.

    The app leaves cancelled orders out of its sums, and knows nothing of what is refused here.
    """
    counted = [draft for draft in drafts if not draft.has(LeftOut)]
    claims: list[tuple[Product | None, Sum, int | None, int]] = [
        (None, *claim) for claim in _whole(counted, sums)
    ]
    tallies = _tallies(counted)
    for item in products.listed:
        tally = tallies[item.product]
        claims.append((item.product, Sum.PIECES, item.pieces, tally.pieces))
        claims.append((item.product, Sum.AMOUNT_FEN, item.amount_fen, tally.amount_fen))
    for product, what, stated, found in claims:
        if stated is not None and stated != found:
            yield Difference(what, product, stated, found)


def _whole(drafts: list[Draft], sums: Sums | None) -> list[tuple[Sum, int, int]]:
    if sums is None:
        return []
    return [
        (Sum.ORDERS, sums.orders, len({draft.order_no for draft in drafts})),
        (Sum.PIECES, sums.pieces, sum(draft.quantity or 0 for draft in drafts)),
        (Sum.AMOUNT_FEN, sums.amount_fen, sum(draft.amount_fen or 0 for draft in drafts)),
        (Sum.DISCOUNT_FEN, sums.discount_fen, sum(draft.discount_fen for draft in drafts)),
        (Sum.TOTAL_FEN, sums.total_fen, sum(draft.total_fen or 0 for draft in drafts)),
        (Sum.REFUND_FEN, sums.refund_fen, sum(draft.refund_fen for draft in drafts)),
    ]


def _tallies(drafts: list[Draft]) -> dict[Product, Tally]:
    tallies: dict[Product, Tally] = defaultdict(Tally)
    for draft in drafts:
        tallies[draft.product] += Tally(1, draft.quantity or 0, draft.amount_fen or 0)
    return tallies
