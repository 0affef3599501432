"""Made-up streets: a jittered grid with missing edges, one-ways and main roads, and points on it."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

BLOCK_M = 160
MAIN_EVERY = 4
MISSING, ONE_WAY = 0.08, 0.12
Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Street:
    """A piece of road between two crossings; ``one_way`` is 1 forwards, -1 backwards, 0 both."""

    a: int
    b: int
    length_m: float
    main: bool
    one_way: int


@dataclass(frozen=True, slots=True)
class Crossing:
    """A point at a crossing, by index."""

    at: int


@dataclass(frozen=True, slots=True)
class Doorstep:
    """A point on a street, by index, ``share`` of its length from its beginning."""

    street: int
    share: float


Point = Crossing | Doorstep


@dataclass(frozen=True, slots=True)
class Streets:
    """A town: crossings in rows of ``wide``, with coordinates ``xy_m``, and streets between them."""

    wide: int
    xy_m: Numbers
    streets: tuple[Street, ...]

    def main_crossings(self) -> list[int]:
        """Return the crossings on a main road."""
        every = range(len(self.xy_m))
        return [
            v for v in every if 0 in ((v // self.wide) % MAIN_EVERY, v % self.wide % MAIN_EVERY)
        ]


@dataclass(frozen=True, slots=True)
class Moving:
    """How fast something moves, in metres a second, and whether one-ways bind it."""

    main_m_s: float
    side_m_s: float
    any_way: bool


def a_town(rng: np.random.Generator, side_m: float) -> Streets:
    """Return streets over a square of ``side_m``; the same draws as the team's generator."""
    wide = max(4, int(side_m / BLOCK_M) + 1)
    columns, rows = np.meshgrid(np.arange(wide), np.arange(wide))
    grid = np.stack([columns.ravel(), rows.ravel()], 1) * BLOCK_M
    xy_m = grid + rng.normal(0, BLOCK_M * 0.12, (wide * wide, 2))
    return Streets(wide, xy_m, tuple(_streets(rng, wide, xy_m)))


def _streets(rng: np.random.Generator, wide: int, xy_m: Numbers) -> Iterator[Street]:
    for row in range(wide):
        for column in range(wide):
            a = row * wide + column
            neighbours = [(a + 1, row)] * (column < wide - 1) + [(a + wide, column)] * (
                row < wide - 1
            )
            for b, lane in neighbours:
                main = lane % MAIN_EVERY == 0
                if main or rng.random() >= MISSING:
                    length = float(np.hypot(*(xy_m[a] - xy_m[b]))) * (1 + 0.15 * rng.random())
                    yield Street(a, b, length, main, 0 if main else _direction(rng))


def _direction(rng: np.random.Generator) -> int:
    is_one_way = rng.random() < ONE_WAY
    return (1 if rng.random() < 0.5 else -1) * is_one_way


def travel(town: Streets, points: Sequence[Point], moving: Moving) -> tuple[Whole, Whole]:
    """Return metres and seconds between ``points``, each by its own shortest way, rounded."""
    by_metres = _shortest(town, points, [1.0] * len(town.streets), moving.any_way)
    paces = [1 / (moving.main_m_s if s.main else moving.side_m_s) for s in town.streets]
    by_seconds = _shortest(town, points, paces, moving.any_way)
    detour = _detours(town, points)
    metres = np.where(np.isfinite(by_metres), by_metres, detour)
    seconds = np.where(np.isfinite(by_seconds), by_seconds, detour / moving.side_m_s)
    return np.rint(metres).astype(np.int64), np.rint(seconds).astype(np.int64)


def _shortest(
    town: Streets, points: Sequence[Point], paces: Sequence[float], any_way: bool
) -> Numbers:
    nodes = len(town.xy_m) + len(points)
    legs = [*_legs(town, points, paces, any_way)]
    weights = [weight for _, _, weight in legs]
    ends = [u for u, _, _ in legs], [v for _, v, _ in legs]
    graph = csr_array((weights, ends), shape=(nodes, nodes))
    own = np.arange(len(town.xy_m), nodes)
    ways: Numbers = dijkstra(graph, indices=own)[:, own]
    return ways


def _legs(
    town: Streets, points: Sequence[Point], paces: Sequence[float], any_way: bool
) -> Iterator[tuple[int, int, float]]:
    on_street: dict[int, list[tuple[float, int]]] = {}
    for node, point in enumerate(points, start=len(town.xy_m)):
        if isinstance(point, Doorstep):
            on_street.setdefault(point.street, []).append((point.share, node))
        else:
            yield node, point.at, 0.0
            yield point.at, node, 0.0
    for at, (street, pace) in enumerate(zip(town.streets, paces, strict=True)):
        chain = [(0.0, street.a), *sorted(on_street.get(at, [])), (1.0, street.b)]
        for (begin, u), (end, v) in pairwise(chain):
            weight = street.length_m * (end - begin) * pace
            if street.one_way >= 0 or any_way:
                yield u, v, weight
            if street.one_way <= 0 or any_way:
                yield v, u, weight


def _detours(town: Streets, points: Sequence[Point]) -> Numbers:
    """Return twice the straight line and a bit more, for points that missing edges cut off."""
    near = [p.at if isinstance(p, Crossing) else town.streets[p.street].a for p in points]
    xy = town.xy_m[near]
    apart: Numbers = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))
    return apart * 2 + 100


def side_of(drop_points: int) -> float:
    """Return how wide a town with so many drop points is, in metres."""
    return 900 * math.sqrt(drop_points / 40) * 1.6
