"""Which nodes each node remembers: a route may come back only to what has been forgotten.

ng-route relaxation after Baldacci, R., A. Mingozzi and R. Roberti (2011). New route relaxation and
pricing strategies for the vehicle routing problem. *Operations Research* 59(5): 1269-1283. The sets
grow where the relaxation makes use of them: Roberti, R., and A. Mingozzi (2014). Dynamic ng-path
relaxation for the delivery man problem. *Transportation Science* 48(3): 413-424.
"""

from collections.abc import Sequence

import numpy as np

from delivery.routing.core.bound.labels import BITS
from delivery.routing.core.bound.network import Network
from delivery.routing.core.search.tables import Table

NEAREST = 5
MOST = 24


def nearest(networks: Sequence[Network], loads: int) -> Table:
    """Return, shape (nodes, words), which loads each load remembers: the nearest by time."""
    nodes = loads if not networks else len(networks[0].graph.opens)
    near = np.zeros((nodes, max(1, -(-loads // BITS))), dtype=np.int64)
    if not networks:
        return near
    time = networks[0].graph.time[:loads, :loads]
    both = time + time.T
    np.fill_diagonal(both, -1)
    for load, row in enumerate(np.argsort(both, axis=1, kind="stable")[:, :NEAREST]):
        for other in row:
            remember(near, load, int(other))
    return near


def remember(near: Table, node: int, other: int) -> None:
    """Let ``node`` remember ``other``."""
    near[node, other // BITS] |= 1 << (other % BITS)


def remembers(near: Table, node: int, other: int) -> bool:
    """Say whether ``node`` remembers ``other``."""
    return bool(int(near[node, other // BITS]) >> (other % BITS) & 1)


def grown(near: Table, routes: Sequence[Sequence[int]], loads: int) -> bool:
    """Let the nodes inside each return to a load remember it; say whether anything changed."""
    changed = False
    for nodes in routes:
        last: dict[int, int] = {}
        for at, node in enumerate(nodes):
            if node < loads and node in last:
                changed |= _closed(near, nodes[last[node] + 1 : at], node, loads)
            last[node] = at
    return changed


def _closed(near: Table, between: Sequence[int], node: int, loads: int) -> bool:
    inside = [other for other in between if other < loads]
    full = any(_size(near, other) >= MOST for other in inside)
    if full:
        return False
    new = [other for other in inside if not remembers(near, other, node)]
    for other in new:
        remember(near, other, node)
    return bool(new)


def _size(near: Table, node: int) -> int:
    return sum(int(word).bit_count() for word in near[node])
