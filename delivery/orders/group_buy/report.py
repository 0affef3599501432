"""What an import found, row by row, and whether it may be written."""

from collections import Counter
from collections.abc import Set
from dataclasses import asdict, dataclass
from enum import StrEnum

from delivery.orders.group_buy.households import HouseholdOrder
from delivery.orders.group_buy.notes import Code, Note, Outcome
from delivery.orders.group_buy.products import Listed, Product


@dataclass(frozen=True, slots=True)
class RowReport:
    """One row of the list of orders; counts and amounts are None where they cannot be read."""

    number: int
    outcome: Outcome
    notes: tuple[Note, ...]
    order_no: str
    door: str
    product: Product
    quantity: int | None
    amount_fen: int | None


@dataclass(frozen=True, slots=True)
class Tally:
    """Rows, pieces and money of some rows; an outcome's tallies add up to the whole file's."""

    rows: int = 0
    pieces: int = 0
    amount_fen: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            self.rows + other.rows,
            self.pieces + other.pieces,
            self.amount_fen + other.amount_fen,
        )


class Sum(StrEnum):
    """A sum that the export states, and that its rows should come to."""

    ORDERS = "orders"
    PIECES = "pieces"
    AMOUNT_FEN = "amount-fen"
    DISCOUNT_FEN = "discount-fen"
    TOTAL_FEN = "total-fen"
    REFUND_FEN = "refund-fen"


@dataclass(frozen=True, slots=True)
class Difference:
    """A stated sum that the rows do not come to, of one product or (None) of the whole export."""

    what: Sum
    product: Product | None
    stated: int
    found: int


@dataclass(frozen=True, slots=True)
class Report:
    """All that was found in one export; ``digest`` tells the same file again."""

    digest: str
    sheet: str
    rows: tuple[RowReport, ...]
    orders: tuple[HouseholdOrder, ...]
    products: tuple[Listed, ...]
    differences: tuple[Difference, ...]

    def tally(self, *outcomes: Outcome) -> Tally:
        """Add up the rows with one of ``outcomes``; without any, all rows."""
        chosen = [row for row in self.rows if row.outcome in outcomes or not outcomes]
        pieces = sum(row.quantity or 0 for row in chosen)
        return Tally(len(chosen), pieces, sum(row.amount_fen or 0 for row in chosen))

    def counts(self) -> dict[Code, int]:
        """Count the rows that each note was made of, commonest first."""
        noted = Counter(code for row in self.rows for code in {note.code for note in row.notes})
        return dict(noted.most_common())

    def as_json(self) -> dict[str, object]:
        """Return the report without names and telephones, as plain JSON."""
        return {
            "digest": self.digest,
            "sheet": self.sheet,
            "tallies": {outcome.value: asdict(self.tally(outcome)) for outcome in Outcome},
            "whole": asdict(self.tally()),
            "households": len(self.orders),
            "differences": [asdict(difference) for difference in self.differences],
            "rows": [asdict(row) for row in self.rows],
        }


class Obstacle(StrEnum):
    """Why an import is not written as it is."""

    NOTHING_TO_WRITE = "nothing-to-write"
    ROWS_REFUSED = "rows-refused"
    SUMS_DIFFER = "sums-differ"


@dataclass(frozen=True, slots=True)
class Decision:
    """All or nothing: what stands in the way, and what of it a person has accepted."""

    obstacles: frozenset[Obstacle]
    accepted: frozenset[Obstacle]

    @property
    def remaining(self) -> tuple[Obstacle, ...]:
        """What still stands in the way. That there is nothing to write cannot be accepted."""
        past = self.accepted - {Obstacle.NOTHING_TO_WRITE}
        return tuple(o for o in Obstacle if o in self.obstacles and o not in past)

    @property
    def may_write(self) -> bool:
        """Whether nothing stands in the way any more."""
        return not self.remaining


def decide(report: Report, accept: Set[Obstacle] = frozenset()) -> Decision:
    """Decide whether all of ``report.orders`` may be written, or none.

    Parameters
    ----------
    accept
        Obstacles that a person has seen in the report and takes: refused rows then stay out, and
        sums that differ are left as they are.
    """
    found = {
        Obstacle.NOTHING_TO_WRITE: not report.orders,
        Obstacle.ROWS_REFUSED: bool(report.tally(Outcome.REFUSED).rows),
        Obstacle.SUMS_DIFFER: bool(report.differences),
    }
    return Decision(frozenset(o for o, is_there in found.items() if is_there), frozenset(accept))
