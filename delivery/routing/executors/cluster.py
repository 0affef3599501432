"""Solves on a Dask cluster; needs the extra ``cluster``."""

from concurrent.futures import Executor

from distributed import Client

from delivery.routing.core.solve import warm_up
from delivery.settings import Settings


def start(settings: Settings) -> Executor:
    """Return the executor of the cluster at ``dask_address``; its workers warm up as they join."""
    client = Client(settings.dask_address, set_as_default=False)
    client.register_worker_callbacks(setup=warm_up)
    # A dead machine's task goes to another one; a task is pure, so it may run twice.
    return client.get_executor(pure=False, retries=2)
