"""Where the bags of a household will stand among those of its neighbours."""

import uuid
from collections import defaultdict

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from delivery.kernel.db import db
from delivery.orders.models import Order
from delivery.people.models import Household
from delivery.people.naming import door_order


def shelf_numbers(wave_id: uuid.UUID) -> dict[tuple[uuid.UUID, uuid.UUID], int]:
    """Return the shelf number of each (drop point, household) of a closed wave, from 1 on.

    At each drop point households are numbered as one walks past their doors: compound, building,
    unit, floor, room. Households are few thousand at most, and are sorted here: no database
    sorts ``3`` before ``11``.
    """
    pairs = db.session.execute(
        select(Order.drop_point_id, Household)
        .join(Household, Household.id == Order.household_id)
        .where(Order.wave_id == wave_id, Order.state == "placed")
        .options(joinedload(Household.compound))
        .distinct()
    )
    homes: dict[uuid.UUID, list[Household]] = defaultdict(list)
    for drop_point_id, home in pairs:
        homes[drop_point_id].append(home)
    return {
        (drop_point_id, home.id): number
        for drop_point_id, found in homes.items()
        for number, home in enumerate(sorted(found, key=_walk), start=1)
    }


def _walk(home: Household) -> tuple[object, ...]:
    return home.compound.name, home.compound_id, *door_order(home)
