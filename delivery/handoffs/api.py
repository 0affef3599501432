"""Hand-offs for programs: the same services as the pages, with the device's own key and time."""

from dataclasses import fields, replace
from typing import Any
from uuid import UUID

from flask import current_app
from flask_babel import gettext as _
from flask_smorest import Blueprint

from delivery.handoffs import (
    closing,
    codes,
    counting,
    loads,
    lookup,
    queries,
    schemas,
    services,
    swapping,
)
from delivery.handoffs.cold import queries as cold
from delivery.handoffs.road import own_stop, stop_at_gate
from delivery.handoffs.rules import shelf_of
from delivery.handoffs.services import Outcomes
from delivery.handoffs.unclaimed import queries as unclaimed
from delivery.handoffs.unclaimed import services as unclaimed_services
from delivery.kernel.access import Permission, fetch
from delivery.kernel.clock import now
from delivery.kernel.errors import NotFound
from delivery.kernel.http import actor, endpoint
from delivery.orders.models import Order
from delivery.people.models import Household
from delivery.places.models import Gate
from delivery.routing.models import Stop

bp = Blueprint("handoffs-api", __name__, url_prefix="/handoffs", description="Bags changing hands")
P = Permission


def _told(outcomes: Outcomes) -> list[dict[str, Any]]:
    return [{"bag": bag, "outcome": outcome} for bag, outcome in outcomes.items()]


@bp.post("/bags/take-in")
@endpoint(P.BAG_TAKE_IN)
@bp.arguments(schemas.Act)
@bp.response(200, schemas.OutcomeOut(many=True))
def take_in_bags(words: dict[str, Any]) -> list[dict[str, Any]]:
    """Take bags in at the gate."""
    return _told(services.take_in(words["bags"], words["proof"], actor=actor()))


@bp.post("/bags/hand-over")
@endpoint(P.BAG_HAND_OVER)
@bp.arguments(schemas.Act)
@bp.response(200, schemas.OutcomeOut(many=True))
def hand_over_bags(words: dict[str, Any]) -> list[dict[str, Any]]:
    """Give bags to their household; a second hand-over is a conflict, and is kept."""
    return _told(services.hand_over(words["bags"], words["proof"], actor=actor()))


@bp.post("/bags/return")
@endpoint(P.BAG_RETURN)
@bp.arguments(schemas.Act)
@bp.response(200, schemas.OutcomeOut(many=True))
def return_bags(words: dict[str, Any]) -> list[dict[str, Any]]:
    """Send bags back to their store."""
    return _told(services.return_(words["bags"], words["proof"], actor=actor()))


@bp.post("/bags/destroy")
@endpoint(P.BAG_RETURN)
@bp.arguments(schemas.Act)
@bp.response(200, schemas.OutcomeOut(many=True))
def destroy_bags(words: dict[str, Any]) -> list[dict[str, Any]]:
    """Throw spoilt bags away."""
    return _told(services.destroy(words["bags"], words["proof"], actor=actor()))


@bp.post("/bags/miss")
@endpoint(P.BAG_TAKE_IN)
@bp.arguments(schemas.AbsentAct)
@bp.response(200, schemas.OutcomeOut(many=True))
def miss_bags(words: dict[str, Any]) -> list[dict[str, Any]]:
    """Report bags missing and, where it is known, at which gate of the neighbourhood they are."""
    said = replace(words["proof"], gate=words["gate"])
    return _told(counting.settle_as_absent(words["bags"], said, actor=actor()))


@bp.post("/bags/find")
@endpoint(P.BAG_TAKE_IN)
@bp.arguments(schemas.Act)
@bp.response(200, schemas.OutcomeOut(many=True))
def find_bags(words: dict[str, Any]) -> list[dict[str, Any]]:
    """Report missing bags found at the gate."""
    return _told(services.find(words["bags"], words["proof"], actor=actor()))


@bp.post("/stops/<uuid:stop_id>/load")
@endpoint(P.BAG_LOAD)
@bp.arguments(schemas.StopAct)
@bp.response(200, schemas.OutcomeOut(many=True))
def load_stop(words: dict[str, Any], stop_id: UUID) -> list[dict[str, Any]]:
    """Take all bags of a pick-up onto the vehicle."""
    stop = own_stop(stop_id, "pickup", actor())
    return _told(services.load(stop, words["proof"], actor=actor(), counted=words["counted"]))


@bp.post("/stops/<uuid:stop_id>/drop")
@endpoint(P.BAG_DROP)
@bp.arguments(schemas.StopAct)
@bp.response(200, schemas.OutcomeOut(many=True))
def drop_stop(words: dict[str, Any], stop_id: UUID) -> list[dict[str, Any]]:
    """Put down all bags of a stop."""
    stop = own_stop(stop_id, "drop", actor())
    return _told(services.drop(stop, words["proof"], actor=actor(), counted=words["counted"]))


@bp.post("/stops/<uuid:stop_id>/take-in")
@endpoint(P.BAG_TAKE_IN)
@bp.arguments(schemas.StopAct)
@bp.response(200, schemas.OutcomeOut(many=True))
def take_in_stop(words: dict[str, Any], stop_id: UUID) -> list[dict[str, Any]]:
    """Take in all bags that a vehicle brings to one's own gate."""
    stop = stop_at_gate(stop_id, actor())
    return _told(services.take_in_stop(stop, words["proof"], actor=actor()))


@bp.get("/gate/arrivals")
@endpoint(P.BAG_TAKE_IN)
@bp.response(200, schemas.ArrivalOut(many=True))
def list_arrivals() -> Any:
    """List the visits that still bring bags to one's own gates."""
    return queries.arrivals(actor().acting(P.BAG_TAKE_IN))


@bp.get("/gate/waiting")
@endpoint(P.BAG_TAKE_IN)
@bp.arguments(schemas.WaitingQuery, location="query")
@bp.response(200, schemas.WaitingOut(many=True))
def list_waiting(words: dict[str, Any]) -> Any:
    """List the households whose bags wait, the longest first; 50 a page."""
    here = actor().acting(P.BAG_TAKE_IN)
    return queries.waiting(here, temperature=words["temperature"], page=words["page"])[0]


@bp.post("/gate/look-up")
@endpoint(P.BAG_TAKE_IN, keep_answer=False)
@bp.arguments(schemas.Code)
@bp.response(200, schemas.HouseholdOut)
def look_up_code(words: dict[str, Any]) -> dict[str, Any]:
    """Find out whose a pick-up code or a bag's label is, what waits, and what is owed."""
    here = actor().acting(P.BAG_TAKE_IN)
    found = lookup.find_counted(words["code"], here)
    if found is None:
        return {}  # the refusal is answered, and the try was counted
    home = fetch(Household, found.household_id, here)
    bags = queries.bags_of_household(home.id, here)
    return {
        "household": home.id,
        "shelf": shelf_of(bag.shelf_number for bag in bags),
        "bags": bags,
        "owed": queries.owed_by([home.id], here),
    }


@bp.post("/payments")
@endpoint(P.PAYMENT_TAKE)
@bp.arguments(schemas.PaymentAct)
@bp.response(200, schemas.TakenOut(many=True))
def take_payments(words: dict[str, Any]) -> list[dict[str, Any]]:
    """Record that all that is owed for some orders was paid."""
    taken = services.take_payment(words["orders"], words["pay"], words["proof"], actor=actor())
    return [{"order": order, "amount_fen": fen} for order, fen in taken.items()]


@bp.get("/pick-up-codes")
@endpoint(P.BAG_READ)
@bp.response(200, schemas.PickupOut(many=True))
def list_pickup_codes() -> list[dict[str, Any]]:
    """List the codes with which one's own household collects what is on its way or waits."""
    home, sealer = actor().household_id, codes.Sealer()
    rows = queries.collections(home) if home else []
    return [_pickup(wave, gate_id, home, sealer) for wave, gate_id in rows]


def _pickup(wave: Any, gate_id: UUID, household_id: Any, sealer: codes.Sealer) -> dict[str, Any]:
    code = codes.code_of(wave.id, household_id)
    return {
        "wave": wave.id,
        "code": code,
        "qr": sealer.pickup(wave, household_id, gate_id),
        "collect_from_at": wave.collect_from_at,
        "collect_to_at": wave.collect_to_at,
    }


@bp.get("/stops/<uuid:visit_id>/count")
@endpoint(P.BAG_TAKE_IN)
@bp.response(200, schemas.LoadCountOut)
def read_count(visit_id: UUID) -> dict[str, Any]:
    """Tell what a visit to one's own gate was to bring, and what of it is here, open or lost."""
    return _count(stop_at_gate(visit_id, actor()))


@bp.post("/stops/<uuid:visit_id>/count")
@endpoint(P.BAG_TAKE_IN)
@bp.arguments(schemas.JustProof)
@bp.response(200, schemas.LoadCountOut)
def count_stop(words: dict[str, Any], visit_id: UUID) -> dict[str, Any]:
    """Say that this was all that a vehicle brought; what is open by now is a discrepancy."""
    stop = stop_at_gate(visit_id, actor())
    counting.count(stop, words["proof"], actor=actor())
    return _count(stop)


def _count(stop: Stop) -> dict[str, Any]:
    visit = loads.visit(stop.id)
    if visit is None:
        raise NotFound(_("There is nothing here for you. It may have been moved or removed."))
    bags = {"unsettled": loads.open_bags([stop.id]), "lost": loads.lost_bags([stop.id])}
    return {**{f.name: getattr(visit, f.name) for f in fields(visit)}, "here": visit.here, **bags}


@bp.post("/gate/strays")
@endpoint(P.BAG_TAKE_IN)
@bp.arguments(schemas.StrayAct)
@bp.response(200, schemas.OutcomeOut)
def report_stray(words: dict[str, Any]) -> dict[str, Any]:
    """Say that a bag of another gate turned up at one's own."""
    bag = lookup.stray_of(words["code"], actor().acting(P.BAG_TAKE_IN))
    if bag is None:
        raise NotFound(_("No bag of another gate has this code. Please scan it again."))
    outcome = counting.turn_up(bag, words["gate"], words["proof"], actor=actor())
    return {"bag": bag.id, "outcome": outcome}


@bp.post("/bags/swap")
@endpoint(P.BAG_HAND_OVER)
@bp.arguments(schemas.SwapAct)
@bp.response(200, schemas.BagStateOut(many=True))
def swap_bags(words: dict[str, Any]) -> list[dict[str, Any]]:
    """Put two bags right that were given to each other's household."""
    way = swapping.Way(words["way"])
    now_at = swapping.swap(words["bag"], words["other"], way, words["proof"], actor=actor())
    return [{"bag": bag, "state": state} for bag, state in now_at.items()]


@bp.get("/gate/unclaimed")
@endpoint(P.BAG_TAKE_IN)
@bp.response(200, schemas.LeftOut(many=True))
def list_unclaimed() -> Any:
    """List what waits at one's own gates past its household's time, and which way it goes."""
    return unclaimed.in_sight(actor().acting(P.BAG_TAKE_IN), now())


@bp.post("/gate/unclaimed")
@endpoint(P.BAG_TAKE_IN)
@bp.arguments(schemas.CarryOutAct)
@bp.response(200, schemas.OutcomeOut(many=True))
def carry_out(words: dict[str, Any]) -> list[dict[str, Any]]:
    """Bring bags to the door, send them back or give them on, as was decided."""
    which = words["order"], words["temperature"], words["way"]
    return _told(unclaimed_services.carry_out(*which, words["proof"], actor=actor()))


@bp.post("/orders/<uuid:order_id>/wish")
@endpoint(P.BAG_WISH)
@bp.arguments(schemas.Wish)
@bp.response(204)
def wish(words: dict[str, Any], order_id: UUID) -> None:
    """Say what is to be done with bags that one's own household cannot come for."""
    own = actor().acting(P.BAG_WISH)
    unclaimed_services.wish(fetch(Order, order_id, own), words["way"], actor=own, at=now())


@bp.get("/gate/cold")
@endpoint(P.BAG_TAKE_IN)
@bp.response(200, schemas.ColdOut(many=True))
def list_cold() -> Any:
    """List the cold bags of one's own gates that have used 70 % of their minutes or more."""
    allowed = current_app.config["MENKOU"].cold_min
    return cold.alarms(actor().acting(P.BAG_TAKE_IN), allowed, now())


@bp.post("/gates/<uuid:gate_id>/count")
@endpoint(P.BAG_TAKE_IN)
@bp.arguments(schemas.ShelfCountAct)
@bp.response(200, schemas.ShelfDifferenceOut(many=True))
def count_shelf(words: dict[str, Any], gate_id: UUID) -> list[dict[str, Any]]:
    """Write down a count of the shelf at the change of a shift; answers where the books differ."""
    gate = fetch(Gate, gate_id, actor().acting(P.BAG_TAKE_IN))
    differs = closing.count_shelf(gate, words["counted"], words["proof"], actor=actor())
    return [{"temperature": kept, "more": more} for kept, more in differs.items()]


@bp.post("/gates/<uuid:gate_id>/close-day")
@endpoint(P.BAG_TAKE_IN)
@bp.arguments(schemas.JustProof)
@bp.response(200, schemas.DayOut)
def close_day(words: dict[str, Any], gate_id: UUID) -> dict[str, int]:
    """Close a gate's day; refused while a bag has no end and no explanation."""
    gate = fetch(Gate, gate_id, actor().acting(P.BAG_TAKE_IN))
    return closing.close_day(gate, words["proof"], actor=actor()).facts
