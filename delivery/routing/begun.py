"""What of the present routes is done and on board, as a new plan has to take it: from custody alone.

A load is done once none of its bags is still to be put down, and on board once one of them was
loaded. Bags that are lost or went back are nobody's load any more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from delivery.routing.models import Plan
from delivery.routing.publishing import visits
from delivery.routing.rules import Amount, amount_of_bags, fate

Json = dict[str, Any]
Bags = Mapping[str, Sequence[tuple[str, str, int]]]


@dataclass(frozen=True, slots=True)
class Carried:
    """A load of the present routes: whose, what it is, and how far it has come."""

    name: str
    shift: str
    store: str
    drop_point: str
    orders: tuple[str, ...]
    fate: str
    size: Amount


@dataclass(frozen=True, slots=True)
class Begun:
    """The present routes: their loads by name, and what each vehicle has behind it."""

    plan: Plan
    loads: Mapping[str, Carried]

    def is_done(self, stop: Json) -> bool:
        """Tell whether a stop of the plan is behind its vehicle."""
        behind = {"done"} if stop["kind"] == "drop" else {"done", "aboard"}
        known = [self.loads[name].fate for name in stop["loads"] if name in self.loads]
        return bool(known) and behind.issuperset(known)

    def routes(self) -> list[Json]:
        """Return the routes of which something is done or on board."""
        moved = {x.shift for x in self.loads.values() if x.fate != "waiting"}
        return [route for route in self.plan.answer["routes"] if route["vehicle"] in moved]


def begun(plan: Plan, bags: Bags) -> Begun | None:
    """Return what is begun of ``plan``, which is driven; ``None`` if nothing has left yet."""
    loads = {load["id"]: load for load in plan.problem["loads"]}
    found = {}
    for route in plan.answer["routes"]:
        for name in [n for stop in visits(route) if stop["kind"] == "drop" for n in stop["loads"]]:
            here = [bag for order in plan.orders[name] for bag in bags.get(order, ())]
            if (state := fate([bag[0] for bag in here])) == "gone":
                continue
            load, wanted = loads[name], {"waiting": {"packed"}, "aboard": {"packed", "on-vehicle"}}
            some = [bag[1:] for bag in here if bag[0] in wanted.get(state, {bag[0]})]
            ends = (load["store"], load["drop_point"], tuple(plan.orders[name]))
            size = amount_of_bags(some) if some else Amount(**_size(load))
            found[name] = Carried(name, route["vehicle"], *ends, state, size)
    moved = any(load.fate != "waiting" for load in found.values())
    return Begun(plan, found) if moved else None


def _size(load: Json) -> Json:
    return {name: load[name] for name in ("mass_g", "crates", "cold_crates")}
