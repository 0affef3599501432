"""A class of alike vehicles as a network: loads, stores, start and end, with arcs between them.

The network is a relaxation: each route that can be driven is a path of it that costs no more than
the route. Where it allows more than the rules do (the longest ride, goods that are not ready, more
than one store on board at once), the bound only becomes weaker, never wrong.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from delivery.routing.core.search import columns as col
from delivery.routing.core.search.tables import Given, Table

Truths = NDArray[np.bool_]


class Graph(NamedTuple):
    """The arcs and limits of one class, as tables for compiled code.

    Nodes are the loads, then the stores, the start and the end. ``cost``, ``time`` and ``metres``
    have shape (nodes, nodes); ``time`` includes the service where an arc comes to another drop
    point. ``follow`` lists, for each node, the nodes that may come next, ``follows`` says how many.
    ``opens`` and ``closes`` bound when a node's stay begins. ``need`` is the bit of the store that
    a load must have come from, or of the store that a node is. ``limit`` has the entries that
    `P_*` of ``labels`` name.
    """

    cost: Table
    time: Table
    metres: Table
    follow: Table
    follows: Table
    opens: Table
    closes: Table
    stay: Table
    demand: Table
    risk: Table
    need: Table
    limit: Table


@dataclass(frozen=True, slots=True)
class Network:
    """The network of one class of vehicles, as it is driven and the way back.

    ``base`` is what a route costs beyond its arcs. ``exact`` says that every path of the network
    that visits nothing twice is a route with that very cost.
    """

    base: int
    graph: Graph
    back: Graph
    exact: bool

    def alone(self) -> Table:
        """Return what a route for each load alone costs beyond the base; much, if there is none."""
        graph, loads = self.graph, int(self.graph.limit[P_LOADS])
        start, end = len(graph.opens) - 2, len(graph.opens) - 1
        stores = range(loads, start)
        out = np.array([graph.cost[start, s] + graph.cost[s, :loads] for s in stores])
        home = graph.cost[:loads, end]
        held = graph.cost[start, :loads] + home
        return np.minimum(out.min(axis=0, initial=MUCH) + home, held)


MUCH = 10**15

HORIZON = 2 * 10**7
"""Beyond every time of a problem: on the way back, times are counted from here."""

# entries of ``Graph.limit``
(P_LOADS, P_STORES, P_PER_S, P_MASS, P_CRATES, P_COLD, P_RANGE, P_STOPS) = range(8)
(P_TRIPS, P_FROM, P_START_BY, P_LEVEL, P_RELOADS, P_RESETS, P_FREE) = range(8, 15)
(P_AHEAD, P_SOURCE, P_SINK, P_COLUMNS) = range(15, 19)


def networks(given: Given, classes: tuple[tuple[int, ...], ...]) -> list[Network]:
    """Return the network of each class; ``classes`` gives the slots of each."""
    return [_Build(given, slots).network() for slots in classes]


class _Build:
    """Writes down one class."""

    def __init__(self, given: Given, slots: tuple[int, ...]) -> None:
        self.given, self.slots = given, slots
        self.unit = given.slot[slots[0]]
        self.loads, self.stores = len(given.load), len(given.store)
        self.start, self.end = self.loads + self.stores, self.loads + self.stores + 1
        self.drop = given.drop[given.load[:, col.L_DROP]].reshape(self.loads, col.D_COLUMNS)

    def network(self) -> Network:
        unit = self.unit
        base = int(
            unit[col.U_FIXED]
            + unit[col.U_PER_M] * unit[col.U_DONE_M]
            + unit[col.U_PER_S] * unit[col.U_DONE_S]
        )
        graph = self._graph()
        return Network(base, graph, mirrored(graph), self._exact())

    def _exact(self) -> bool:
        given, unit = self.given, self.unit
        plain = given.exact == 0 and self.stores == 1 and unit[col.U_OFF] == 0
        once = len(np.unique(given.load[:, col.L_DROP])) == self.loads
        return bool(plain and once and unit[col.U_UNDER_WAY] == 0 and given.risk_order == 0)

    def _graph(self) -> Graph:
        places = self._places()
        legs = self.given.legs[self.unit[col.U_TRAVEL]]
        metres = legs[np.ix_(places, places)][:, :, 0].copy()
        way = legs[np.ix_(places, places)][:, :, 1].copy()
        time = way.copy()
        drop = self.given.load[:, col.L_DROP]
        elsewhere = drop[:, None] != drop[None, :]
        service = self.drop[:, col.D_SERVICE]
        time[:, : self.loads] += service
        time[: self.loads, : self.loads] -= np.where(elsewhere, 0, service)
        opens, closes, stay = self._windows()
        risk, need = self._risk(), self._need()
        allowed = self._allowed(way, time, opens, closes, stay, risk)
        per_m, per_s = int(self.unit[col.U_PER_M]), int(self.unit[col.U_PER_S])
        cost = per_m * np.minimum(metres, col.FAR) + per_s * (np.minimum(time, col.FAR) + stay)
        cost[:, : self.loads] += self._changes()
        follow, follows = listed(allowed)
        return Graph(
            cost=np.ascontiguousarray(cost),
            time=np.ascontiguousarray(time),
            metres=np.ascontiguousarray(metres),
            follow=follow,
            follows=follows,
            opens=opens,
            closes=closes,
            stay=stay,
            demand=self._demand(),
            risk=risk,
            need=need,
            limit=self._limits(),
        )

    def _places(self) -> Table:
        store = self.given.store[:, col.S_PLACE]
        ends = np.array([self.unit[col.U_START], self.unit[col.U_END]], dtype=np.int64)
        return np.concatenate([self.drop[:, col.D_PLACE], store, ends])

    def _windows(self) -> tuple[Table, Table, Table]:
        """Return when stays may begin and how long they are; those of loads are their handling."""
        load, store, unit = self.given.load, self.given.store, self.unit
        service = self.drop[:, col.D_SERVICE]
        handled = np.zeros(len(self.given.drop), dtype=np.int64)
        np.add.at(handled, load[:, col.L_DROP], load[:, col.L_HANDLING])
        others = handled[load[:, col.L_DROP]] - load[:, col.L_HANDLING]
        loading = store[load[:, col.L_STORE], col.S_STAY] if self.loads else service
        ready = np.where(
            (load[:, col.L_READY] > 0) & (load[:, col.L_HELD] < 0),
            load[:, col.L_READY] + loading,
            0,
        )
        opens = np.maximum(self.drop[:, col.D_OPENS], ready) + service
        closes = np.minimum(self.drop[:, col.D_CLOSES], load[:, col.L_DEADLINE]) + service + others
        ends = np.array([unit[col.U_FROM], 0], dtype=np.int64)
        shut = np.array([unit[col.U_START_BY], unit[col.U_BACK_BY]], dtype=np.int64)
        none = np.zeros(2, dtype=np.int64)
        return (
            np.concatenate([opens, store[:, col.S_OPENS], ends]),
            np.concatenate([closes, store[:, col.S_CLOSES], shut]),
            np.concatenate([load[:, col.L_HANDLING], store[:, col.S_STAY], none]),
        )

    def _risk(self) -> Table:
        """Return each load's risk; what is no load has none, or all where nothing is ordered."""
        risk = np.zeros(self.end + 1, dtype=np.int64)
        if self.given.risk_order:
            risk[: self.loads] = self.drop[:, col.D_RISK]
        return risk

    def _need(self) -> Table:
        need = np.zeros(self.end + 1, dtype=np.int64)
        for at, load in enumerate(self.given.load):
            need[at] = 0 if load[col.L_HELD] >= 0 else 1 << int(load[col.L_STORE])
        for s in range(self.stores):
            need[self.loads + s] = 1 << s
        return need

    def _changes(self) -> Table:
        """Return what each load pays for coming to this class from another."""
        load = self.given.load
        former = load[:, col.L_FORMER]
        stays = np.isin(former, np.array(self.slots)) | (former == -1)
        paid: Table = np.where(stays, 0, load[:, col.L_CHANGE])
        return paid

    def _demand(self) -> Table:
        demand = np.zeros((self.end + 1, 3), dtype=np.int64)
        demand[: self.loads] = self.given.load[:, col.L_MASS : col.L_MASS + 3]
        return demand

    def _limits(self) -> Table:
        unit, limit = self.unit, np.zeros(P_COLUMNS, dtype=np.int64)
        limit[P_LOADS], limit[P_STORES] = self.loads, self.stores
        limit[P_PER_S] = unit[col.U_PER_S]
        limit[P_MASS : P_COLD + 1] = self._capacities()
        limit[P_RANGE] = _binding(unit[col.U_RANGE] - unit[col.U_DONE_M], unit[col.U_RANGE])
        limit[P_STOPS] = _binding(unit[col.U_STOPS] - unit[col.U_DONE_STOPS], unit[col.U_STOPS])
        before = unit[col.U_ADMITS + len(self.given.drop) :]
        trips = int(np.maximum(unit[col.U_LOADINGS] - before, 0).sum())
        limit[P_TRIPS] = trips
        limit[P_RELOADS] = int(trips > 1)
        limit[P_FROM], limit[P_START_BY] = unit[col.U_FROM], unit[col.U_START_BY]
        limit[P_LEVEL] = unit[col.U_LEVEL] if self.given.risk_order else 0
        limit[P_RESETS] = int(self.given.disinfect_s >= 0)
        limit[P_FREE] = int(self.given.risk_order == 0)
        limit[P_AHEAD], limit[P_SOURCE], limit[P_SINK] = 1, self.start, self.end
        return limit

    def _capacities(self) -> list[int]:
        """Return the three capacities; one that another always reaches first counts as none."""
        sizes = self.given.load[:, col.L_MASS : col.L_MASS + 3]
        room = [int(self.unit[col.U_MASS + d]) for d in range(3)]
        none = [False, False, False]
        for d in range(3):
            for e in range(3):
                if d != e and not none[e] and not none[d] and _implied(sizes, room, d, e):
                    none[d] = True
        return [col.FAR if none[d] else room[d] for d in range(3)]

    def _allowed(
        self, way: Table, time: Table, opens: Table, closes: Table, stay: Table, risk: Table
    ) -> Truths:
        """Return between which nodes there is an arc, as a table of truth values."""
        loads, stores = self.loads, self.stores
        allowed: Truths = (opens + stay)[:, None] + time <= closes[None, :]
        allowed &= way < col.FAR
        np.fill_diagonal(allowed, val=False)
        allowed[self.end, :] = allowed[:, self.start] = False
        allowed[self.start, self.end] = False
        drop = self.given.load[:, col.L_DROP]
        order = np.arange(loads)
        same = drop[:, None] == drop[None, :]
        allowed[:loads, :loads] &= ~same | (order[:, None] < order[None, :])
        if self.given.risk_order:
            allowed[:loads, :loads] &= risk[:loads, None] <= risk[None, :loads]
        served = self._served()
        allowed[:, :loads] &= served
        allowed[:loads, :] &= served[:, None]
        room = self.unit[col.U_MASS : col.U_MASS + 3]
        sizes = self.given.load[:, col.L_MASS : col.L_MASS + 3]
        together = ((sizes[:, None, :] + sizes[None, :, :]) <= room).all(axis=2)
        allowed[:loads, :loads] &= together
        held = self.given.load[:, col.L_HELD] >= 0
        allowed[self.start, :loads] &= held
        if int(self.unit[col.U_LOADINGS]) <= 1 and stores == 1 and not held.any():
            allowed[:loads, loads : loads + 1] = False
        return allowed

    def _served(self) -> Truths:
        """Return which loads this class may bring."""
        load, unit = self.given.load, self.unit
        fits = (load[:, col.L_MASS : col.L_MASS + 3] <= unit[col.U_MASS : col.U_MASS + 3]).all(1)
        let_in = unit[col.U_ADMITS + load[:, col.L_DROP]] == 1
        held = load[:, col.L_HELD]
        served: Truths = fits & let_in & ((held < 0) | np.isin(held, np.array(self.slots)))
        return served


def _binding(left: int, whole: int) -> int:
    return int(col.FAR if whole >= col.FAR else max(left, 0))


def _implied(sizes: Table, room: list[int], d: int, e: int) -> bool:
    """Say whether capacity ``d`` holds wherever capacity ``e`` does."""
    return bool((sizes[:, d] * room[e] <= sizes[:, e] * room[d]).all())


def listed(allowed: Truths) -> tuple[Table, Table]:
    """Return the nodes that follow each node, and how many they are."""
    follows = allowed.sum(axis=1).astype(np.int64)
    follow = np.zeros((len(allowed), max(1, int(follows.max(initial=0)))), dtype=np.int64)
    for node, row in enumerate(allowed):
        after = np.flatnonzero(row)
        follow[node, : len(after)] = after
    return follow, follows


def mirrored(graph: Graph) -> Graph:
    """Return the same network walked from the end to the start, with time running backwards."""
    size = len(graph.opens)
    allowed = np.zeros((size, size), dtype=bool)
    for node in range(size):
        allowed[node, graph.follow[node, : graph.follows[node]]] = True
    follow, follows = listed(allowed.T)
    limit = graph.limit.copy()
    limit[P_AHEAD], limit[P_SOURCE], limit[P_SINK] = 0, size - 1, size - 2
    limit[P_FROM] = HORIZON - graph.closes[size - 1]
    limit[P_START_BY] = HORIZON
    limit[P_LEVEL] = -MUCH
    return graph._replace(
        cost=np.ascontiguousarray(graph.cost.T),
        time=np.ascontiguousarray(graph.time.T),
        metres=np.ascontiguousarray(graph.metres.T),
        follow=follow,
        follows=follows,
        opens=HORIZON - graph.closes - graph.stay,
        closes=HORIZON - graph.opens - graph.stay,
        risk=-graph.risk,
        limit=limit,
    )
