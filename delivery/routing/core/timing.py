"""When to start, and when each visit of a given order begins: earliest end, then shortest way."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

NEVER = 10**12
"""Later than anything closes."""


@dataclass(frozen=True, slots=True)
class Timeline:
    """An order of visits as times; all sequences have one entry a visit, from start to end.

    A visit begins from ``opens_s`` to ``closes_s``, lasts ``stay_s``, and ``leg_s[i]`` is the way
    from visit ``i`` to the next. ``rides`` holds (loaded at, dropped at, longest seconds).
    """

    opens_s: Sequence[int]
    closes_s: Sequence[int]
    stay_s: Sequence[int]
    leg_s: Sequence[int]
    rides: Sequence[tuple[int, int, int]] = ()


def begins(line: Timeline) -> list[int] | None:
    """Return when each visit begins, or ``None`` if the order cannot be kept.

    The end is as early as it can be and, of all starts that allow it, the latest is taken
    if a shorter duration is to be had, so that nobody waits who could have stayed at home.
    """
    last = _latest(line)
    first = _earliest(line, line.opens_s[0]) if last else None
    if last is None or first is None:
        return None
    compact = _earliest(line, last[0]) or first
    shortest = compact[-1] - compact[0]
    return _earliest(line, max(line.opens_s[0], min(last[0], first[-1] - shortest)))


def least(line: Timeline) -> list[int] | None:
    """Return the least beginnings if nothing ever closed; ``None`` if a ride cannot be kept.

    If closing times can be kept at all, these keep them; where they do not, that one cannot be kept.
    """
    return _earliest(replace(line, closes_s=[NEVER] * len(line.closes_s)), line.opens_s[0])


def _earliest(line: Timeline, start: int) -> list[int] | None:
    """Return the least beginnings from ``start`` on; a ride too long pushes its loading back."""
    low = [start, *line.opens_s[1:]]
    for _ in range(len(low) + len(line.rides) + 1):
        for i in range(1, len(low)):
            low[i] = max(low[i], low[i - 1] + line.stay_s[i - 1] + line.leg_s[i - 1])
        if any(at > close for at, close in zip(low, line.closes_s, strict=True)):
            return None
        late = [r for r in line.rides if low[r[0]] < _loads_after(line, low, r)]
        if not late:
            return low
        for ride in late:
            low[ride[0]] = max(low[ride[0]], _loads_after(line, low, ride))
    return None


def _loads_after(line: Timeline, low: Sequence[int], ride: tuple[int, int, int]) -> int:
    loaded, dropped, most = ride
    return low[dropped] - most - line.stay_s[loaded]


def _latest(line: Timeline) -> list[int] | None:
    """Return the greatest beginnings that keep every closing time and every ride."""
    high = list(line.closes_s)
    for _ in range(len(high) + len(line.rides) + 1):
        for i in range(len(high) - 2, -1, -1):
            high[i] = min(high[i], high[i + 1] - line.stay_s[i] - line.leg_s[i])
        if any(at < opens for at, opens in zip(high, line.opens_s, strict=True)):
            return None
        late = [r for r in line.rides if high[r[1]] > high[r[0]] + line.stay_s[r[0]] + r[2]]
        if not late:
            return high
        for loaded, dropped, most in late:
            high[dropped] = min(high[dropped], high[loaded] + line.stay_s[loaded] + most)
    return None
