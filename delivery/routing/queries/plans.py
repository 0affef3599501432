"""Which waves wait for a plan, which plans for an answer, and which plan matters."""

import uuid
from collections.abc import Sequence

from sqlalchemy import select

from delivery.kernel.db import db
from delivery.merchants.picking.models import Bag, PickList, Slip
from delivery.orders.models import Order, Wave
from delivery.places.models import Neighbourhood
from delivery.routing.models import Plan, Route, Stop, StopLoad, StreetLayer

LIVE = ("asked", "proposed", "adopted", "failed")


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


def plans_out_of_time() -> list[uuid.UUID]:
    """Return the proposals that a store has said since that it is late, or on time again."""
    slipped = (
        select(Slip.pick_list_id)
        .join(PickList, PickList.id == Slip.pick_list_id)
        .where(PickList.wave_id == Plan.wave_id, Slip.said_at > Plan.made_at)
    )
    found = select(Plan.id).where(Plan.state == "proposed", slipped.exists())
    return list(db.session.scalars(found.order_by(Plan.asked_at, Plan.id)))


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
