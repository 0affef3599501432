"""Phones and a server that anything may happen to: a few scenarios here, 10,000 in `make prove-sync`."""

import pytest
from hypothesis import Phase

from tests.services.machine import run
from tests.services.offline_world import World
from tests.services.wrong_servers import FAULTS


@pytest.fixture(scope="module")
def world(tmp_path_factory) -> World:
    return World(tmp_path_factory.mktemp("sync"))


def test_phones_without_a_network_lose_nothing_and_double_nothing(world):
    run(world, 10)


@pytest.mark.parametrize("name", FAULTS)
def test_a_server_that_is_known_to_be_wrong_is_found(world, monkeypatch, name):
    """The negative controls."""
    fault = FAULTS[name]
    monkeypatch.setattr(fault.module, fault.name, fault.instead)
    with pytest.raises(AssertionError, match=fault.found):
        run(world, 300, phases=[Phase.generate])  # found is enough, it need not be small
