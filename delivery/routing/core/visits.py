"""Visits without times, and how they are tidied."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from delivery.routing.core.lookup import Lookup


@dataclass(frozen=True, slots=True)
class Visit:
    """A stop without times: ``at`` is the index of a store or a drop point, loads are indexes."""

    is_store: bool
    at: int
    loads: tuple[int, ...]


def tidied(lookup: Lookup, visits: Sequence[Visit]) -> list[Visit]:
    """Return ``visits`` with each load taken at the last chance, and no visit for nothing.

    Loads of store visits are made anew from the drops, without what is on board of a vehicle under
    way. Visits in a row at one store become one.
    """
    taken: dict[int, list[int]] = {}
    for at, visit in enumerate(visits):
        for load in () if visit.is_store else visit.loads:
            if load in lookup.aboard:
                continue
            store = lookup.store_of[load]
            before = (k for k in range(at - 1, -1, -1) if _is_store(visits[k], store))
            taken.setdefault(next(before, -1), []).append(load)
    full = [
        replace(v, loads=tuple(taken.get(i, ()))) if v.is_store else v for i, v in enumerate(visits)
    ]
    return _merged([visit for visit in full if visit.loads])


def _is_store(visit: Visit, store: int) -> bool:
    return visit.is_store and visit.at == store


def _merged(visits: Iterable[Visit]) -> list[Visit]:
    found: list[Visit] = []
    for visit in visits:
        if found and (found[-1].is_store, found[-1].at) == (visit.is_store, visit.at):
            visit = replace(visit, loads=found.pop().loads + visit.loads)
        found.append(visit)
    return found
