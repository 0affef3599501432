"""What packer and volunteer hold in their hands: the doors in walking order, people half covered."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from delivery.orders.group_buy.addresses import Address
from delivery.orders.group_buy.households import HouseholdOrder, Person, Purchase
from delivery.orders.group_buy.products import Product
from delivery.people.rules import masked_name, masked_phone


@dataclass(frozen=True, slots=True)
class Caller:
    """Who may be asked for at a door: 郭**, 138 **** 5678 (empty where no number was given)."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class Visit:
    """One door: what is packed for it, or brought to it."""

    door: Address
    callers: tuple[Caller, ...]
    order_nos: tuple[str, ...]
    purchases: tuple[Purchase, ...]
    wishes: tuple[str, ...]

    @property
    def pieces(self) -> int:
        """How many pieces this is."""
        return sum(purchase.quantity for purchase in self.purchases)


@dataclass(frozen=True, slots=True)
class PackerSlip:
    """All doors of a compound, and what must be on the table before the first is packed."""

    compound: str
    needed: tuple[tuple[Product, int], ...]
    visits: tuple[Visit, ...]

    @property
    def pieces(self) -> int:
        """How many pieces this is."""
        return sum(visit.pieces for visit in self.visits)


@dataclass(frozen=True, slots=True)
class VolunteerSlip:
    """One building's doors, in the order of a walk up its stairs."""

    compound: str
    building: str
    visits: tuple[Visit, ...]

    @property
    def pieces(self) -> int:
        """How many pieces this is."""
        return sum(visit.pieces for visit in self.visits)


def packer_slips(orders: Iterable[HouseholdOrder]) -> tuple[PackerSlip, ...]:
    """Make one slip a compound, doors by building, unit, floor and room in natural order."""
    by_compound = groupby(_walk(orders), key=lambda visit: visit.door.compound)
    slips = ((compound, tuple(visits)) for compound, visits in by_compound)
    return tuple(PackerSlip(compound, _needed(visits), visits) for compound, visits in slips)


def volunteer_slips(orders: Iterable[HouseholdOrder]) -> tuple[VolunteerSlip, ...]:
    """Make one slip a building, in the order of `packer_slips`."""
    by_building = groupby(_walk(orders), key=lambda v: (v.door.compound, v.door.building))
    return tuple(VolunteerSlip(*place, tuple(visits)) for place, visits in by_building)


def _walk(orders: Iterable[HouseholdOrder]) -> list[Visit]:
    return [_visit(order) for order in sorted(orders, key=lambda order: order.door.sort_key)]


def _visit(order: HouseholdOrder) -> Visit:
    callers = tuple(_caller(person) for person in order.people)
    return Visit(order.door, callers, order.order_nos, order.purchases, order.wishes)


def _caller(person: Person) -> Caller:
    return Caller(masked_name(person.name), masked_phone(person.phone))


def _needed(visits: tuple[Visit, ...]) -> tuple[tuple[Product, int], ...]:
    """Count each product over all doors, most first: it is fetched first."""
    pieces: dict[Product, int] = defaultdict(int)
    for visit in visits:
        for purchase in visit.purchases:
            pieces[purchase.product] += purchase.quantity
    return tuple(sorted(pieces.items(), key=lambda item: (-item[1], item[0])))
