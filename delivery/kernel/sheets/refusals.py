"""Why a whole file is turned away."""

from collections.abc import Mapping
from enum import StrEnum


class WorkbookFault(StrEnum):
    """What is wrong with the file as a file; the caller turns it into a sentence."""

    EMPTY = "empty"
    TOO_LARGE = "too-large"
    NOT_A_WORKBOOK = "not-a-workbook"
    OLD_FORMAT = "old-format"
    ENCRYPTED = "encrypted"
    DAMAGED = "damaged"
    TOO_MANY_PARTS = "too-many-parts"
    UNPACKS_TOO_LARGE = "unpacks-too-large"
    PACKED_TOO_TIGHTLY = "packed-too-tightly"
    DECLARES_ENTITIES = "declares-entities"
    NESTED_TOO_DEEPLY = "nested-too-deeply"
    TOO_MANY_ROWS = "too-many-rows"
    TOO_MANY_COLUMNS = "too-many-columns"
    TOO_MANY_CELLS = "too-many-cells"
    TOO_MANY_MERGES = "too-many-merges"
    MERGES_OVERLAP = "merges-overlap"
    COLUMN_TWICE = "column-twice"
    NO_SHEET = "no-sheet"
    NO_TEXT = "no-text"
    NO_HEADS = "no-heads"
    HALF_A_CHARACTER = "half-a-character"
    QUOTE_NOT_CLOSED = "quote-not-closed"
    QUOTE_INSIDE = "quote-inside"
    CELL_TOO_LONG = "cell-too-long"


class WorkbookRefused(Exception):
    """The file cannot be read at all; nothing of it was used.

    Attributes
    ----------
    fault
        What is wrong.
    facts
        What a sentence about it needs: figures, limits, names of parts or columns.
    """

    def __init__(self, fault: StrEnum, **facts: str | int) -> None:
        super().__init__(fault.value, facts)
        self.fault = fault
        self.facts: Mapping[str, str | int] = facts
