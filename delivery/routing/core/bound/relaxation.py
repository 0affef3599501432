"""Column generation: the best that parts of routes can do, as a bound for whole ones."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from delivery.routing.core.bound import cuts, near
from delivery.routing.core.bound.grow import Prices
from delivery.routing.core.bound.labels import BITS
from delivery.routing.core.bound.master import Master, Path, Solved, path
from delivery.routing.core.bound.network import networks
from delivery.routing.core.bound.price import Priced, Pricer, words_for
from delivery.routing.core.pool import Column
from delivery.routing.core.rows import Rows
from delivery.routing.core.search import columns as col
from delivery.routing.core.search.tables import Table

SCALED_MOST = 2 * 10**9
SCALE_MOST = 1000
LEFT_OUT = 1e-6
USEFUL_MOST = 3_000
CUTS_MOST = 2 * BITS

Bounds = tuple[tuple[int, int], ...]


@dataclass(slots=True)
class Found:
    """What is known of one node of the tree: its bound, and the parts that reach it if it is solved.

    ``proved`` is what the prices of ``solved`` prove by themselves. The bound may be above it, where
    other prices or the node before proved more.
    """

    bound: int
    solved: Solved | None = None
    proved: int = 0
    settled: bool = False


class Relaxation:
    """The master problem and its pricing for one problem. ``upper`` is the cost of a known plan.

    ``left`` says how many seconds are left, ``over`` whether to give up.
    """

    def __init__(
        self,
        rows: Rows,
        upper: int,
        left: Callable[[], float],
        over: Callable[[], bool],
        labels: int,
    ) -> None:
        given = rows.given
        self.rows, self.given, self.upper = rows, given, upper
        self.left, self.over = left, over
        self.loads = len(given.load)
        self.networks = networks(given, rows.classes)
        self.fixed = sum(rows.idle_cost)
        self.scale = max(1, min(SCALE_MOST, SCALED_MOST // max(1, upper)))
        self.slack = max(1, upper * self.scale // 10**6)
        self.pricer = Pricer(self.networks, self.scale, labels, over)
        self.near = near.nearest(self.networks, self.loads)
        self.skip: list[int] = given.load[:, col.L_SKIP].tolist()
        self.asked = self._mild()
        self.shelves = [self._shelf(drop) for drop in rows.shelves]
        self.counts = [len(slots) for slots in rows.classes]
        self.master = Master(self.asked, self.counts, self.shelves)
        self.cuts: list[cuts.Cut] = []
        self.priced: Solved | None = None

    def _mild(self) -> list[int]:
        """Return what leaving each load out costs at first, so that duals stay within reason.

        Twice what bringing it alone costs, or its part of the known plan where that is next to
        nothing; whoever finds it left out for that asks more.
        """
        least = self.upper // max(1, self.loads) + 1
        alone = np.full(self.loads, np.iinfo(np.int64).max // 4, dtype=np.int64)
        for network in self.networks:
            alone = np.minimum(alone, network.base + network.alone())
        return [
            min(skip, max(least, 2 * int(cost)))
            for skip, cost in zip(self.skip, alone, strict=True)
        ]

    def _asked_more(self, solved: Solved) -> bool:
        """Ask more for loads that are left out at less than their price; say whether any was."""
        left = [
            load
            for load, part in solved.skipped.items()
            if part > LEFT_OUT and self.asked[load] < self.skip[load]
        ]
        for load in left:
            self.asked[load] = min(self.skip[load], 3 * self.asked[load])
            self.master.ask(load, self.asked[load])
        return bool(left)

    def _base(self, k: int) -> int:
        """Return what a route of class ``k`` costs beyond its arcs and an idle vehicle, scaled."""
        return (self.networks[k].base - self.rows.saved(k)) * self.scale

    def _shelf(self, drop: int) -> tuple[int, dict[int, int]]:
        first, end = self.given.drop[drop, [col.D_FIRST, col.D_END]].tolist()
        crates = self.given.load[first:end, col.L_CRATES].tolist()
        room = int(self.given.drop[drop, col.D_SHELF])
        return room, dict(zip(range(first, end), crates, strict=True))

    def add_columns(self, columns: Iterable[Column]) -> None:
        """Add routes that the search has come by."""
        self.master.add([self.path_of(column) for column in columns])

    def path_of(self, column: Column) -> Path:
        """Return a route of the search as a path."""
        drops, mine = len(self.given.drop), set(column.loads)
        nodes: list[int] = []
        for node in column.nodes:
            if node >= drops:
                nodes.append(self.loads + node - drops)
                continue
            first, end = self.given.drop[node, [col.D_FIRST, col.D_END]].tolist()
            nodes += [load for load in range(first, end) if load in mine]
        return path(column.of, self.rows.cost(column), nodes, self.loads)

    def solve(self, bounds: Bounds, known: int = 0) -> Found:
        """Return the bound with so many routes of each class; ``known`` is one already proved."""
        self.master.set_fleet(bounds)
        found = Found(known)
        rough = True
        while not self.over():
            solved = self.master.solve(self.left())
            if solved is None:
                return found
            new, bound = self._price(solved, bounds, rough=rough)
            found.bound = max(found.bound, bound)
            self.priced = solved
            if found.bound >= self.upper:
                return found
            if new:
                continue
            if rough:
                rough = False
                continue
            found.solved, found.proved, found.settled = solved, bound, True
            if not self._tightened(solved):
                return found
            rough = True
        return found

    def _tightened(self, solved: Solved) -> bool:
        """Ask more for loads left out, or let less pass for a route; say whether either was due."""
        if self._asked_more(solved):
            return True
        again = [self.master.paths[j].nodes for j in solved.parts]
        return near.grown(self.near, again, self.loads)

    def cut(self, solved: Solved) -> bool:
        """Add cuts that ``solved`` breaks; say whether there were any."""
        room = CUTS_MOST - len(self.cuts)
        new = cuts.broken(self.master.paths, solved.parts, self.loads, set(self.cuts))[:room]
        for cut in new:
            self.cuts.append(cut)
            self.master.add_cut(cut)
        return bool(new)

    def _price(self, solved: Solved, bounds: Bounds, *, rough: bool) -> tuple[int, int]:
        """Add routes that pay; return how many, and the bound that is proved."""
        prices, total = self._prices(solved)
        new = 0
        for k, (least, most) in enumerate(bounds):
            if most == 0:
                continue
            below = round(solved.classes[k] * self.scale) - self.slack
            offer = self.pricer.offer(k, prices, self._base(k), below, rough=rough)
            new += self.master.add([self._path(prices, route) for route in _varied(offer.routes)])
            total += (most if offer.least < 0 else least) * offer.least
        return new, -(-total // self.scale) + self.fixed

    def useful(self) -> list[Path]:
        """Return the routes known that a plan can have and that come cheap at the last prices."""
        if self.priced is None:
            return []
        paths = [path for path in self.master.paths if all(times == 1 for _, times in path.loads)]
        reduced = [self._reduced(path, self.priced) for path in paths]
        order = sorted(range(len(paths)), key=reduced.__getitem__)
        return [paths[j] for j in order[:USEFUL_MOST]]

    def _reduced(self, path: Path, solved: Solved) -> float:
        return path.cost - solved.classes[path.of] - sum(solved.loads[at] for at, _ in path.loads)

    def every(self, solved: Solved, bounds: Bounds, bound: int, most: int) -> list[Path] | None:
        """Return every route that a plan cheaper than the known one can have in these bounds.

        ``solved`` is the optimum in them, ``bound`` what its own prices prove; ``None`` if they are more than ``most``.
        """
        prices, _ = self._prices(solved)
        found: list[Path] = []
        for k, (_, count) in enumerate(bounds):
            if count == 0:
                continue
            below = round(solved.classes[k] * self.scale) + (self.upper - bound) * self.scale
            routes = self.pricer.every(k, prices, self._base(k), below + self.slack, most)
            if routes is None:
                return None
            found += [self._path(prices, route) for route in routes]
            most -= len(routes)
        return found

    def _prices(self, solved: Solved) -> tuple[Prices, int]:
        """Return what nodes and cuts cost, and the part of the bound that is theirs."""
        scale = self.scale
        loads = [
            min(max(0, round(dual * scale)), skip * scale)
            for dual, skip in zip(solved.loads, self.asked, strict=True)
        ]
        total = sum(loads)
        dual = np.zeros(self.pricer.nodes, dtype=np.int64)
        dual[: self.loads] = loads
        for price, (room, crates) in zip(solved.shelves, self.shelves, strict=True):
            paid = min(0, round(price * scale))
            total += paid * room
            for load, number in crates.items():
                dual[load] += paid * number
        active = [
            (cut, -paid)
            for cut, price in zip(self.cuts, solved.cuts, strict=True)
            if (paid := min(0, round(price * scale))) < 0
        ]
        total -= sum(penalty for _, penalty in active)
        return Prices(dual, self.near, self._hits(active), _penalties(active)), total

    def _hits(self, active: Sequence[tuple[cuts.Cut, int]]) -> Table:
        hits = np.zeros((self.pricer.nodes, words_for(len(active))), dtype=np.int64)
        for number, (cut, _) in enumerate(active):
            hits[list(cut), number // BITS] |= 1 << (number % BITS)
        return hits

    def _path(self, prices: Prices, route: Priced) -> Path:
        """Return a priced route as a path, with its cost from what was taken off it."""
        found = path(route.of, 0, route.nodes, self.loads)
        paid = sum(int(prices.dual[load]) * times for load, times in found.loads)
        paid -= self._penalty(prices, found)
        return Path(found.of, (route.reduced + paid) // self.scale, found.loads, found.nodes)

    def _penalty(self, prices: Prices, found: Path) -> int:
        """Return what the route paid for cuts: half a hit at each load of it that is one's."""
        total, known = 0, prices.hits.shape[1] * BITS
        for number, penalty in enumerate(prices.penalty.tolist()[:known]):
            word, bit = number // BITS, 1 << (number % BITS)
            hits = sum(times for load, times in found.loads if int(prices.hits[load, word]) & bit)
            total += penalty * (hits // 2)
        return total


def _penalties(active: Sequence[tuple[cuts.Cut, int]]) -> Table:
    return np.array([penalty for _, penalty in active] or [0], dtype=np.int64)


def _varied(routes: Sequence[Priced], most: int = 150) -> list[Priced]:
    """Return the cheapest routes, only one of those that visit the same nodes."""
    seen: set[frozenset[int]] = set()
    kept: list[Priced] = []
    for route in routes:
        key = frozenset(route.nodes)
        if key not in seen:
            seen.add(key)
            kept.append(route)
            if len(kept) == most:
                break
    return kept
