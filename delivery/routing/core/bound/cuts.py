"""Finds subset-row cuts that the parts of routes break.

At most one route of a plan brings two or more of any three loads. After Jepsen, M., B. Petersen, S.
Spoorendonk and D. Pisinger (2008). Subset-row inequalities applied to the vehicle-routing problem
with time windows. *Operations Research* 56(2): 497-511.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from delivery.routing.core.bound.master import Path

Cut = tuple[int, ...]

BROKEN_BY = 0.04
"""A cut that is broken by less is left for later."""

AT_ONCE = 12
A_LOAD = 3
"""So many cuts at once, and with any one load among them."""


def broken(
    paths: Sequence[Path], parts: Mapping[int, float], loads: int, known: set[Cut]
) -> list[Cut]:
    """Return the cuts that ``parts`` of ``paths`` break most."""
    found = _ranked(paths, parts, loads)
    chosen: list[Cut] = []
    used = np.zeros(loads, dtype=np.int64)
    for _, cut in found:
        if cut in known or any(used[load] >= A_LOAD for load in cut):
            continue
        chosen.append(cut)
        used[list(cut)] += 1
        if len(chosen) == AT_ONCE:
            break
    return chosen


def _ranked(
    paths: Sequence[Path], parts: Mapping[int, float], loads: int
) -> list[tuple[float, Cut]]:
    members = np.zeros((len(parts), loads), dtype=np.float64)
    share = np.array([*parts.values()], dtype=np.float64)
    for row, j in enumerate(parts):
        for load, _ in paths[j].loads:
            members[row, load] = 1.0
    both: NDArray[np.float64] = members.T @ (members * share[:, None])
    np.fill_diagonal(both, 0.0)
    found: list[tuple[float, Cut]] = []
    for a in range(loads):
        for b in np.flatnonzero(both[a] > 1e-6).tolist():
            if b > a:
                found += _with_third(members, share, both, a, b)
    best: dict[Cut, float] = {}
    for broken_by, cut in found:
        best[cut] = broken_by
    ranked = [(broken_by, cut) for cut, broken_by in best.items()]
    return sorted(ranked, key=lambda item: (-item[0], item[1]))


def _with_third(
    members: NDArray[np.float64],
    share: NDArray[np.float64],
    both: NDArray[np.float64],
    a: int,
    b: int,
) -> list[tuple[float, Cut]]:
    """Return the broken cuts of ``a``, ``b`` and a third load."""
    all_three = (share * members[:, a] * members[:, b]) @ members
    total = both[a, b] + both[a] + both[b] - 2 * all_three
    total[[a, b]] = 0.0
    thirds = np.flatnonzero(total > 1 + BROKEN_BY).tolist()
    return [(float(total[c] - 1), (a, b, c) if c > b else _sorted(a, b, c)) for c in thirds]


def _sorted(a: int, b: int, c: int) -> Cut:
    return tuple(sorted((a, b, c)))
