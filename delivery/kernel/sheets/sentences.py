"""What a person is told of a file that is turned away: what is wrong, where, and what helps."""

from collections.abc import Mapping

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _l

from delivery.kernel.sheets.refusals import WorkbookFault, WorkbookRefused

FAULTS: dict[str, LazyString] = {
    WorkbookFault.EMPTY: _l("The file is empty."),
    WorkbookFault.TOO_LARGE: _l("The file is larger than %(limit_bytes)s bytes."),
    WorkbookFault.NOT_A_WORKBOOK: _l("This is no .xlsx workbook. Export it again from the app."),
    WorkbookFault.OLD_FORMAT: _l("This is an old .xls workbook. Save it as .xlsx and try again."),
    WorkbookFault.ENCRYPTED: _l("The workbook has a password. Save it without one and try again."),
    WorkbookFault.DAMAGED: _l("The workbook is damaged. Export it again from the app."),
    WorkbookFault.TOO_MANY_PARTS: _l("The workbook has more than %(limit)s parts."),
    WorkbookFault.UNPACKS_TOO_LARGE: _l(
        "The workbook unpacks to %(unpacked_bytes)s bytes; at most %(limit_bytes)s are read."
    ),
    WorkbookFault.PACKED_TOO_TIGHTLY: _l(
        "A part of the workbook is packed more than %(limit)s to one, as no export is."
    ),
    WorkbookFault.DECLARES_ENTITIES: _l("The workbook declares entities, as no export does."),
    WorkbookFault.NESTED_TOO_DEEPLY: _l("A part of the workbook is nested too deeply."),
    WorkbookFault.TOO_MANY_ROWS: _l("A sheet has more than %(limit)s rows."),
    WorkbookFault.TOO_MANY_COLUMNS: _l("A sheet has more than %(limit)s columns."),
    WorkbookFault.TOO_MANY_CELLS: _l("A sheet has more than %(limit)s cells."),
    WorkbookFault.TOO_MANY_MERGES: _l("A sheet has too many merged cells."),
    WorkbookFault.MERGES_OVERLAP: _l("Merged cells lie over one another below row %(row)s."),
    WorkbookFault.NO_SHEET: _l("The workbook has no sheet with rows."),
    WorkbookFault.NO_TEXT: _l(
        "From byte %(byte)s on this is no text in UTF-8, GB18030 or UTF-16. Save it as CSV again."
    ),
    WorkbookFault.NO_HEADS: _l("The first row names no columns."),
    WorkbookFault.HALF_A_CHARACTER: _l(
        "The file ends in the middle of a character: it was cut off on its way. Send it again."
    ),
    WorkbookFault.QUOTE_NOT_CLOSED: _l(
        "The quotation mark that row %(row)s opens is never closed."
    ),
    WorkbookFault.QUOTE_INSIDE: _l("Row %(row)s has a quotation mark in the middle of a cell."),
    WorkbookFault.CELL_TOO_LONG: _l("Row %(row)s has a cell of more than %(limit)s characters."),
    WorkbookFault.COLUMN_TWICE: _l("The column %(column)s is there twice. Keep one."),
}

NAME_THE_ROW = {
    *(WorkbookFault.MERGES_OVERLAP, WorkbookFault.QUOTE_NOT_CLOSED),
    *(WorkbookFault.QUOTE_INSIDE, WorkbookFault.CELL_TOO_LONG),
}


def refusal(refused: WorkbookRefused) -> str:
    """Return why a file was turned away."""
    return told(refused.fault, refused.facts)


def told(fault: str, facts: Mapping[str, str | int]) -> str:
    """Return the sentence of a fault that was written down, with the row where one is known."""
    return placed(str(FAULTS[fault]) % facts, fault, facts)


def placed(sentence: str, fault: str, facts: Mapping[str, str | int]) -> str:
    """Return ``sentence`` with where in the file it is, as far as that is known."""
    if fault in NAME_THE_ROW:
        return sentence
    if "row" in facts:
        return gettext("%(sentence)s It is row %(row)s.", sentence=sentence, row=facts["row"])
    if facts.get("part"):
        return gettext("%(sentence)s It is in %(part)s.", sentence=sentence, part=facts["part"])
    return sentence
