"""A route as its volunteer sees it: the next stop, what to load, and what comes after."""

import uuid
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from delivery.merchants.catalogue.models import Store
from delivery.merchants.picking.models import Bag
from delivery.merchants.picking.rules import TEMPERATURES, crates_of
from delivery.places.models import DropPoint
from delivery.routing import queries
from delivery.routing.models import Route, Stop
from delivery.routing.naming import where
from delivery.routing.rules import is_done, stop_label

GONE = frozenset({"returned", "destroyed", "missing"})


@dataclass(frozen=True, slots=True)
class Goods:
    """Bags of one temperature, and the crates that they fill."""

    temperature: str
    bags: int
    crates: int


@dataclass(frozen=True, slots=True)
class RoadStop:
    """One stop with its goods; ``label`` numbers the drops, ``state`` is done, now or to."""

    id: uuid.UUID
    position: int
    kind: str
    label: str
    name: str
    place: Store | DropPoint
    arrives_at: datetime
    orders: frozenset[uuid.UUID]
    goods: tuple[Goods, ...]
    bags: int
    mass_g: int
    state: str

    @property
    def lat(self) -> float:
        """Return the latitude of the place, in degrees."""
        return self.place.lat

    @property
    def lon(self) -> float:
        """Return the longitude of the place, in degrees."""
        return self.place.lon

    @property
    def crates(self) -> int:
        """Return how many crates the goods fill."""
        return sum(some.crates for some in self.goods)


@dataclass(frozen=True, slots=True)
class Loading:
    """What of a pickup goes to one drop, in the order in which it goes into the vehicle."""

    drop: RoadStop
    goods: tuple[Goods, ...]


@dataclass(frozen=True, slots=True)
class Road:
    """A route with its stops in order."""

    route: Route
    stops: tuple[RoadStop, ...]
    bags: Mapping[uuid.UUID, Sequence[Bag]]

    @property
    def next(self) -> RoadStop | None:
        """Return the stop to go to; None once all is done."""
        return next((stop for stop in self.stops if stop.state != "done"), None)

    @property
    def done(self) -> int:
        """Return how many stops are behind."""
        return sum(stop.state == "done" for stop in self.stops)

    @property
    def drops(self) -> tuple[RoadStop, ...]:
        """Return the stops at which something is put down."""
        return tuple(stop for stop in self.stops if stop.kind == "drop")

    def loading(self, pickup: RoadStop) -> list[Loading]:
        """Return what to load at ``pickup``: the last drop goes in first."""
        found = []
        for drop in reversed(self.drops):
            orders = pickup.orders & drop.orders
            if drop.position > pickup.position and orders:
                found.append(Loading(drop, _goods(_bags(orders, self.bags))))
        return found


def roads(routes: Sequence[Route]) -> list[Road]:
    """Return ``routes``, read by ``queries.with_stops``, with what is at each stop; two queries."""
    orders = queries.orders_at(routes)
    bags = queries.bags_by_order({order for some in orders.values() for order in some})
    return [_road(route, orders, bags) for route in routes]


def _road(
    route: Route,
    orders: Mapping[uuid.UUID, Sequence[uuid.UUID]],
    bags: Mapping[uuid.UUID, Sequence[Bag]],
) -> Road:
    stops: list[RoadStop] = []
    drops = 0
    for stop in route.stops:
        drops += stop.kind == "drop"
        here = frozenset(orders.get(stop.id, ()))
        label = stop_label(route.letter, drops) if stop.kind == "drop" else ""
        stops.append(_stop(stop, label, here, _bags(here, bags), on_the_way=_is_on_the_way(stops)))
    return Road(route, tuple(stops), bags)


def _is_on_the_way(before: Sequence[RoadStop]) -> bool:
    """Tell whether all stops before the next one are done, so that it is the one to go to."""
    return all(stop.state == "done" for stop in before)


def _stop(
    stop: Stop, label: str, orders: frozenset[uuid.UUID], bags: Sequence[Bag], *, on_the_way: bool
) -> RoadStop:
    done = is_done(stop.kind, {bag.state for bag in bags})
    return RoadStop(
        id=stop.id,
        position=stop.position,
        kind=stop.kind,
        label=label,
        name=where(stop),
        place=stop.drop_point or stop.store,
        arrives_at=stop.arrives_at,
        orders=orders,
        goods=_goods(bags),
        bags=len(bags),
        mass_g=sum(bag.mass_g for bag in bags),
        state="done" if done else "now" if on_the_way else "to",
    )


def _bags(orders: frozenset[uuid.UUID], bags: Mapping[uuid.UUID, Sequence[Bag]]) -> list[Bag]:
    """Return the bags of ``orders`` that are still to be brought, or were."""
    return [bag for o in sorted(orders) for bag in bags.get(o, ()) if bag.state not in GONE]


def _goods(bags: Sequence[Bag]) -> tuple[Goods, ...]:
    count = Counter(bag.temperature for bag in bags)
    return tuple(
        Goods(
            t,
            count[t],
            crates_of((b.temperature, b.mass_g) for b in bags if b.temperature == t).crates,
        )
        for t in TEMPERATURES
        if count[t]
    )
