"""What can be said of orders without a database: sums, balances, the days of a schedule."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from delivery.orders.rules.wishes import Wish

METHODS = ("store-code", "cash")
MOST_PIECES = 99  # of one product in one order
MOST_LINES = 100  # in one basket


@dataclass(frozen=True, slots=True)
class Wanted:
    """So many of one offer; ``price_fen`` is what its price was said to be, if it was said.

    ``wish`` is what the line says of a shelf that has less; without one the household's counts.
    """

    offer_id: uuid.UUID
    quantity: int
    price_fen: int | None = None
    wish: Wish | None = None


@dataclass(frozen=True, slots=True)
class Balance:
    """An order's money in fen, summed over its entries: ``paid + owed = goods + refunded + held``."""

    goods_fen: int = 0
    owed_fen: int = 0
    paid_fen: int = 0
    refunded_fen: int = 0
    held_fen: int = 0

    @property
    def holds(self) -> bool:
        """Tell whether nothing has been made out of nothing, and nothing was lost."""
        return self.paid_fen + self.owed_fen == self.goods_fen + self.refunded_fen + self.held_fen


@dataclass(frozen=True, slots=True)
class Times:
    """When a wave stops taking orders, and between which instants its bags are collected."""

    cut_off_at: datetime
    collect_from_at: datetime
    collect_to_at: datetime


def amount_fen(sold_by: str, price_fen: int, mass_g: int, quantity: int) -> int:
    """Return what ``quantity`` pieces or portions cost.

    Parameters
    ----------
    price_fen
        For one piece; for a kilogram where ``sold_by`` is ``weight``.
    mass_g
        Of one portion. The sum for a weight is an estimate until the scale has spoken.
    """
    if sold_by == "piece":
        return price_fen * quantity
    return weighed_fen(price_fen, mass_g * quantity)


def weighed_fen(price_fen_per_kg: int, mass_g: int) -> int:
    """Return what ``mass_g`` grams cost, to the nearest fen; half a fen counts as one."""
    return (price_fen_per_kg * mass_g + 500) // 1000


def days_of(weekday: int, after: date, days: int) -> Iterator[date]:
    """Yield the days with ``weekday`` (Monday is 0) from ``after`` through ``days`` days later."""
    first = after + timedelta(days=(weekday - after.weekday()) % 7)
    while first <= after + timedelta(days=days):
        yield first
        first += timedelta(days=7)


def times_on(
    day: date, zone: ZoneInfo, cut_off: time, collect_from: time, collect_to: time
) -> Times:
    """Return the instants at which the clocks of ``zone`` show these times on ``day``."""

    def at(clock: time) -> datetime:
        return datetime.combine(day, clock, tzinfo=zone)

    return Times(at(cut_off), at(collect_from), at(collect_to))
