"""Households, their groups, and the people who live in them, as rows."""

from datetime import timedelta

from delivery.demo.district import District
from delivery.demo.founding.rows import Ids, Row, grant, write
from delivery.demo.homes import Household as Made
from delivery.demo.people import Person
from delivery.kernel.access import Role
from delivery.kernel.clock import now
from delivery.people.models import Household, HouseholdGroup, User

DOOR_DROP_LASTS = timedelta(days=14)


def resident(household: str) -> str:
    """Return the key of the user who orders for ``household``."""
    return f"resident of {household}"


def write_homes(district: District, ids: Ids) -> None:
    """Write groups, households and residents of ``district``; each group has its leader."""
    groups = [group for one in district.compounds for group in one.groups]
    write(
        HouseholdGroup,
        [
            {
                "id": ids.new(group.key),
                "compound_id": ids[group.compound],
                "name": f"{group.building}栋{group.number}组",
            }
            for group in groups
        ],
    )
    homes = district.households
    write(Household, [_household(one, ids) for one in homes])
    write(User, [user(ids, resident(one.key), one.resident) for one in homes])
    grant(ids, ((resident(one.key), Role.RESIDENT, ids[one.key]) for one in homes))
    grant(ids, ((resident(group.leader), Role.LEADER, ids[group.key]) for group in groups))


def user(ids: Ids, key: str, person: Person) -> Row:
    """Return the row of ``person``, who signs in by link only until they choose a password."""
    return {"id": ids.new(key), "name": person.name, "phone": person.phone}


def _household(one: Made, ids: Ids) -> Row:
    at_the_door = one.needs_door_drop
    return {
        "id": ids.new(one.key),
        "compound_id": ids[one.compound],
        "group_id": ids[one.group],
        "building": str(one.building),
        "unit": str(one.unit),
        "floor": one.floor,
        "room": one.room,
        "door_drop_until": now() + DOOR_DROP_LASTS if at_the_door else None,
        "door_drop_purpose": "hard-to-walk" if at_the_door else None,
    }
