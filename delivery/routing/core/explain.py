"""Why a load is left out: the facts that block it, each tried by taking it away.

A load that fits nowhere is tried again with each single fact taken away. Those after which it
fits are its reasons; if there is none, the smallest group of facts that together block it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from itertools import combinations
from typing import Any

import numpy as np

from delivery.routing.core.assemble import tours_of
from delivery.routing.core.driving import Driver
from delivery.routing.core.parts import DropPoint, Load, Vehicle
from delivery.routing.core.plan import Plan, Reason, Skipped, WouldServe
from delivery.routing.core.problem import Problem
from delivery.routing.core.relax import FACTS, Fact, Found, leaves_by, leaving, let_in
from delivery.routing.core.search import columns as col
from delivery.routing.core.search.anneal import return_to_best
from delivery.routing.core.search.change import begin, put
from delivery.routing.core.search.encode import encode
from delivery.routing.core.search.insert import seek
from delivery.routing.core.search.tables import PLENTY, Given, Table, empty_state
from delivery.routing.core.search.tours import write_tours

TOGETHER_MOST = 3
"""No group of facts with more in it is looked for."""


def with_reasons(problem: Problem, plan: Plan) -> Plan:
    """Return ``plan`` with the reasons for each load that it skips."""
    if not plan.skipped:
        return plan
    explainer = Explainer(problem, plan)
    skipped = tuple(Skipped(s.load, tuple(explainer.reasons(s.load))) for s in plan.skipped)
    return replace(plan, skipped=skipped)


class Explainer:
    """Tries what a plan could take in if some fact were otherwise."""

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem, self.driver = problem, Driver(problem)
        self.encoded = encode(problem, self.driver, spare=True)
        self.spares = len(self.encoded.units) - len(problem.vehicles)
        self.given = self._without_spares(self.encoded.given)
        # A load that is let in against a limit makes a route longer than any other: by two visits.
        self.state = empty_state(self.given, 1, self.encoded.longest + 2)
        write_tours(self.encoded, self.state, tours_of(problem, plan))
        self.row = {load: row for row, load in enumerate(self.encoded.loads)}

    def _without_spares(self, given: Given) -> Given:
        table, drops = given.slot.copy(), len(given.drop)
        table[self.spares :, col.U_ADMITS : col.U_ADMITS + drops] = 0
        return given._replace(slot=table)

    def reasons(self, name: str) -> Iterator[Reason]:
        """Yield why the load called ``name`` is in no route of the plan."""
        load = self.problem.loads[self.driver.load_at[name]]
        row = self.row.get(self.driver.load_at[name])
        if row is None or not self.problem.vehicles:
            yield Reason("no-vehicle", {"load": name})
            return
        if (found := self._found(self.given, row)) is not None:
            yield self._dear(load, self._cost(found))
            return
        tried = self._tries(row)
        singles = [self._reason(load, row, (code,), tried) for code in tried]
        alone = [reason for reason in singles if reason is not None]
        yield from alone or self._together(load, row, tried)

    def _together(self, load: Load, row: int, tried: "Tries") -> list[Reason]:
        for size in range(2, TOGETHER_MOST + 1):
            for codes in combinations(tried, size):
                if self._reason(load, row, codes, tried) is not None:
                    found = (self._reason(load, row, codes, tried, code) for code in codes)
                    return [reason for reason in found if reason is not None]
        return [Reason("no-way", {"load": load.id, "drop_point": load.drop_point})]

    def _dear(self, load: Load, cost: int) -> Reason:
        facts = {"load": load.id, "skip_cost": load.skip_cost, "cost": cost}
        change = {"code": "costs-more", "skip_cost": cost + 1}
        return Reason("costs-more", facts, WouldServe(change, max(0, cost)))

    def _tries(self, row: int) -> "Tries":
        """Return every fact that could be in the way, with what takes it away."""
        tries: dict[str, Callable[[Given], Given]] = {
            code: partial(_without, fact, row) for code, fact in FACTS.items()
        }
        kinds = self._allowed(row, kinds=False, risk=True)
        risks = self._allowed(row, kinds=True, risk=False)
        tries["kind-not-allowed"] = partial(let_in, load=row, allowed=kinds)
        tries["risk-too-high"] = partial(let_in, load=row, allowed=risks)
        now_s, shifts = np.full_like(kinds, self.problem.now_s or 0), self._shifts_begin()
        tries["shift-begins"] = partial(leaving, from_s=now_s)
        tries["not-before-now"] = partial(leaving, from_s=shifts)
        tries["no-vehicle-left"] = self._with_spares
        return tries

    def _with_spares(self, given: Given) -> Given:
        table = given.slot.copy()
        table[self.spares :] = self.encoded.given.slot[self.spares :]
        return given._replace(slot=table)

    def _allowed(self, row: int, *, kinds: bool, risk: bool) -> Table:
        """Return which slots are let in at the drop point if kinds, or risks, did not count."""
        point = self._point(row)
        used = self.encoded.units[: self.spares]
        let = [_let_in(self.problem.vehicles[v], point, kinds=kinds, risk=risk) for v, _ in used]
        return np.array(let + [False] * (len(self.encoded.units) - len(used)), dtype=np.int64)

    def _shifts_begin(self) -> Table:
        begins = (self.problem.vehicles[v].shift_s[0] for v, _ in self.encoded.units)
        return np.array([*begins], dtype=np.int64)

    def _point(self, row: int) -> DropPoint:
        return self.problem.drop_points[int(self.given.load[row, col.L_DROP])]

    def _found(self, given: Given, row: int) -> Found | None:
        """Return where the load goes if ``given`` holds, or ``None`` if it fits nowhere."""
        state = self.state
        return_to_best(given, state)
        begin(state)
        state.mind[col.M_THOROUGH] = 1
        if not seek(given, state, row, PLENTY) or not put(given, state, row):
            return None
        slot = int(state.mind[col.I_SLOT])
        nodes = state.visit[slot, 1 : state.route[slot, col.R_COUNT] + 1, col.V_NODE].tolist()
        at = nodes.index(int(given.load[row, col.L_DROP])) + 1
        store = len(given.drop) + int(given.load[row, col.L_STORE])
        taken = max((i for i, node in enumerate(nodes[:at], start=1) if node == store), default=0)
        return Found(given, state, row, slot, at, taken)

    def _cost(self, found: Found) -> int:
        return int(self.state.mind[col.I_DELTA])

    def _reason(
        self, load: Load, row: int, codes: Sequence[str], tried: "Tries", of: str | None = None
    ) -> Reason | None:
        """Return the reason ``of`` one of ``codes`` if the load fits when these are taken away."""
        given = self.given
        for code in codes:
            given = tried[code](given)
        found = self._found(given, row)
        if found is None:
            return None
        code = of or codes[0]
        facts = {"load": load.id, "drop_point": load.drop_point, **self._facts(code, row, found)}
        if len(codes) > 1:
            facts["together_with"] = [other for other in codes if other != code]
        change = {"code": code, **self._change(code, found)}
        return Reason(code, facts, WouldServe(change, max(0, self._cost(found))))

    def _change(self, code: str, found: Found) -> dict[str, Any]:
        vehicle = self.encoded.units[found.slot][0]
        change: dict[str, Any] = {"vehicle": self.problem.vehicles[vehicle].id}
        if code == "no-vehicle-left":
            return change | {"from_s": _start(found), "kind": self.problem.vehicles[vehicle].kind}
        if code in FACTS:
            change["needed"] = FACTS[code].needed(found)
        if code in ("shift-begins", "not-before-now"):
            change["needed"] = leaves_by(found)
        return change

    def _facts(self, code: str, row: int, found: Found) -> dict[str, Any]:
        vehicle = self.problem.vehicles[self.encoded.units[found.slot][0]]
        point, load = self._point(row), self.problem.loads[self.encoded.loads[row]]
        store = next(store for store in self.problem.stores if store.id == load.store)
        limits: Mapping[str, Any] = {
            "gate-closes": point.closes_s,
            "gate-opens": point.opens_s,
            "store-closes": store.closes_s,
            "store-opens": store.opens_s,
            "not-ready": load.ready_s,
            "ride-too-long": load.max_ride_s,
            "over-mass": vehicle.mass_g,
            "over-crates": vehicle.crates,
            "over-cold-crates": vehicle.cold_crates,
            "shift-ends": vehicle.shift_s[1],
            "shift-begins": vehicle.shift_s[0],
            "not-before-now": self.problem.now_s,
            "out-of-range": vehicle.max_distance_m,
            "too-many-stops": vehicle.max_stops,
            "too-many-loadings": vehicle.max_loadings,
            "risk-falls": point.risk,
            "shelf-full": point.shelf_crates,
            "kind-not-allowed": vehicle.kind,
            "risk-too-high": vehicle.max_risk,
            "no-vehicle-left": vehicle.count,
        }
        return {"store": store.id, "limit": limits[code]}


Tries = Mapping[str, Callable[[Given], Given]]


def _without(fact: Fact, row: int, given: Given) -> Given:
    return fact.without(given, row)


def _start(found: Found) -> int:
    """Return when the vehicle leaves at the latest."""
    end = int(found.state.route[found.slot, col.R_COUNT]) + 1
    return max(0, int(found.state.visit[found.slot, end, col.V_START_BY]))


def _let_in(vehicle: Vehicle, point: DropPoint, *, kinds: bool, risk: bool) -> bool:
    wrong_kind = point.allowed_kinds is not None and vehicle.kind not in point.allowed_kinds
    return not (kinds and wrong_kind) and not (risk and point.risk > vehicle.max_risk)
