"""What is said of each code, in the reader's language. Facts are filled in by name."""

from collections.abc import Mapping
from enum import StrEnum

from flask_babel import LazyString, lazy_pgettext, pgettext
from flask_babel import lazy_gettext as _l

from delivery.kernel.languages import money
from delivery.kernel.sheets.refusals import WorkbookRefused
from delivery.kernel.sheets.sentences import FAULTS as WORKBOOK_FAULTS
from delivery.kernel.sheets.sentences import placed
from delivery.orders.group_buy.notes import Fact, LeftOut, Outcome, Query, Refusal, Repair
from delivery.orders.group_buy.refusals import OrderSheetFault
from delivery.orders.group_buy.report import Obstacle, Sum

FAULTS: dict[StrEnum, LazyString] = WORKBOOK_FAULTS | {
    OrderSheetFault.NO_ORDER_SHEET: _l(
        "No sheet has the columns 商品, 数量, 商品金额 and 详细地址 (or 楼号 and 房号)."
    ),
    OrderSheetFault.SEVERAL_ORDER_SHEETS: _l("Several sheets list orders: %(sheets)s. Keep one."),
}
NOTES: dict[StrEnum, LazyString] = {
    Repair.MERGED_CELLS: _l("filled from merged cells: %(columns)s"),
    Repair.FORMULA_VALUES: _l("the shown value of a formula: %(columns)s"),
    Repair.FORMULAS_WORKED_OUT: _l("a formula without a value, worked out: %(columns)s"),
    Repair.TEXT_CLEANED: _l("blanks or invisible characters taken out: %(column)s"),
    Repair.COLUMNS_TIDIED: _l("building, unit and room taken from columns that say more"),
    Repair.ADDRESS_FROM_TEXT: _l("taken from the written address: %(columns)s"),
    Query.FORMULAS_DISPUTED: _l("the shown value is not what the formula comes to: %(columns)s"),
    Query.PHONE_UNREADABLE: _l("the telephone number is not one"),
    Query.PHONE_DIFFERS: _l("another telephone than in row %(row)s; the first is kept"),
    Query.PHONE_SHARED: _l("the telephone of row %(row)s, at %(door)s"),
    Query.PERSON_DIFFERS: _l("another name than in row %(row)s of the same order"),
    Query.DOOR_SHARED: _l("the door of row %(row)s, under another name"),
    Query.ADDRESS_DIFFERS: _l("the form says %(form)s, the address %(text)s; the form is used"),
    Query.LANE_DIFFERS: _l("another lane: %(lanes)s; the goods go to %(expected)s"),
    Query.PHASE_DIFFERS: _l("another part of the compound: %(phase)s"),
    Query.FLOOR_DIFFERS: _l("the room is not on the floor that is named"),
    Query.ADDRESS_SAYS_MORE: _l("the address says more than a door; it stands on the slip"),
    Query.REMARK_NAMES_DOOR: _l("the remark names another door: %(remark)s"),
    Query.SPEC_DIFFERS: _l("the name says %(by_name)s, the column %(by_column)s; the name is used"),
    Query.PRICE_DIFFERS: _l("costs %(amount_fen)s; by the list it is %(expected_fen)s"),
    Query.PRODUCT_NOT_LISTED: _l("not in the list of products"),
    LeftOut.CANCELLED: _l("cancelled in the app"),
    LeftOut.REFUNDED: _l("paid back in the app"),
    LeftOut.UNPAID: _l("not paid in the app"),
    Refusal.VALUE_MISSING: _l("%(column)s is empty"),
    Refusal.VALUE_FAULTY: _l("%(column)s shows an error"),
    Refusal.VALUE_A_DATE: _l("%(column)s became a date"),
    Refusal.FORMULA_UNRESOLVED: _l("%(column)s is a formula without a value"),
    Refusal.NOT_A_NUMBER: _l("%(column)s is no number"),
    Refusal.NOT_WHOLE: _l("%(column)s is not whole, or has fractions of a fen"),
    Refusal.OUT_OF_RANGE: _l("%(column)s is too small or too large"),
    Refusal.TEXT_TOO_LONG: _l("%(column)s has more than %(limit)s characters"),
    Refusal.STATUS_UNKNOWN: _l("a state that is not known: %(status)s"),
    Refusal.DOOR_UNKNOWN: _l("the door cannot be told; missing: %(columns)s"),
    Refusal.DUPLICATE_LINE: _l("the same as row %(row)s"),
    Refusal.MERGED_ACROSS_ORDERS: _l("merged with row %(row)s, of another order"),
    Refusal.ORDER_DOES_NOT_BALANCE: _l(
        "the lines come to %(found_fen)s, the order states %(stated_fen)s"
    ),
    Refusal.EXTRA_CHARGES: _l(
        "freight %(freight_fen)s and discount %(discount_fen)s cannot be held"
    ),
    Refusal.PARTLY_REFUNDED: _l("%(refund_fen)s of it were paid back; that cannot be held"),
    Refusal.PRICE_UNEVEN: _l("%(amount_fen)s do not divide by the pieces"),
    Refusal.TWO_PRICES: _l("another price than in row %(row)s for the same product"),
    Refusal.TOO_MANY_PIECES: _l("more than %(limit)s pieces of one product for one door"),
    Refusal.ORDER_REFUSED: _l("row %(row)s of the same order was refused"),
}
OBSTACLES: dict[Obstacle, LazyString] = {
    Obstacle.NOTHING_TO_WRITE: _l("there is no row that could be used"),
    Obstacle.ROWS_REFUSED: _l("rows were refused, and would be left out"),
    Obstacle.SUMS_DIFFER: _l("the rows do not come to the sums that the export states"),
}
OUTCOMES: dict[Outcome, LazyString] = {
    Outcome.READ: lazy_pgettext("import", "read"),
    Outcome.REPAIRED: lazy_pgettext("import", "repaired"),
    Outcome.LEFT_OUT: lazy_pgettext("import", "left out"),
    Outcome.REFUSED: lazy_pgettext("import", "refused"),
}
SUMS: dict[Sum, LazyString] = {
    Sum.ORDERS: lazy_pgettext("import", "orders"),
    Sum.PIECES: lazy_pgettext("import", "pieces"),
    Sum.AMOUNT_FEN: lazy_pgettext("import", "goods"),
    Sum.DISCOUNT_FEN: lazy_pgettext("import", "discounts"),
    Sum.TOTAL_FEN: lazy_pgettext("import", "order amounts"),
    Sum.REFUND_FEN: lazy_pgettext("import", "paid back"),
}


def said(code: StrEnum, facts: Mapping[str, Fact]) -> str:
    """Return the sentence of one note."""
    return str(NOTES[code]) % {name: shown(name, fact) for name, fact in facts.items()}


def refusal(refused: WorkbookRefused) -> str:
    """Return why a whole workbook was turned away."""
    return placed(str(FAULTS[refused.fault]) % refused.facts, refused.fault, refused.facts)


def shown(name: str, fact: Fact) -> str:
    """Write one fact: amounts as money, columns and lanes as a list."""
    if isinstance(fact, tuple):
        return pgettext("list", ", ").join(fact)
    return money(int(fact)) if name.endswith("_fen") else str(fact)
