"""What must hold between the parts of a problem: names point somewhere, windows open before they close."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Protocol

from delivery.routing.core.parts import Locked
from delivery.routing.core.reading import Faulty
from delivery.routing.core.units import LOADS_MOST, NO_WAY, PLACES_MOST

if TYPE_CHECKING:
    from delivery.routing.core.problem import Problem


class _Named(Protocol):
    @property
    def id(self) -> str: ...


def note_faults(problem: "Problem", faulty: Faulty) -> None:
    """Note in ``faulty`` every name of ``problem`` that points nowhere and every odd window."""
    _sizes(problem, faulty)
    for part in ("places", "travel", "stores", "drop_points", "loads", "vehicles"):
        _no_twins(part, getattr(problem, part), faulty)
    _travel(problem, faulty)
    _windows(problem, faulty)
    _places(problem, faulty)
    _loads(problem, faulty)
    _vehicles(problem, faulty)
    _former(problem, faulty)
    for at, locked in enumerate(problem.locked):
        _locked(problem, locked, f"locked[{at}]", faulty)
    _locked_once(problem, faulty)


def _sizes(problem: "Problem", faulty: Faulty) -> None:
    for part, most in (("places", PLACES_MOST), ("loads", LOADS_MOST)):
        if len(getattr(problem, part)) > most:
            faulty.add(part, f"may have at most {most} entries")
    if not problem.places:
        faulty.add("places", "must have at least one place")


def _no_twins(part: str, items: Sequence[_Named], faulty: Faulty) -> None:
    seen: set[str] = set()
    for at, item in enumerate(items):
        if item.id in seen:
            faulty.add(f"{part}[{at}].id", f"{item.id} is there twice")
        seen.add(item.id)


def _travel(problem: "Problem", faulty: Faulty) -> None:
    unplaced = [p.id for p in problem.places if p.lat is None or p.lon is None]
    size = len(problem.places)
    for at, travel in enumerate(problem.travel):
        if travel.speed_mm_s is None and len(travel.time_s) != size:
            faulty.add(
                f"travel[{at}]",
                f"the matrices of {travel.id} have {len(travel.time_s)} rows for {size} places",
            )
        if travel.speed_mm_s is not None and unplaced:
            faulty.add(
                f"travel[{at}]",
                f"a speed needs lat and lon of every place; {unplaced[0]} has none",
            )


def _windows(problem: "Problem", faulty: Faulty) -> None:
    for part in ("stores", "drop_points"):
        for at, item in enumerate(getattr(problem, part)):
            if item.opens_s > item.closes_s:
                faulty.add(f"{part}[{at}].closes_s", f"{item.id} closes before it opens")
    for at, vehicle in enumerate(problem.vehicles):
        if vehicle.shift_s[0] > vehicle.shift_s[1]:
            faulty.add(
                f"vehicles[{at}].shift_s",
                f"the shift of {vehicle.id} ends before it begins",
            )


def _places(problem: "Problem", faulty: Faulty) -> None:
    for part in ("stores", "drop_points"):
        for at, item in enumerate(getattr(problem, part)):
            _index(problem, item.place, f"{part}[{at}].place", faulty)
    for at, vehicle in enumerate(problem.vehicles):
        _index(problem, vehicle.start, f"vehicles[{at}].start", faulty)
        if vehicle.end is not None:
            _index(problem, vehicle.end, f"vehicles[{at}].end", faulty)


def _index(problem: "Problem", place: int, path: str, faulty: Faulty) -> None:
    if place >= len(problem.places):
        faulty.add(path, f"there is no place {place}; the last is {len(problem.places) - 1}")


def _known(name: str, among: Iterable[_Named], what: str, path: str, faulty: Faulty) -> None:
    if name not in {item.id for item in among}:
        faulty.add(path, f"there is no {what} {name}")


def _loads(problem: "Problem", faulty: Faulty) -> None:
    stores = {store.id for store in problem.stores}
    drop_points = {point.id for point in problem.drop_points}
    for at, load in enumerate(problem.loads):
        if load.store not in stores:
            faulty.add(f"loads[{at}].store", f"there is no store {load.store}")
        if load.drop_point not in drop_points:
            faulty.add(f"loads[{at}].drop_point", f"there is no drop point {load.drop_point}")
        if load.cold_crates > load.crates:
            faulty.add(
                f"loads[{at}].cold_crates",
                f"{load.id} has more cold crates than crates",
            )


def _vehicles(problem: "Problem", faulty: Faulty) -> None:
    for at, vehicle in enumerate(problem.vehicles):
        path = f"vehicles[{at}]"
        _known(vehicle.travel, problem.travel, "way of moving", f"{path}.travel", faulty)
        if (vehicle.target_s is None) != (vehicle.cost_per_s_off_target is None):
            faulty.add(f"{path}.target_s", "goes together with cost_per_s_off_target")


def _former(problem: "Problem", faulty: Faulty) -> None:
    loads = {load.id for load in problem.loads}
    for load, (vehicle, unit) in problem.former.items():
        if load not in loads:
            faulty.add(f"former.{load}", f"there is no load {load}")
        _unit(problem, vehicle, unit, f"former.{load}", faulty)


def _unit(problem: "Problem", vehicle: str, unit: int, path: str, faulty: Faulty) -> None:
    count = next((v.count for v in problem.vehicles if v.id == vehicle), None)
    if count is None:
        faulty.add(path, f"there is no vehicle {vehicle}")
    elif unit >= count:
        faulty.add(path, f"there is no unit {unit} of {vehicle}; the last is {count - 1}")


def _locked(problem: "Problem", locked: Locked, path: str, faulty: Faulty) -> None:
    _unit(problem, locked.vehicle, locked.unit, path, faulty)
    _index(problem, locked.at_place, f"{path}.at_place", faulty)
    _way_home(problem, locked, path, faulty)
    for at, name in enumerate(locked.on_board):
        _known(name, problem.loads, "load", f"{path}.on_board[{at}]", faulty)
    for at, stop in enumerate(locked.done):
        _index(problem, stop.place, f"{path}.done[{at}].place", faulty)
        for name in stop.loads:
            _known(name, problem.loads, "load", f"{path}.done[{at}].loads", faulty)
    if locked.done and locked.done[0].kind != "start":
        faulty.add(f"{path}.done", "must begin with the start")
    kinds = [stop.kind for stop in locked.done[1:]]
    inner = kinds[:-1] if locked.whole else kinds
    if "start" in kinds or "end" in inner:
        faulty.add(f"{path}.done", "has a start or an end in the middle")
    if locked.whole and (not locked.done or locked.done[-1].kind != "end"):
        faulty.add(f"{path}.done", "a whole route must run from its start to its end")


def _way_home(problem: "Problem", locked: Locked, path: str, faulty: Faulty) -> None:
    vehicle = next((v for v in problem.vehicles if v.id == locked.vehicle), None)
    travel = next((t for t in problem.travel if vehicle and t.id == vehicle.travel), None)
    if not vehicle or not travel or travel.speed_mm_s or vehicle.end is None:
        return
    leg = (locked.at_place, vehicle.end)
    if max(leg) < len(travel.time_s) and travel.time_s[leg] == NO_WAY:
        faulty.add(f"{path}.at_place", f"there is no way from here to the end of {vehicle.id}")


def _locked_once(problem: "Problem", faulty: Faulty) -> None:
    units: set[tuple[str, int]] = set()
    held: set[str] = set()
    for at, locked in enumerate(problem.locked):
        if (locked.vehicle, locked.unit) in units:
            faulty.add(f"locked[{at}].unit", "this vehicle is locked twice")
        units.add((locked.vehicle, locked.unit))
        dropped = [n for stop in locked.done if stop.kind == "drop" for n in stop.loads]
        for name in (*locked.on_board, *dropped):
            if name in held:
                faulty.add(f"locked[{at}]", f"load {name} is on board or dropped twice")
            held.add(name)
