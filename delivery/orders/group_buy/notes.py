"""What the report can say of a row. Codes and facts only; a caller makes the sentences.

No fact is a person's name or a telephone number.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Fact = str | int | tuple[str, ...]


class Repair(StrEnum):
    """Something was mended without a guess; the row is used."""

    MERGED_CELLS = "merged-cells"
    FORMULA_VALUES = "formula-values"
    FORMULAS_WORKED_OUT = "formulas-worked-out"
    TEXT_CLEANED = "text-cleaned"
    COLUMNS_TIDIED = "columns-tidied"
    ADDRESS_FROM_TEXT = "address-from-text"


class Query(StrEnum):
    """Something a person should look at; the row is used as it stands."""

    FORMULAS_DISPUTED = "formulas-disputed"
    PHONE_UNREADABLE = "phone-unreadable"
    PHONE_DIFFERS = "phone-differs"
    PHONE_SHARED = "phone-shared"
    PERSON_DIFFERS = "person-differs"
    DOOR_SHARED = "door-shared"
    ADDRESS_DIFFERS = "address-differs"
    LANE_DIFFERS = "lane-differs"
    PHASE_DIFFERS = "phase-differs"
    FLOOR_DIFFERS = "floor-differs"
    ADDRESS_SAYS_MORE = "address-says-more"
    REMARK_NAMES_DOOR = "remark-names-door"
    SPEC_DIFFERS = "spec-differs"
    PRICE_DIFFERS = "price-differs"
    PRODUCT_NOT_LISTED = "product-not-listed"


class LeftOut(StrEnum):
    """Nothing is wrong; there is nothing to deliver."""

    CANCELLED = "cancelled"
    REFUNDED = "refunded"
    UNPAID = "unpaid"


class Refusal(StrEnum):
    """The row cannot be used."""

    VALUE_MISSING = "value-missing"
    VALUE_FAULTY = "value-faulty"
    VALUE_A_DATE = "value-a-date"
    FORMULA_UNRESOLVED = "formula-unresolved"
    NOT_A_NUMBER = "not-a-number"
    NOT_WHOLE = "not-whole"
    OUT_OF_RANGE = "out-of-range"
    TEXT_TOO_LONG = "text-too-long"
    STATUS_UNKNOWN = "status-unknown"
    DOOR_UNKNOWN = "door-unknown"
    DUPLICATE_LINE = "duplicate-line"
    MERGED_ACROSS_ORDERS = "merged-across-orders"
    ORDER_DOES_NOT_BALANCE = "order-does-not-balance"
    EXTRA_CHARGES = "extra-charges"
    PARTLY_REFUNDED = "partly-refunded"
    PRICE_UNEVEN = "price-uneven"
    TWO_PRICES = "two-prices"
    TOO_MANY_PIECES = "too-many-pieces"
    ORDER_REFUSED = "order-refused"


Code = Repair | Query | LeftOut | Refusal


@dataclass(frozen=True, slots=True)
class Note:
    """One thing to say about one row."""

    code: Code
    facts: Mapping[str, Fact] = field(default_factory=dict)


class Outcome(StrEnum):
    """What became of a row."""

    READ = "read"
    REPAIRED = "repaired"
    LEFT_OUT = "left-out"
    REFUSED = "refused"


def outcome_of(notes: list[Note]) -> Outcome:
    """Tell what a row's notes make of it; the gravest decides."""
    kinds = {type(note.code) for note in notes}
    if Refusal in kinds:
        return Outcome.REFUSED
    if LeftOut in kinds:
        return Outcome.LEFT_OUT
    return Outcome.REPAIRED if Repair in kinds else Outcome.READ
