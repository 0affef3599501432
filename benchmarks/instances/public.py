"""Reads public sets as problems: CVRPLIB's X, Solomon's VRPTW, Li and Lim's PDPTW.

X counts distances rounded to whole numbers; the others tenths, truncated, for ways and times.
"""

import math
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

Data = dict[str, Any]
Row = Sequence[int]
SKIP_COST = 10_000_000
LONG_S = 10**6
NUMBERS = re.compile(r"-?\d+")

PUBLISHED = {"R105": 13553, "RC107": 12078, "C104": 8229, "RC203": 9237}
"""Proved optima of Solomon's instances, in tenths."""


def read_x(path: Path) -> Data:
    """Return the problem of a ``.vrp`` file; a few vehicles more than its name says."""
    text = path.read_text()
    capacity = int(_field(text, "CAPACITY"))
    points = [row[1:] for row in _section(text, "NODE_COORD_SECTION")]
    demands = [row[1] for row in _section(text, "DEMAND_SECTION")]
    fleet = int(path.stem.rsplit("-k", 1)[1])
    data = _base(path.stem, points, lambda metres: math.floor(metres + 0.5))
    data["travel"][0]["time_s"] = [[0] * len(points) for _ in points]
    drops = [(i, demand, 0, LONG_S, 0) for i, demand in enumerate(demands) if i]
    return (
        data | _from_depot(drops, (0, LONG_S)) | _fleet(fleet + fleet // 10 + 2, capacity, LONG_S)
    )


def best_of_x(path: Path) -> int:
    """Return the cost that a ``.sol`` file says."""
    return int(_field(path.read_text(), "Cost", between=" "))


def read_solomon(path: Path) -> Data:
    """Return the problem of one of Solomon's files."""
    lines = [_numbers(line) for line in path.read_text().splitlines()]
    fleet, capacity = next(row for row in lines if len(row) == 2)
    rows = [row for row in lines if len(row) == 7]
    closes = 10 * rows[0][5]
    data = _base(path.stem, [row[1:3] for row in rows], _tenths)
    drops = [(i, r[3], 10 * r[4], 10 * r[5], 10 * r[6]) for i, r in enumerate(rows) if i]
    return data | _from_depot(drops, (0, closes)) | _fleet(fleet, capacity, closes)


def read_li_lim(path: Path) -> Data:
    """Return the problem of one of Li and Lim's files: every pickup is a store of its own."""
    lines = [_numbers(line) for line in path.read_text().splitlines()]
    (fleet, capacity, _), *rows = [row for row in lines if row]
    closes = 10 * rows[0][5]
    data = _base(path.stem, [row[1:3] for row in rows], _tenths)
    picks = [row for row in rows if row[8]]
    stores = [_side(row) | {"loading_s": 10 * row[6]} for row in picks]
    points = [_side(rows[p[8]]) | {"service_s": 10 * rows[p[8]][6], "risk": 0} for p in picks]
    loads = [_load(i, f"p{p[0]}", f"p{p[8]}", p[3]) for i, p in enumerate(picks)]
    whole = {"stores": stores, "drop_points": points, "loads": loads}
    return data | whole | _fleet(fleet, capacity, closes)


def _side(row: Row) -> Data:
    hours = {"opens_s": 10 * row[4], "closes_s": 10 * row[5]}
    return {"id": f"p{row[0]}", "place": row[0]} | hours


def _tenths(distance: float) -> int:
    return math.floor(10 * distance + 1e-9)


def _base(name: str, points: Sequence[Row], whole: Callable[[float], int]) -> Data:
    table = [[whole(math.dist(a, b)) for b in points] for a in points]
    travel = {"id": "plane", "distance_m": table, "time_s": table}
    places = [{"id": f"p{i}"} for i in range(len(points))]
    return {"version": 1, "name": name, "places": places, "travel": [travel]}


def _from_depot(drops: Sequence[tuple[int, int, int, int, int]], hours: tuple[int, int]) -> Data:
    store = {"id": "s", "place": 0, "opens_s": hours[0], "closes_s": hours[1], "loading_s": 0}
    points = [
        {"id": f"p{i}", "place": i, "opens_s": opens, "closes_s": closes}
        | {"service_s": service, "risk": 0}
        for i, _, opens, closes, service in drops
    ]
    loads = [_load(i, "s", f"p{i}", demand) for i, demand, *_ in drops]
    return {"stores": [store], "drop_points": points, "loads": loads}


def _load(number: int, store: str, drop_point: str, crates: int) -> Data:
    ends = {"id": f"l{number}", "store": store, "drop_point": drop_point}
    return (
        ends
        | {"mass_g": 0, "crates": crates, "cold_crates": 0}
        | {
            "handling_s": 0,
            "skip_cost": SKIP_COST,
        }
    )


def _fleet(count: int, capacity: int, closes: int) -> Data:
    room = {"mass_g": 0, "crates": capacity, "cold_crates": 0}
    costs = {"fixed_cost": 0, "cost_per_m": 1, "cost_per_s": 0}
    vehicle = {"id": "v", "kind": "van", "count": count, "travel": "plane", "start": 0, "end": 0}
    return {"vehicles": [vehicle | room | costs | {"shift_s": [0, closes], "max_risk": 0}]}


def _numbers(line: str) -> list[int]:
    return [int(word) for word in line.split()] if re.fullmatch(r"[\s\d.-]+", line) else []


def _field(text: str, name: str, between: str = ":") -> str:
    line = next(line for line in text.splitlines() if line.startswith(name))
    return line.split(between, 1)[1].strip()


def _section(text: str, name: str) -> list[list[int]]:
    rows = text.split(name, 1)[1].strip().splitlines()
    found: list[list[int]] = []
    for row in rows:
        numbers = [int(number) for number in NUMBERS.findall(row)]
        if re.search("[A-Z]", row) or not numbers:
            break
        found.append(numbers)
    return found
