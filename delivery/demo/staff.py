"""Who works in the district, and where."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from delivery.demo.fleet import Vehicle
from delivery.demo.gates import Gate
from delivery.demo.people import Person
from delivery.demo.stores import Store

Role = Literal[
    *("operator", "coordinator", "store-manager", "shift-lead", "store-staff"),
    *("gate-staff", "volunteer"),
]

IN_A_STORE: tuple[Role, ...] = ("store-manager", "shift-lead", "store-staff")
GUARDS, COORDINATORS = 2, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """Somebody with work to do here.

    ``at`` is the key of the store or gate of those who have one, of the vehicle that a volunteer
    drives, and empty for those who see to the whole neighbourhood.
    """

    key: str
    role: Role
    at: str
    person: Person


def workers(
    stores: Sequence[Store],
    gates: Sequence[Gate],
    vehicles: Sequence[Vehicle],
    people: Iterator[Person],
) -> list[Worker]:
    """Return everybody whom these places and vehicles need; robots drive themselves."""
    posts: list[tuple[Role, str]] = [("operator", "")]
    posts += [("coordinator", "")] * COORDINATORS
    posts += [(role, store.key) for store in stores for role in IN_A_STORE]
    posts += [("gate-staff", gate.key) for gate in gates for _shift in range(GUARDS)]
    posts += [("volunteer", vehicle.key) for vehicle in vehicles if vehicle.kind != "robot"]
    return [
        Worker(key=f"w{number}", role=role, at=at, person=next(people))
        for number, (role, at) in enumerate(posts, start=1)
    ]
