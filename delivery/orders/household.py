"""Whose basket and orders a request is about."""

import uuid

from delivery.kernel.http import actor


def own_household() -> uuid.UUID:
    """Return the household that this resident orders for."""
    household_id = actor().household_id
    if household_id is None:
        raise LookupError("only residents put things into baskets")
    return household_id
