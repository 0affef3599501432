"""The one place that asks the system what time it is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime


def _system() -> datetime:
    return datetime.now(UTC)


_source: Callable[[], datetime] = _system


def now() -> datetime:
    """Return the present instant, in UTC, with its zone."""
    return _source()


def use(source: Callable[[], datetime] | None) -> None:
    """Let ``source`` tell the time from here on; ``None`` gives the system its clock back."""
    global _source
    _source = source or _system


@contextmanager
def at(instant: datetime) -> Iterator[None]:
    """Hold the clock at ``instant`` inside the block, so that a simulated day replays."""
    before = _source
    use(lambda: instant)
    try:
        yield
    finally:
        use(before)
