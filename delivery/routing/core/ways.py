"""Every way to bring the loads of one drop by some vehicle, all other visits kept in their order."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

from delivery.routing.core.assemble import Tour
from delivery.routing.core.lookup import Lookup
from delivery.routing.core.visits import Visit, tidied

FETCHED_ANYWHERE = 1
"""How many stores a drop may be from for their visits to be tried at every place."""


def drops_any(tour: Tour, loads: Sequence[int]) -> bool:
    """Tell whether ``tour`` drops any of ``loads``."""
    return any(load in visit.loads for visit in tour.visits for load in loads)


def bare(lookup: Lookup, tour: Tour, loads: Sequence[int]) -> Tour:
    """Return ``tour`` without ``loads``, and without the visits that were for them alone."""
    thinned = (replace(v, loads=tuple(x for x in v.loads if x not in loads)) for v in tour.visits)
    visits = [visit for visit in thinned if visit.loads]
    return Tour(tour.vehicle, tour.unit, tuple(tidied(lookup, visits)))


def fetched(lookup: Lookup, loads: Sequence[int]) -> list[int]:
    """Return the stores of those ``loads`` that no vehicle has on board."""
    return sorted({lookup.store_of[load] for load in loads if load not in lookup.aboard})


def joined(lookup: Lookup, visits: Sequence[Visit], loads: tuple[int, ...]) -> int | None:
    """Return at which of ``visits`` their drop point is visited already; ``loads`` join there."""
    drop = lookup.drop_of[loads[0]]
    there = (i for i, visit in enumerate(visits) if not visit.is_store and visit.at == drop)
    return next(there, None)


def with_drop(
    lookup: Lookup, visits: Sequence[Visit], loads: tuple[int, ...], at: int, *, joins: bool
) -> list[Visit]:
    """Return ``visits`` with the drop of ``loads`` at index ``at``, or as part of the visit there."""
    found = list(visits)
    if joins:
        found[at] = replace(found[at], loads=found[at].loads + loads)
    else:
        found.insert(at, Visit(False, lookup.drop_of[loads[0]], loads))
    return found


def ways(lookup: Lookup, tour: Tour, loads: tuple[int, ...]) -> Iterator[Tour]:
    """Yield ``tour``, which is without ``loads``, with their drop at each place in turn.

    Each store is visited once more at any place, or not; where loads come from several stores, only
    at the beginning or just before the drop. A way may lack a visit of a store that it would need.
    """
    there = joined(lookup, tour.visits, loads)
    stores, seen = fetched(lookup, loads), set()
    for at in range(len(tour.visits) + 1) if there is None else [there]:
        visits = with_drop(lookup, tour.visits, loads, at, joins=there is not None)
        some = range(len(visits) + 1) if len(stores) <= FETCHED_ANYWHERE else {0, at}
        for extra in product((None, *some), repeat=len(stores)):
            order = tuple(tidied(lookup, _fetching(visits, dict(zip(stores, extra, strict=True)))))
            if order not in seen:
                seen.add(order)
                yield Tour(tour.vehicle, tour.unit, order)


def _fetching(visits: Sequence[Visit], extra: dict[int, int | None]) -> list[Visit]:
    found = list(visits)
    for store, at in sorted(extra.items(), key=lambda pair: -(pair[1] or 0)):
        if at is not None:
            found.insert(at, Visit(True, store, ()))
    return found
