"""Solves at once, in the thread that asks; only for a debugger and for quick tests."""

from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any

from delivery.settings import Settings


class Inline(Executor):
    """An executor that is done before ``submit`` returns."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Run ``fn`` and return its outcome as a future."""
        future: Future[Any] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as failed:
            future.set_exception(failed)
        return future


def start(settings: Settings) -> Executor:
    """Return an executor without processes."""
    return Inline()
