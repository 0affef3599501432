"""What is wrong with a route tried by hand, in the words in which a load is left out."""

from collections.abc import Iterable, Mapping
from typing import Any

from delivery.routing.core.faults import Fault

Json = dict[str, Any]

# A fault of the checker: the reason that says it, and its figures for the limit and what it came to.
SAID: Mapping[str, tuple[str, str, str]] = {
    "after-closing": ("gate-closes", "closes_s", "starts_s"),
    "after-shift": ("shift-ends", "to_s", "arrives_s"),
    "before-shift": ("shift-begins", "from_s", "leaves_s"),
    "ride-too-long": ("ride-too-long", "max_ride_s", "ride_s"),
    "over-mass_g": ("over-mass", "capacity", "carried"),
    "over-crates": ("over-crates", "capacity", "carried"),
    "over-cold_crates": ("over-cold-crates", "capacity", "carried"),
    "too-far": ("out-of-range", "max_distance_m", "distance_m"),
    "too-many-stops": ("too-many-stops", "max_stops", "stops"),
    "too-many-loadings": ("too-many-loadings", "max_loadings", "loadings"),
    "shelf-over": ("shelf-full", "shelf_crates", "crates"),
    "risk-too-high": ("risk-too-high", "max_risk", "risk"),
    "risk-falls": ("risk-falls", "risk", "before"),
    "kind-not-allowed": ("kind-not-allowed", "", ""),
    "done-changed": ("already-done", "", ""),
    "route-changed": ("already-done", "", ""),
    "load-taken": ("on-board", "", ""),
    "load-not-on-board": ("on-board", "", ""),
    "no-way": ("unreachable", "", ""),
}


def as_reasons(faults: Iterable[Fault], stores: Iterable[str]) -> list[Json]:
    """Return ``faults`` as reasons, each once; ``stores`` are the ids that are no drop points."""
    found: dict[str, Json] = {}
    for fault in faults:
        code, limit, came_to = SAID.get(fault.code, ("undrivable", "", ""))
        facts = fault.facts
        of = str(facts.get("name") or facts.get("drop_point") or "")
        if code == "gate-closes" and of in stores:
            code = "store-closes"
        change = {"vehicle": facts.get("vehicle", ""), "needed": facts.get(came_to)}
        said = {"code": code, "facts": {"of": of, "limit": facts.get(limit)}}
        found.setdefault(f"{code} {of}", said | {"would_serve": {"change": change}})
    return [*found.values()]
