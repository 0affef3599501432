"""How what is not enough is shared: whole pieces, all that there are, nobody more than ordered."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from delivery.orders.rules.sharing import EQUAL, LOTTERY, NEED_FIRST, PROPORTIONAL


@dataclass(frozen=True, slots=True)
class Claim:
    """What one order asks of a shelf.

    ``needs`` tells whether its home is served at its door at the moment, ``lot`` is its lot.
    """

    line_id: uuid.UUID
    pieces: int
    placed_at: datetime
    needs: bool = False
    lot: str = ""

    @property
    def came(self) -> tuple[datetime, uuid.UUID]:
        """Return what sorts by who ordered first."""
        return self.placed_at, self.line_id


def share(rule: str, found: int, claims: Sequence[Claim]) -> dict[uuid.UUID, int]:
    """Share ``found`` pieces by ``rule``.

    Returns
    -------
    dict
        The pieces of each line. Together they are ``found``, or all that is claimed if that is
        less; none is more than its claim.
    """
    queue = sorted(claims, key=lambda one: one.came)
    wanted = sum(one.pieces for one in queue)
    found = min(found, wanted)
    if rule == EQUAL:
        return _equal(found, queue)
    if rule == PROPORTIONAL:
        return _proportional(found, queue, wanted)
    ranks: dict[str, Any] = {
        NEED_FIRST: lambda one: (not one.needs, one.came),
        LOTTERY: lambda one: (one.lot, one.came),
    }
    return _one_after_the_other(found, sorted(queue, key=ranks.get(rule, lambda one: one.came)))


def _one_after_the_other(found: int, queue: Iterable[Claim]) -> dict[uuid.UUID, int]:
    shares: dict[uuid.UUID, int] = {}
    for one in queue:
        shares[one.line_id] = min(found, one.pieces)
        found -= shares[one.line_id]
    return shares


def _equal(found: int, queue: Sequence[Claim]) -> dict[uuid.UUID, int]:
    """Raise everybody's share by the same, round after round; the last round ends where it ends."""
    shares = dict.fromkeys((one.line_id for one in queue), 0)
    while found:
        still = [one for one in queue if shares[one.line_id] < one.pieces]
        each = max(1, found // len(still))
        for one in still:
            more = min(each, one.pieces - shares[one.line_id], found)
            shares[one.line_id] += more
            found -= more
    return shares


def _proportional(found: int, queue: Sequence[Claim], wanted: int) -> dict[uuid.UUID, int]:
    """Give everybody the whole part of their quota, and the rest by largest remainder [1]_.

    References
    ----------
    .. [1] Balinski, M. L. & Young, H. P. (1982). Fair representation, chapter 3 (Hamilton's method).
    """
    shares = {one.line_id: found * one.pieces // max(1, wanted) for one in queue}
    left = found - sum(shares.values())
    by_rest = sorted(queue, key=lambda one: -(found * one.pieces % max(1, wanted)))
    for one in by_rest[:left]:
        shares[one.line_id] += 1
    return shares
