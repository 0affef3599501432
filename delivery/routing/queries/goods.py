"""What is to be brought in a wave, from where to where, and what can bring it."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import Row, select
from sqlalchemy.orm import joinedload

from delivery.crew.models import KINDS, Shift, Volunteer
from delivery.kernel.db import db
from delivery.merchants.catalogue.models import Offer, Product, Store
from delivery.merchants.picking.models import Bag
from delivery.merchants.picking.queries.slips import late_by_store
from delivery.merchants.picking.rules import Item, bags_of
from delivery.orders.models import GONE, Line, Order, Wave
from delivery.people.models import Household
from delivery.places.models import Compound, DropPoint, Gate
from delivery.routing.rules import PICKING_S, Share, seconds_after

Bags = tuple[tuple[str, int], ...]


def shares(wave: Wave) -> dict[tuple[uuid.UUID, uuid.UUID], list[Share]]:
    """Return what is to be brought, by drop point and store, in four queries.

    Bags that stand packed count as they are. Orders without bags yet are reckoned from their
    lines, and expected later where their store said that it is late. What is already under
    way, or came back, is not to be routed.
    """
    packed, known, ready = _packed(wave)
    late = late_by_store(wave.id)
    expected = _expected(wave, known)
    found = defaultdict(list)
    for row in _placed(wave):
        if bags := packed.get(row.id) or expected.get(row.id):
            address = (row.building, row.unit, f"{row.floor:04}", row.room)
            expected_s = PICKING_S + 60 * late.get(row.store_id, 0)
            share = Share(
                row.id, str(row.group_id or ""), address, bags, ready.get(row.id, expected_s)
            )
            found[row.drop_point_id, row.store_id].append(share)
    return dict(sorted(found.items()))


def _placed(wave: Wave) -> Sequence[Row]:
    home = Household
    return db.session.execute(
        select(
            *(Order.id, Order.store_id, Order.drop_point_id),
            *(home.group_id, home.building, home.unit, home.floor, home.room),
        )
        .join(home)
        .where(Order.wave_id == wave.id, Order.state == "placed")
    ).all()


def _packed(
    wave: Wave,
) -> tuple[dict[uuid.UUID, Bags], set[uuid.UUID], dict[uuid.UUID, int]]:
    """Return by order the bags that stand packed, which orders have bags, and since when."""
    bags, known, ready = defaultdict(list), set(), defaultdict(int)
    for row in db.session.execute(
        select(Bag.order_id, Bag.temperature, Bag.mass_g, Bag.state, Bag.packed_at)
        .join(Order)
        .where(Order.wave_id == wave.id)
        .order_by(Bag.order_id, Bag.number)
    ):
        known.add(row.order_id)
        ready[row.order_id] = max(
            ready[row.order_id], seconds_after(wave.cut_off_at, row.packed_at)
        )
        if row.state == "packed":
            bags[row.order_id].append((row.temperature, row.mass_g))
    return {order: tuple(found) for order, found in bags.items()}, known, dict(ready)


def _expected(wave: Wave, known: set[uuid.UUID]) -> dict[uuid.UUID, Bags]:
    """Return by order the bags that its lines will make, where none is packed yet."""
    items = defaultdict(list)
    for row in db.session.execute(
        select(Line.id, Line.order_id, Line.quantity, Line.picked, Product)
        .join(Order)
        .join(Offer, Line.offer_id == Offer.id)
        .join(Product)
        .where(
            Order.wave_id == wave.id, Order.state == "placed", Line.state.not_in(GONE | {"short"})
        )
        .order_by(Line.order_id, Line.id)
    ):
        if row.order_id not in known:
            pieces = row.quantity if row.picked is None else row.picked
            item = Item(row.id, pieces, row.Product.mass_g, row.Product.temperature)
            items[row.order_id].append(item)
    return {
        order: tuple((bag.temperature, bag.mass_g) for bag in bags_of(found))
        for order, found in items.items()
    }


def drop_points(ids: Iterable[uuid.UUID]) -> list[DropPoint]:
    """Return drop points with their gates and compounds."""
    with_gates = (
        joinedload(DropPoint.gate).joinedload(Gate.compound).joinedload(Compound.neighbourhood)
    )
    return list(
        db.session.scalars(
            select(DropPoint)
            .where(DropPoint.id.in_(set(ids)))
            .order_by(DropPoint.id)
            .options(with_gates)
        )
    )


def stores(ids: Iterable[uuid.UUID]) -> list[Store]:
    """Return the stores named by ``ids``, in order of id."""
    return list(db.session.scalars(select(Store).where(Store.id.in_(set(ids))).order_by(Store.id)))


def shifts(wave: Wave) -> list[Shift]:
    """Return the shifts of ``wave`` that were not called off, vans first, robots last."""
    found = db.session.scalars(
        select(Shift)
        .where(Shift.wave_id == wave.id, Shift.called_off_at.is_(None))
        .options(joinedload(Shift.vehicle))
    )
    return sorted(found, key=lambda s: (KINDS.index(s.vehicle.kind), s.vehicle.name, s.id))


def shifts_of(ids: Iterable[uuid.UUID]) -> list[Shift]:
    """Return the shifts named by ``ids``, with vehicles and volunteers."""
    return list(
        db.session.scalars(
            select(Shift)
            .where(Shift.id.in_(set(ids)))
            .options(
                joinedload(Shift.vehicle),
                joinedload(Shift.volunteer).joinedload(Volunteer.user),
            )
        )
    )
