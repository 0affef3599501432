"""What the tests of services share."""

import pytest

from delivery.kernel import clock
from delivery.kernel.db import db
from tests.conftest import NOON


@pytest.fixture
def stage(arena):
    """The arena's application context at noon; what is made in it is committed before a race."""
    with arena.app_context(), clock.at(NOON):
        yield arena
        db.session.remove()
