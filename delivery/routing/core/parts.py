"""The parts of a routing problem as plain data: places, stores, drop points, loads, vehicles.

All quantities are whole: seconds from the start of the wave, metres, grams, crates, and a cost
unit of the caller's choice. ``docs/routing.md`` gives the format with an example.
"""

from dataclasses import dataclass
from typing import Literal

from delivery.routing.core.units import (
    Cost,
    Count,
    Crates,
    Grams,
    Index,
    Latitude,
    Longitude,
    Metres,
    Name,
    Rate,
    Risk,
    Seconds,
    Units,
)


@dataclass(frozen=True, slots=True)
class Place:
    """A point of the map; its index in ``Problem.places`` is its row in the matrices."""

    id: Name
    lat: Latitude | None = None
    lon: Longitude | None = None


@dataclass(frozen=True, slots=True)
class Store:
    """Where loads are taken. Loading begins from ``opens_s`` to ``closes_s``, both included."""

    id: Name
    place: Index
    opens_s: Seconds
    closes_s: Seconds
    loading_s: Seconds


@dataclass(frozen=True, slots=True)
class DropPoint:
    """Where loads are put down. Service begins from ``opens_s`` to ``closes_s``, both included.

    A visit takes ``service_s``, and ``handling_s`` for each load. ``shelf_crates`` bounds the
    crates of all visits together. ``allowed_kinds`` names the kinds of vehicle let in.
    """

    id: Name
    place: Index
    opens_s: Seconds
    closes_s: Seconds
    service_s: Seconds
    risk: Risk
    shelf_crates: Crates | None = None
    allowed_kinds: tuple[Name, ...] | None = None


@dataclass(frozen=True, slots=True)
class Load:
    """What one drop point gets from one store; never divided.

    ``cold_crates`` are among ``crates``. ``ready_s`` is the earliest loading, ``max_ride_s`` the
    longest time from leaving the store to the start of the drop, ``skip_cost`` the price of
    leaving it out, ``change_cost`` of moving it to another vehicle than its former one.
    """

    id: Name
    store: Name
    drop_point: Name
    mass_g: Grams
    crates: Crates
    cold_crates: Crates
    handling_s: Seconds
    skip_cost: Cost
    ready_s: Seconds | None = None
    max_ride_s: Seconds | None = None
    change_cost: Cost | None = None


@dataclass(frozen=True, slots=True)
class Vehicle:
    """``count`` alike vehicles, numbered 0 to ``count - 1``.

    ``start`` and ``end`` are places; an ``end`` of ``None`` is wherever the last drop was.
    ``max_stops`` counts drops, ``max_loadings`` the visits to one store in a route. A route
    pays ``cost_per_s_off_target`` for each second it is longer or shorter than ``target_s``.
    """

    id: Name
    kind: Name
    count: Units
    travel: Name
    start: Index
    mass_g: Grams
    crates: Crates
    cold_crates: Crates
    fixed_cost: Cost
    cost_per_m: Rate
    cost_per_s: Rate
    shift_s: tuple[Seconds, Seconds]
    max_risk: Risk
    end: Index | None = None
    max_distance_m: Metres | None = None
    max_stops: Count | None = None
    max_loadings: Count = 1
    target_s: Seconds | None = None
    cost_per_s_off_target: Rate | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """Rules of the whole wave.

    With ``risk_must_not_fall`` no drop of a route may have a lower risk than one before it.
    With ``disinfect_s`` too, a return to a store that lasts so much longer begins a new order.
    """

    risk_must_not_fall: bool = False
    disinfect_s: Seconds | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """One visit of a route. ``place`` is an index; loading or service lasts from ``starts_s``."""

    place: Index
    kind: Literal["start", "load", "drop", "end"]
    loads: tuple[Name, ...]
    arrives_s: Seconds
    starts_s: Seconds
    leaves_s: Seconds


@dataclass(frozen=True, slots=True)
class Locked:
    """What a vehicle under way has done and has on board; it is free at ``at_place`` from ``free_at_s``.

    If ``whole``, ``done`` is its whole route, with what is still to come, and nothing changes.
    """

    vehicle: Name
    unit: Index
    at_place: Index
    free_at_s: Seconds
    on_board: tuple[Name, ...] = ()
    whole: bool = False
    done: tuple[Stop, ...] = ()
