"""What routing can say without a database: windows, loads and their parts, letters, money."""

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby
from uuid import UUID
from zoneinfo import ZoneInfo

from delivery.merchants.picking.rules import crates_of

COST_UNITS_PER_FEN = 1000  # so that fen a kilometre are whole cost units a metre
FEN_PER_HOUR = 1800  # what an hour of a volunteer is worth beside kilometres; robots cost it too
CHANGE_FEN = 500  # what it costs that a load goes with another vehicle than people know of
SKIP_FEN, SKIP_FEN_PER_ORDER = 100_000, 10_000  # dearer than any way of bringing it
MOST_SECONDS = 10**7  # four months; the problem format's largest time
PICKING_S = 45 * 60  # how long after the cut-off bags are expected that are not packed yet
LETTERS = "ABCDEFGHIJKLMNOPQ"  # R is for robots, as on the map


@dataclass(frozen=True, slots=True)
class Share:
    """One order's part of a load: what is to be carried, and where in the compound it goes.

    ``bags`` are pairs of temperature and grams. ``ready_s`` counts from the cut-off.
    """

    order_id: UUID
    group: str
    address: tuple[str, ...]
    bags: tuple[tuple[str, int], ...]
    ready_s: int


@dataclass(frozen=True, slots=True)
class Amount:
    """What takes room in a vehicle; ``cold_crates`` are among ``crates``."""

    mass_g: int
    crates: int
    cold_crates: int

    def within(self, room: "Amount") -> bool:
        """Tell whether this fits in ``room``, in all three ways."""
        return (
            self.mass_g <= room.mass_g
            and self.crates <= room.crates
            and self.cold_crates <= room.cold_crates
        )


def amount(shares: Iterable[Share]) -> Amount:
    """Return the room that the bags of ``shares`` take when they travel together."""
    return amount_of_bags([bag for share in shares for bag in share.bags])


def amount_of_bags(bags: Sequence[tuple[str, int]]) -> Amount:
    """Return the room that ``bags`` take, each a temperature and its grams."""
    crates = crates_of(bags)
    return Amount(sum(mass_g for _, mass_g in bags), crates.crates, crates.cold_crates)


def split(shares: Iterable[Share], rooms: Sequence[Amount]) -> list[list[Share]]:
    """Divide what one drop point gets from one store, so that each part fits some vehicle.

    Household groups stay together while they can, then orders; what still fits nowhere is a
    part of its own. Without vehicles nothing is divided.
    """
    by_place = sorted(shares, key=lambda s: (s.group, s.address, s.order_id))

    def fits(part: Iterable[Share]) -> bool:
        wanted = amount(part)
        return not rooms or any(wanted.within(room) for room in rooms)

    if fits(by_place):
        return [by_place]
    parts: list[list[Share]] = []
    for piece in _pieces(by_place, fits):
        if parts and fits(parts[-1] + piece):
            parts[-1] = parts[-1] + piece
        else:
            parts.append(piece)
    return parts


def _pieces(
    shares: Sequence[Share], fits: Callable[[Iterable[Share]], bool]
) -> Iterable[list[Share]]:
    for _, group in groupby(shares, key=lambda s: s.group):
        whole = list(group)
        yield from [whole] if fits(whole) else [[share] for share in whole]


def window_s(
    opens: time, closes: time, *, day: date, zone: ZoneInfo, start: datetime, latest: datetime
) -> tuple[int, int] | None:
    """Return the opening hours of ``day`` as seconds after ``start``, both ends included.

    ``opens`` and ``closes`` are on the clocks of ``zone``; nothing begins after ``latest``.
    ``None`` if nothing of them is left.
    """
    first = max(start, datetime.combine(day, opens, zone))
    last = min(latest, datetime.combine(day, closes, zone))
    return None if first > last else (seconds_after(start, first), seconds_after(start, last))


def seconds_after(start: datetime, instant: datetime) -> int:
    """Return the whole seconds from ``start`` to ``instant``, within what the router can count."""
    return min(max(0, int((instant - start).total_seconds())), MOST_SECONDS)


def skip_cost(orders: int) -> int:
    """Return the price, in cost units, of leaving out a load of so many ``orders``."""
    return (SKIP_FEN + SKIP_FEN_PER_ORDER * orders) * COST_UNITS_PER_FEN


def cost_per_s() -> int:
    """Return what a second of a route costs, in cost units."""
    return FEN_PER_HOUR * COST_UNITS_PER_FEN // 3600


def letters(kinds: Sequence[str]) -> list[str]:
    """Return the letter of each route, by the kind of its vehicle.

    Routes are ``A`` to ``Q``, then ``A2``; robots are ``R1``, ``R2``, as the map draws them.
    """
    routes = robots = 0
    found: list[str] = []
    for kind in kinds:
        if kind == "robot":
            robots += 1
            found.append(f"R{robots}")
        else:
            lap = routes // len(LETTERS)
            found.append(LETTERS[routes % len(LETTERS)] + (str(lap + 1) if lap else ""))
            routes += 1
    return found


def stop_label(letter: str, number: int) -> str:
    """Return the short name of the drop ``number`` of a route: ``A3``, ``R1-2``."""
    return f"{letter}{number}" if len(letter) == 1 else f"{letter}-{number}"


def fate(bag_states: Sequence[str]) -> str:
    """Return how far a load of a route has come, by the states of its bags.

    ``waiting`` at the store (also without bags yet), ``aboard``, ``done``, or ``gone``: lost or back.
    """
    states = set(bag_states)
    if "on-vehicle" in states:
        return "aboard"
    if not states or "packed" in states:
        return "waiting"
    return "done" if states & {"at-gate", "handed-over"} else "gone"


def is_done(kind: str, bag_states: Set[str]) -> bool:
    """Tell whether a stop is behind its vehicle, by the states of its bags.

    A pickup is, once no bag waits in the store; a drop, once none is still to be put down.
    A stop without bags is yet to come.
    """
    waiting = {"packed", "on-vehicle"} if kind == "drop" else {"packed"}
    return bool(bag_states) and not bag_states & waiting
