"""A file that somebody sent, opened as a table, whatever it turns out to be."""

from delivery.kernel.sheets.container import Limits
from delivery.kernel.sheets.grid import GridTable, is_workbook
from delivery.kernel.sheets.refusals import WorkbookFault, WorkbookRefused
from delivery.kernel.sheets.rows import Table
from delivery.kernel.sheets.text import TextTable


def open_table(content: bytes, limits: Limits) -> Table:
    """Return ``content`` as a table: the first sheet of a workbook, or a text in any encoding.

    Raises
    ------
    WorkbookRefused
        It is empty, too long, no table, or was made to do harm.
    """
    if not content or content.isspace():
        raise WorkbookRefused(WorkbookFault.EMPTY)
    if len(content) > limits.file_bytes:
        raise WorkbookRefused(WorkbookFault.TOO_LARGE, limit_bytes=limits.file_bytes)
    if is_workbook(content):
        return GridTable(content, limits)
    return TextTable(content, limits)
