"""Branches on how many vehicles of each class go out, always where the bound is lowest.

What keeps the bound low is mostly that parts of a vehicle's fixed cost are enough for parts of a
route; with whole numbers of vehicles it rises most.
"""

import heapq
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from delivery.routing.core.bound.relaxation import Bounds, Found, Relaxation

WHOLE = 1e-5

NEAR = 100
"""A node is closed once its bound is within such a part of the best plan's cost."""


@dataclass(order=True, slots=True)
class Node:
    """Plans with so many vehicles of each class, none of which costs less than ``bound``.

    ``tried`` is how far the bound was from the best plan when the node could not be closed.
    """

    bound: int
    number: int
    fleet: Bounds
    tried: int | None = None
    found: Found | None = None


class Tree:
    """The nodes that are still open, and what is proved of all plans together."""

    def __init__(self, relaxation: Relaxation, close: Callable[[Node], int | None]) -> None:
        """``close`` is asked of a node with whole vehicles: its optimum, if it can be had."""
        self.relaxation, self.close = relaxation, close
        self.whole: Bounds = tuple((0, count) for count in relaxation.counts)
        root = Node(0, 0, self.whole)
        self.open, self.made = [root], 0
        self.shut: list[int] = []

    @property
    def bound(self) -> int:
        """No plan costs less."""
        ends = [self.open[0].bound] if self.open else []
        return min([*ends, *self.shut, self.relaxation.upper])

    def run(self) -> Iterator[int]:
        """Work through the tree, yielding the bound after each node, until it is proved or over."""
        while self.open and self.bound < self.relaxation.upper and not self.relaxation.over():
            node = heapq.heappop(self.open)
            found = self.relaxation.solve(node.fleet, node.bound)
            node.bound, node.found = max(node.bound, found.bound), found
            if node.bound >= self.relaxation.upper:
                yield self.bound
                continue
            if not found.settled:
                heapq.heappush(self.open, node)
                break
            self._branch(node)
            yield self.bound

    def _branch(self, node: Node) -> None:
        parts = self._parts(node)
        k = max(range(len(parts)), key=lambda k: self._gain(k, parts[k]), default=-1)
        if k < 0 or abs(parts[k] - round(parts[k])) < WHOLE:
            self._cut_or_close(node)
            return
        least, most = node.fleet[k]
        for half in ((least, int(parts[k])), (int(parts[k]) + 1, most)):
            self.made += 1
            fleet = (*node.fleet[:k], half, *node.fleet[k + 1 :])
            heapq.heappush(self.open, Node(node.bound, self.made, fleet))

    def _cut_or_close(self, node: Node) -> None:
        """Close a node with whole vehicles if its bound is near, else cut; it is shut if nothing helps."""
        left = self.relaxation.upper - node.bound
        near = left * NEAR < self.relaxation.upper and (
            node.tried is None or 2 * left <= node.tried
        )
        optimum = self._closed(node) if near else None
        if optimum is None and self._cut(node):
            heapq.heappush(self.open, node)
            return
        if optimum is None and not near and node.tried is None:
            optimum = self._closed(node)  # there is nothing else left to try
        self.shut.append(max(node.bound, optimum or 0))

    def _closed(self, node: Node) -> int | None:
        node.tried = self.relaxation.upper - node.bound
        return self.close(node)

    def _cut(self, node: Node) -> bool:
        solved = node.found.solved if node.found else None
        return solved is not None and self.relaxation.cut(solved)

    def _parts(self, node: Node) -> list[float]:
        """Return how many vehicles of each class are used, in parts."""
        used = [0.0] * len(node.fleet)
        if node.found and node.found.solved:
            for j, part in node.found.solved.parts.items():
                used[self.relaxation.master.paths[j].of] += part
        return used

    def _gain(self, k: int, part: float) -> float:
        """Return how much is to be hoped for from a whole number of class ``k``."""
        away = abs(part - round(part))
        return away * (1 + self.relaxation.networks[k].base) if away >= WHOLE else 0.0
