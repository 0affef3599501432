"""Why a workbook that can be read is no list of orders."""

from enum import StrEnum


class OrderSheetFault(StrEnum):
    """What is wrong with the sheets as lists of orders; the caller turns it into a sentence."""

    NO_ORDER_SHEET = "no-order-sheet"
    SEVERAL_ORDER_SHEETS = "several-order-sheets"
