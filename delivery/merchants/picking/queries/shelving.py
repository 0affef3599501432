"""Where the bags of a household will stand among those of its neighbours."""

import uuid
from collections import defaultdict
from typing import Any

from sqlalchemy import Row, select

from delivery.kernel.db import db
from delivery.orders.models import Order
from delivery.people.models import Household
from delivery.people.naming import door_order
from delivery.people.rules import natural
from delivery.places.models import Compound


def shelf_numbers(wave_id: uuid.UUID) -> dict[tuple[uuid.UUID, uuid.UUID], int]:
    """Return the shelf number of each (drop point, household) of a closed wave, from 1 on.

    At each drop point households are numbered as one walks past their doors: compound, building,
    unit, floor, room. Households are few thousand at most, and are sorted here: no database
    sorts ``3`` before ``11``.
    """
    rows = db.session.execute(
        select(
            *(Order.drop_point_id, Order.household_id, Compound.name, Household.compound_id),
            *(Household.building, Household.unit, Household.floor, Household.room),
        )
        .join(Order.household)
        .join(Household.compound)
        .where(Order.wave_id == wave_id, Order.state == "placed")
        .distinct()
    )
    homes: dict[uuid.UUID, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        homes[row.drop_point_id].append(row)
    return {
        (drop_point_id, home.household_id): number
        for drop_point_id, found in homes.items()
        for number, home in enumerate(sorted(found, key=_walk), start=1)
    }


def _walk(home: Row[Any]) -> tuple[object, ...]:
    return natural(home.name), home.compound_id, *door_order(home), home.household_id
