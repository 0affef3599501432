"""The parts of a problem that say what is under way: loads begun, vehicles out, who brought what."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from delivery.routing.begun import Begun, Carried
from delivery.routing.publishing import visits
from delivery.routing.rules import CHANGE_FEN, COST_UNITS_PER_FEN, skip_cost

Json = dict[str, Any]


def stays(begun: Begun, shifts: Collection[str], shut: Mapping[str, str]) -> list[Carried]:
    """Return the loads on board and done that a new plan has to know of."""
    return [
        load
        for load in begun.loads.values()
        if load.shift in shifts
        and (load.fate == "done" or (load.fate == "aboard" and not _shut(load, shut)))
    ]


def stranded(begun: Begun, shifts: Collection[str], shut: Mapping[str, str]) -> Iterator[Json]:
    """Yield what is on board and can be brought by nobody, as what a problem leaves out."""
    for load in begun.loads.values():
        if load.fate == "aboard" and (load.shift not in shifts or _shut(load, shut)):
            why = "called-off" if load.shift not in shifts else _shut(load, shut)
            ends = {"drop_point": load.drop_point, "store": load.store}
            yield {"orders": list(load.orders), "code": why, **ends}


def _shut(load: Carried, shut: Mapping[str, str]) -> str | None:
    return shut.get(load.drop_point)


def load_part(load: Carried, handling_s: int) -> Json:
    """Return a load on board, or done, as the format has it."""
    ends = {"id": load.name, "store": load.store, "drop_point": load.drop_point}
    figures = {
        "handling_s": handling_s * load.size.crates,
        "skip_cost": skip_cost(len(load.orders)),
    }
    return ends | asdict(load.size) | figures


def change_cost() -> int:
    """Return what a load pays that changes its vehicle, in cost units."""
    return CHANGE_FEN * COST_UNITS_PER_FEN


def former(begun: Begun, shifts: Collection[str], names: Collection[str]) -> Json:
    """Return who was to bring each of the loads called ``names``."""
    loads = (load for load in begun.loads.values() if load.name in names and load.shift in shifts)
    return {load.name: [load.shift, 0] for load in loads if load.fate != "done"}


def locked(
    begun: Begun,
    known: Collection[str],
    vehicles: Sequence[Json],
    at: Mapping[str, int],
    now_s: int,
) -> list[Json]:
    """Return what each vehicle that is out has behind it and on board.

    ``at`` gives the index of a place by the id of its store or drop point. Nobody knows where a
    vehicle is between two stops; it is taken to be at the last one, free now.
    """
    start = {vehicle["id"]: vehicle["start"] for vehicle in vehicles}
    loads = begun.loads
    found = []
    for route in begun.routes():
        if (shift := route["vehicle"]) not in start:
            continue
        behind = [stop for stop in visits(route) if begun.is_done(stop)]
        done = [_stop(start[shift], "start", (), route["stops"][0], now_s)]
        for stop in behind:
            names = [name for name in stop["loads"] if name in known]
            if names:
                place = at[_side(stop, loads[names[0]])]
                done.append(_stop(place, stop["kind"], names, stop, now_s))
        mine = (name for name in known if name in loads and loads[name].shift == shift)
        aboard = [name for name in mine if loads[name].fate == "aboard"]
        here = done[-1]["place"] if len(done) > 1 or not aboard else at[loads[aboard[0]].store]
        found.append(
            {"vehicle": shift, "unit": 0, "at_place": here, "free_at_s": now_s}
            | {"on_board": aboard, "whole": False, "done": done}
        )
    return found


def _side(stop: Json, load: Carried) -> str:
    return load.drop_point if stop["kind"] == "drop" else load.store


def _stop(place: int, kind: str, loads: Sequence[str], said: Json, now_s: int) -> Json:
    """Return a stop that is done; what was planned for later than now was done before it."""
    times = {name: min(said[name], now_s) for name in ("arrives_s", "starts_s", "leaves_s")}
    return {"place": place, "kind": kind, "loads": list(loads), **times}
