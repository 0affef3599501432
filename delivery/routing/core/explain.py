"""Why a load is left out: the facts that keep it out of every vehicle."""

from collections.abc import Iterator
from dataclasses import replace

from delivery.routing.core.parts import Load, Vehicle
from delivery.routing.core.plan import Plan, Reason, Skipped
from delivery.routing.core.problem import Problem


def with_reasons(problem: Problem, plan: Plan) -> Plan:
    """Return ``plan`` with the reasons for each load that it skips."""
    loads = {load.id: load for load in problem.loads}
    skipped = tuple(
        Skipped(left.load, tuple(_reasons(problem, loads[left.load]))) for left in plan.skipped
    )
    return replace(plan, skipped=skipped)


def _reasons(problem: Problem, load: Load) -> Iterator[Reason]:
    point = next(p for p in problem.drop_points if p.id == load.drop_point)
    found: dict[str, Reason] = {}
    for vehicle in problem.vehicles:
        if point.allowed_kinds is not None and vehicle.kind not in point.allowed_kinds:
            reason = Reason("kind-not-allowed", {"drop_point": point.id, "kind": vehicle.kind})
        elif point.risk > vehicle.max_risk:
            facts = {"drop_point": point.id, "risk": point.risk, "max_risk": vehicle.max_risk}
            reason = Reason("risk-too-high", facts)
        elif what := _too_big(load, vehicle):
            facts = {"vehicle": vehicle.id, "what": what, "capacity": getattr(vehicle, what)}
            reason = Reason("too-big", facts | {"amount": getattr(load, what)})
        else:
            yield Reason("no-room", {"drop_point": point.id})
            return
        found.setdefault(reason.code, reason)
    yield from found.values() or [Reason("no-vehicle", {})]


def _too_big(load: Load, vehicle: Vehicle) -> str | None:
    names = ("mass_g", "crates", "cold_crates")
    return next((n for n in names if getattr(load, n) > getattr(vehicle, n)), None)
