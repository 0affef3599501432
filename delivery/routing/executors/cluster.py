"""Solves on a Dask cluster; needs the extra ``cluster``."""

from concurrent.futures import Executor

from distributed import Client
from distributed.cfexecutor import ClientExecutor

from delivery.routing.core.warm import warm_up
from delivery.settings import Settings

RETRIES = 2  # a dead machine's task goes to another one; a task is pure, so it may run twice


class Cluster(ClientExecutor):
    """Dask's executor, which takes its connection along when it goes."""

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Take no more work; what was not answered is cancelled unless it is waited for."""
        super().shutdown(wait=wait and not cancel_futures)
        self._client.close()


def start(settings: Settings) -> Executor:
    """Return the executor of the cluster at ``dask_address``; its workers warm up as they join."""
    client = Client(settings.dask_address, set_as_default=False)
    client.register_worker_callbacks(setup=warm_up)
    return Cluster(client, pure=False, retries=RETRIES)
