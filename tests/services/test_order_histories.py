"""Whatever happens to orders, in whatever order: money, stock, caps and nevers hold after each act.

Each history is drawn from its own seed, so that one that fails can be run again by itself:
``MENKOU_HISTORIES=1 MENKOU_FIRST_HISTORY=4711``. A hundred thousand: ``make prove-orders``.
"""

import os
import re

import pytest

from tests.histories.acts import ACTS
from tests.histories.faults import FAULTS
from tests.histories.running import on_scene, run, until_found

HISTORIES = int(os.environ.get("MENKOU_HISTORIES", "25"))
FIRST = int(os.environ.get("MENKOU_FIRST_HISTORY", "0"))


@pytest.fixture
def scene(session):
    with on_scene() as scene:
        yield scene


def test_after_every_act_of_every_history_everything_holds(scene):
    ran = run(scene, range(FIRST, FIRST + HISTORIES))
    assert ran.histories == HISTORIES
    assert HISTORIES < 500 or set(ran.done) == ACTS  # each act did something


def test_a_history_that_is_run_again_is_the_same(scene):
    first, second = run(scene, [7, 8]), run(scene, [7, 8])
    assert (first.done, first.refused) == (second.done, second.refused)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True, scope="session")
@pytest.mark.parametrize("name", FAULTS)
def test_a_service_that_is_wrong_is_found(scene, name):
    """The negative controls: what is planted is wrong in Python, so one database is enough."""
    _, said = until_found(scene, FAULTS[name], most=150)
    assert re.search(FAULTS[name].found, said)
