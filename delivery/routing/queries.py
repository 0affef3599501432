"""What routing asks: the goods of a wave, plans, and how far routes have come."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import Row, select
from sqlalchemy.orm import joinedload, selectinload

from delivery.crew.models import KINDS, Shift, Volunteer
from delivery.kernel.db import db
from delivery.merchants.catalogue.models import Offer, Product, Store
from delivery.merchants.picking.models import Bag, PickList
from delivery.merchants.picking.rules import Item, bags_of
from delivery.orders.models import Line, Order, Wave
from delivery.people.models import Household
from delivery.places.models import Compound, DropPoint, Gate, Neighbourhood
from delivery.routing.models import Plan, Route, Stop, StopLoad, StreetLayer
from delivery.routing.rules import PICKING_S, Share, seconds_after

LIVE = ("asked", "proposed", "adopted", "failed")
Bags = tuple[tuple[str, int], ...]


def shares(wave: Wave) -> dict[tuple[uuid.UUID, uuid.UUID], list[Share]]:
    """Return what is to be brought, by drop point and store, in three queries.

    Bags that stand packed count as they are. Orders without bags yet are reckoned from their
    lines. What is already under way, or came back, is not to be routed.
    """
    packed, known, ready = _packed(wave)
    expected = _expected(wave, known)
    found = defaultdict(list)
    for row in _placed(wave):
        if bags := packed.get(row.id) or expected.get(row.id):
            address = (row.building, row.unit, f"{row.floor:04}", row.room)
            share = Share(
                row.id, str(row.group_id or ""), address, bags, ready.get(row.id, PICKING_S)
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
        .where(Order.wave_id == wave.id, Order.state == "placed", Line.state != "short")
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


def waves_to_plan() -> list[Wave]:
    """Return the closed waves whose bags are all packed and that nobody has planned yet."""
    ordered = select(Order.id).where(Order.wave_id == Wave.id, Order.state == "placed")
    packed = ordered.join(Bag, Bag.order_id == Order.id).where(Bag.state == "packed")
    listed = select(PickList.id).where(
        PickList.wave_id == Wave.id, PickList.store_id == Order.store_id, PickList.state == "done"
    )
    planned = select(Plan.id).where(Plan.wave_id == Wave.id, Plan.state.in_(LIVE))
    return list(
        db.session.scalars(
            select(Wave)
            .where(Wave.state == "closed", packed.exists(), ~planned.exists())
            .where(~ordered.where(~listed.exists()).exists())
            .order_by(Wave.cut_off_at, Wave.id)
        )
    )


def plans_asked() -> list[uuid.UUID]:
    """Return the plans that somebody waits for, the oldest first."""
    return list(
        db.session.scalars(
            select(Plan.id).where(Plan.state == "asked").order_by(Plan.asked_at, Plan.id)
        )
    )


def plans_that_adopt_themselves() -> list[uuid.UUID]:
    """Return proposals that leave nothing out, of waves whose neighbourhood trusts the router."""
    found = db.session.scalars(
        select(Plan)
        .join(Wave)
        .join(Neighbourhood, Wave.neighbourhood_id == Neighbourhood.id)
        .where(Neighbourhood.adopts_plans_itself, Plan.state == "proposed", Wave.state == "closed")
        .order_by(Plan.asked_at, Plan.id)
    )
    return [plan.id for plan in found if plan.serves_all]


def plans_of(wave: Wave) -> list[Plan]:
    """Return all plans of ``wave``, the newest first."""
    return list(
        db.session.scalars(select(Plan).where(Plan.wave_id == wave.id).order_by(Plan.number.desc()))
    )


def foremost(plans: Sequence[Plan]) -> Plan | None:
    """Return the plan that a coordinator looks for: a proposal, else what is driven, else the last."""
    for state in ("proposed", "adopted"):
        if found := next((plan for plan in plans if plan.state == state), None):
            return found
    return plans[0] if plans else None


def streets_of(neighbourhood_id: uuid.UUID) -> StreetLayer | None:
    """Return the streets of a neighbourhood, if somebody gave them."""
    return db.session.scalar(select(StreetLayer).filter_by(neighbourhood_id=neighbourhood_id))


def under_way(wave_id: uuid.UUID) -> bool:
    """Tell whether bags of the wave's present routes have left the store."""
    moved = (
        select(Bag.id)
        .join(StopLoad, StopLoad.order_id == Bag.order_id)
        .join(Stop, StopLoad.stop_id == Stop.id)
        .join(Route, Stop.route_id == Route.id)
        .where(Route.wave_id == wave_id, Route.state == "planned", Bag.state != "packed")
    )
    return bool(db.session.scalar(select(moved.exists())))


def bags_by_order(orders: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[Bag]]:
    """Return the bags of each of ``orders``, in one query."""
    found: dict[uuid.UUID, list[Bag]] = defaultdict(list)
    for bag in db.session.scalars(
        select(Bag).where(Bag.order_id.in_(set(orders))).order_by(Bag.order_id, Bag.number)
    ):
        found[bag.order_id].append(bag)
    return found


def with_stops(*conditions: object) -> list[Route]:
    """Return the routes under ``conditions`` with their stops and who drives them."""
    visits = selectinload(Route.stops)
    return list(
        db.session.scalars(
            select(Route)
            .where(*conditions)  # type: ignore[arg-type]
            .order_by(Route.wave_id, Route.letter)
            .options(
                visits.joinedload(Stop.store),
                visits.joinedload(Stop.drop_point)
                .joinedload(DropPoint.gate)
                .joinedload(Gate.compound),
                joinedload(Route.shift).joinedload(Shift.vehicle),
                joinedload(Route.shift).joinedload(Shift.volunteer).joinedload(Volunteer.user),
                joinedload(Route.wave),
            )
        )
    )


def orders_at(routes: Iterable[Route]) -> dict[uuid.UUID, list[uuid.UUID]]:
    """Return by stop the orders whose bags are taken or put down there."""
    found: dict[uuid.UUID, list[uuid.UUID]] = defaultdict(list)
    for stop, order in db.session.execute(
        select(StopLoad.stop_id, StopLoad.order_id)
        .join(Stop)
        .where(Stop.route_id.in_([route.id for route in routes]))
        .order_by(StopLoad.stop_id, StopLoad.order_id)
    ):
        found[stop].append(order)
    return found
