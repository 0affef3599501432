"""Where plans are solved: anything that is a ``concurrent.futures.Executor``.

A process pool on one machine, a Dask cluster where one machine is outgrown, or the worker's
own thread for a debugger. Each has a file here, which is imported only where it is used.
"""

from concurrent.futures import Executor
from pkgutil import resolve_name

from delivery.settings import Settings


def open_executor(settings: Settings) -> Executor:
    """Start what ``settings`` name: a cluster before processes before neither."""
    return resolve_name(f"{__name__}.{kind_of(settings)}:start")(settings)


def kind_of(settings: Settings) -> str:
    """Return the name of the file here that solves for an installation with ``settings``."""
    if settings.dask_address:
        return "cluster"
    return "processes" if settings.planner_processes else "inline"
