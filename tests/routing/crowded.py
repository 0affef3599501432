"""Random tiny problems with too little of something, so that loads are late or left out."""

import random

from delivery.routing.core.problem import Problem
from tests.routing.makers import drop_point, load, problem, store, vehicle


class Draw(random.Random):
    """Draws values; a tight one comes as often as the problem is crowded."""

    def __init__(self, seed: int) -> None:
        super().__init__(f"crowded {seed}")
        self.crowd = self.choice([0.1, 0.2, 0.4])

    def tight(self, *tight, free):
        """One of the tight values, or the one that leaves all free."""
        return self.choice(tight) if self.random() < self.crowd else free


def crowded(seed: int) -> Problem:
    """A problem of three to five loads in which each kind of rule may be the tight one."""
    draw = Draw(seed)
    at = [draw.randrange(-300, 300) for _ in range(draw.randrange(3, 5))]
    loads = [_load(draw, i) for i in range(1, len(at) + 1)]
    if draw.random() < 0.3:
        loads.append(_load(draw, 1) | {"id": "l1b", "store": loads[0]["store"]})
    rules = {"risk_must_not_fall": draw.tight(True, free=False)}
    stores = [
        store(loading_s=10, closes_s=draw.tight(60, free=1000)),
        store(id="t", place=1, opens_s=draw.tight(300, free=0)),
    ]
    return problem(
        *at,
        drop_points=[_point(draw, i) for i in range(1, len(at) + 1)],
        loads=loads,
        rules=rules | ({"disinfect_s": 30} if draw.random() < 0.5 else {}),
        stores=stores,
        vehicles=[_van(draw), _van(draw, "cart", kind="bike", fixed_cost=100)][
            : draw.choice([1, 2, 2])
        ],
        now_s=draw.tight(40, free=None),
    )


def _point(draw, number):
    opens = draw.tight(150, 400, free=0)
    return drop_point(
        number,
        opens_s=opens,
        closes_s=opens + draw.tight(100, 300, free=600),
        service_s=draw.choice([0, 20]),
        risk=draw.tight(1, 2, 3, free=0),
        shelf_crates=draw.tight(0, 4, free=None),
        allowed_kinds=draw.tight(["bike"], free=None),
    )


def _load(draw, number):
    crates = draw.randrange(1, 5)
    return load(
        number,
        crates=crates,
        cold_crates=draw.tight(crates, free=0),
        mass_g=draw.tight(6000, 11_000, free=1000),
        store=draw.choice(["s", "s", "t"]),
        handling_s=draw.choice([0, 10]),
        skip_cost=draw.tight(400, free=10_000),
        max_ride_s=draw.tight(120, 250, free=None),
        ready_s=draw.tight(100, 500, free=None),
    )


def _van(draw, name="van", **changes):
    begins = draw.tight(100, 300, free=0)
    return vehicle(
        name,
        **changes,
        crates=draw.choice([4, 8]),
        cold_crates=draw.tight(2, free=8),
        shift_s=[begins, begins + draw.tight(400, free=1200)],
        max_loadings=draw.choice([1, 2]),
        max_distance_m=draw.tight(500, free=None),
        max_stops=draw.tight(1, free=None),
        cost_per_s=draw.choice([0, 1]),
        end=draw.choice([0, None]),
    )
