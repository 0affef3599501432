"""What the people who work are told: stores, coordinators, volunteers."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from delivery.crew.models import Shift
from delivery.kernel.codes import spoken
from delivery.kernel.languages import named, when
from delivery.kernel.ledger import Event
from delivery.merchants.picking.models import Bag, PickList
from delivery.notices.texts.words import Words, sentences, span
from delivery.orders.models import Wave
from delivery.people.naming import gate_label
from delivery.routing.models import Plan, Route, Stop


def _collection(wave: Wave) -> str:
    return _("Collection %(when)s.", when=span(wave.collect_from_at, wave.collect_to_at))


def _list_opened(event: Event, pick_list: PickList) -> Words:
    title = _("A pick list for %(store)s", store=named(pick_list.store))
    return Words(
        "box", title, _collection(pick_list.wave), "picking.list", {"list_id": pick_list.id}
    )


def _list_slips(event: Event, pick_list: PickList) -> Words:
    minutes, store = event.facts["late_min"], named(pick_list.store)
    title = ngettext(
        "%(store)s is %(num)s minute late",
        "%(store)s is %(num)s minutes late",
        minutes,
        store=store,
    )
    if not minutes:
        title = _("%(store)s is on time again", store=store)
    text = _("The routes are adopted and reckon with another time. Please look at them.")
    return Words("clock", title, text, "routing.plan", {"wave_id": pick_list.wave_id})


def _plan(plan: Plan, icon: str, title: str, text: str) -> Words:
    return Words(
        icon,
        title,
        sentences(text, _collection(plan.wave)),
        "routing.plan",
        {"wave_id": plan.wave_id},
    )


def _plan_proposed(event: Event, plan: Plan) -> Words:
    routes, left_out = event.facts["routes"], event.facts["left_out"]
    text = ngettext("%(num)s route.", "%(num)s routes.", routes)
    if left_out:
        more = ngettext("%(num)s load has no place.", "%(num)s loads have no place.", left_out)
        text = sentences(text, more)
    return _plan(plan, "route", _("A plan waits for your word"), text)


def _plan_failed(event: Event, plan: Plan) -> Words:
    text = _("Please look at the shifts and vehicles, then ask for another one.")
    return _plan(plan, "warn", _("No plan could be made"), text)


def _route(route: Route, icon: str, title: str, text: str) -> Words:
    return Words(icon, title, text, "routing.route", {"route_id": route.id})


def _route_published(event: Event, route: Route) -> Words:
    text = _("You leave %(when)s.", when=when(route.leaves_at))
    return _route(route, "trike", _("Your route %(letter)s", letter=route.letter), text)


def _route_changed(event: Event, route: Route) -> Words:
    text = _("What is on board stays on board. Please look at the next stop before you go on.")
    return _route(route, "trike", _("Route %(letter)s has changed", letter=route.letter), text)


def _route_withdrawn(event: Event, route: Route) -> Words:
    title = _("Route %(letter)s is withdrawn", letter=route.letter)
    return Words(
        "x", title, _("Please wait for the new one before you leave."), "routing.own_routes"
    )


def _shift(shift: Shift, icon: str, title: str) -> Words:
    text = _(
        "%(vehicle)s, %(when)s.",
        vehicle=shift.vehicle.name,
        when=span(shift.starts_at, shift.ends_at),
    )
    return Words(icon, title, text, "routing.own_routes")


def _shift_added(event: Event, shift: Shift) -> Words:
    return _shift(shift, "clock", _("You have a shift"))


def _shift_called_off(event: Event, shift: Shift) -> Words:
    return _shift(shift, "x", _("Your shift is called off"))


def _counted_otherwise(event: Event, stop: Stop) -> Words:
    facts = event.facts
    if facts["act"] == "take-in":
        return _came_otherwise(event, stop)
    place = stop.store or stop.drop_point
    title = ngettext(
        "Route %(letter)s counts %(num)s bag",
        "Route %(letter)s counts %(num)s bags",
        facts["counted"],
        letter=stop.route.letter,
    )
    text = ngettext(
        "There should be %(num)s at %(place)s.",
        "There should be %(num)s at %(place)s.",
        facts["expected"],
        place=named(place),
    )
    return _route(stop.route, "warn", title, text)


def _came_otherwise(event: Event, stop: Stop) -> Words:
    title = ngettext(
        "Route %(letter)s: %(here)s of %(num)s bag came",
        "Route %(letter)s: %(here)s of %(num)s bags came",
        event.facts["expected"],
        here=event.facts["counted"],
        letter=stop.route.letter,
    )
    text = _("%(place)s looks for the rest.", place=named(stop.drop_point))
    return Words("warn", title, text, "handoffs.discrepancies")


def _bag(bag: Bag, title: str, text: str) -> Words:
    gate = gate_label(bag.order.drop_point.gate)
    return Words(
        "warn",
        title,
        sentences(_("%(gate)s.", gate=gate), text),
        "desk.order",
        {"order_id": bag.order_id},
    )


def _handed_over_twice(event: Event, bag: Bag) -> Words:
    title = _("Bag %(code)s had left the gate before", code=spoken(bag.code))
    return _bag(bag, title, _("It was said to be handed over again. The first act counts."))


def _returned_after(event: Event, bag: Bag) -> Words:
    title = _("Bag %(code)s had left the gate before", code=spoken(bag.code))
    return _bag(bag, title, _("It was said to be sent back. The first act counts."))


def _mismatched(event: Event, bag: Bag) -> Words:
    title = _("Bag %(code)s: one key for two acts", code=spoken(bag.code))
    return _bag(bag, title, _("The second one was kept and did nothing. Please ask the gate."))


def _bag_missing(event: Event, bag: Bag) -> Words:
    if "gate" in event.facts:
        title = _("Bag %(code)s is at another gate", code=spoken(bag.code))
        return _bag(bag, title, _("Somebody has to bring it to its own."))
    title = _("Bag %(code)s is missing", code=spoken(bag.code))
    return _bag(bag, title, _("It is from %(store)s.", store=named(bag.order.store)))


TEXTS: dict[tuple[str, str], Callable[[Event, Any], Words]] = {
    ("pick_lists", "open"): _list_opened,
    ("pick_lists", "slip"): _list_slips,
    ("plans", "propose"): _plan_proposed,
    ("plans", "fail"): _plan_failed,
    ("routes", "publish"): _route_published,
    ("routes", "change"): _route_changed,
    ("routes", "withdraw"): _route_withdrawn,
    ("shifts", "add"): _shift_added,
    ("shifts", "call-off"): _shift_called_off,
    ("stops", "discrepancy"): _counted_otherwise,
    ("bags", "hand-over"): _handed_over_twice,
    ("bags", "return"): _returned_after,
    ("bags", "mismatch"): _mismatched,
    ("bags", "miss"): _bag_missing,
}
