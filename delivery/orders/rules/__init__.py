"""What can be said of orders without a database: sums, days, and what a household wishes."""

from delivery.orders.rules.sums import (
    METHODS,
    MOST_LINES,
    MOST_PIECES,
    Balance,
    Times,
    Wanted,
    amount_fen,
    days_of,
    times_on,
    weighed_fen,
)

__all__ = [
    "METHODS",
    "MOST_LINES",
    "MOST_PIECES",
    "Balance",
    "Times",
    "Wanted",
    "amount_fen",
    "days_of",
    "times_on",
    "weighed_fen",
]
