"""What each solver is called, and one run of it inside a process of its own."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from importlib import import_module

from benchmarks.instances.variants import instance
from benchmarks.judging import driven
from delivery.routing.core.assemble import Tour
from delivery.routing.core.check import evaluate, faults
from delivery.routing.core.plan import Plan
from delivery.routing.core.problem import Problem
from delivery.routing.core.spots import CannotExpress

Curve = list[tuple[float, int]]
Solver = Callable[[Problem, float, int, Curve], Plan | Iterable[Tour]]

MODULES = {
    "menkou": ("benchmarks.peers.menkou_peer", "plan"),
    "plain": ("benchmarks.peers.menkou_peer", "plain"),
    "proof": ("benchmarks.peers.menkou_peer", "proved"),
    "pyvrp": ("benchmarks.peers.pyvrp_peer", "tours"),
    "vroom": ("benchmarks.peers.vroom_peer", "tours"),
    "library": ("benchmarks.peers.library_peer", "tours"),
}
OURS = "menkou"
PLAIN = "plain"
PEERS = ("pyvrp", "vroom")
SEEDLESS = ("vroom", "library")
"""They answer the same every time, so that one run stands for all seeds."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one run came to; without a ``cost`` there is a ``trouble`` that says why.

    ``took`` is in parts of the time it was given, ``share`` the part of a processor that it had;
    ``mended`` is by how many per cent keeping a rule that it cannot be told made its plan dearer;
    ``curve`` holds (seconds, cost) of each improvement, ending with the plan that was handed out.
    """

    cost: int | None
    bound: int | None = None
    took: float = 0.0
    share: float = 1.0
    mended: float = 0.0
    trouble: str = ""
    curve: Curve = field(default_factory=list)


def solver(name: str) -> Solver:
    """Return the solver called ``name``; it is imported only now."""
    module, function = MODULES[name]
    found: Solver = getattr(import_module(module), function)
    return found


def warm(name: str) -> None:
    """Do once in a process what would make its first run late: load, compile."""
    for rules in ((25, 0), (25, 0, 2)):
        solver(name)(Problem.from_json(instance(*rules)), 0.3, 1, [])


def answer(name: str, problem: Problem, seconds: float, seed: int) -> Answer:
    """Run a solver once; its plan is priced by the checker, and one with a fault has no cost."""
    curve: Curve = []
    began, worked = time.perf_counter(), time.process_time()
    try:
        found = solver(name)(problem, seconds, seed, curve)
        found = found if isinstance(found, Plan) else [*found]
    except CannotExpress as reason:
        return Answer(None, trouble=f"cannot express it: {reason}")
    took, worked = time.perf_counter() - began, time.process_time() - worked
    plan, mended = (found, 0.0) if isinstance(found, Plan) else driven(problem, found)
    known = Answer(None, None, took / seconds, worked / took, mended, "", curve)
    if wrong := faults(problem, plan):
        return replace(known, trouble=f"its plan has a fault: {wrong[0]}")
    if not plan.routes and problem.loads and not isinstance(found, Plan):
        return replace(known, trouble="no plan")
    cost = evaluate(problem, plan)
    return replace(known, cost=cost, bound=plan.bound, curve=[*curve, (took, cost)])
