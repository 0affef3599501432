"""A household's orders, with the bags that say how far they are."""

from itertools import groupby
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from delivery.desk.blueprint import bp
from delivery.desk.lines import line_name, shown
from delivery.desk.progress import bags_of, progress, way_of
from delivery.handoffs.codes import Sealer, code_of, picture
from delivery.kernel.access import Permission, Role, fetch
from delivery.kernel.clock import now
from delivery.kernel.http import acting, actor, endpoint, load, load_query
from delivery.merchants.picking.models import ON_THE_WAY
from delivery.orders import schemas, services
from delivery.orders.household import own_household
from delivery.orders.models import Order
from delivery.orders.providers import provider
from delivery.orders.queries import collecting, reports, slots
from delivery.orders.queries import orders as queries
from delivery.orders.services.online import can_pay_online
from delivery.orders.services.reporting import reports_end

P = Permission


@bp.get("/orders")
@endpoint(P.ORDER_PLACE)
def orders() -> str:
    """List the household's orders by the day on which they are collected."""
    page = queries.of_household(own_household(), load_query(schemas.Paging)["page"])
    ids = [order.id for order in page.rows]
    bags = bags_of(ids)
    return render_template(
        "desk/orders.html",
        page=page,
        waves=[(wave, list(its)) for wave, its in groupby(page.rows, key=lambda o: o.wave)],
        money=queries.balances(ids),
        progress={order.id: progress(order, bags[order.id]) for order in page.rows},
        bags=bags,
        codes={
            o.wave_id: code_of(o.wave_id, o.household_id)
            for o in page.rows
            if any(bag.state in ON_THE_WAY for bag in bags[o.id])
        },
    )


@bp.get("/orders/<uuid:order_id>")
@endpoint(P.ORDER_READ)
def order(order_id: UUID) -> str:
    """Show one order: where it is, its code, its lines, its money, its way."""
    fetch(Order, order_id, acting())
    row = queries.full(order_id)
    bags = bags_of([order_id])[order_id]
    own = row.household_id in actor().within(Role.RESIDENT)
    changes = own and queries.can_change(row, now())
    far, money = progress(row, bags), queries.balances([order_id])[order_id]
    chooses = own and far not in ("cancelled", "short", "handed-over")
    return render_template(
        "desk/order.html",
        order=row,
        bags=bags,
        contents=_contents(row, bags),
        lines=shown(row),
        progress=far,
        way=way_of(row, bags),
        money=money,
        pays=own and provider() is not None and can_pay_online(row, money),
        own=own,
        reports=reports.of_order(order_id),
        reports_until=reports_end(row, now()) if own else None,
        changes=changes,
        cancels=queries.can_change(row, now()) and actor().may(P.ORDER_CANCEL),
        points=collecting.drop_points(row.household_id) if changes else [],
        slots=_slots(row) if chooses else [],
        **(_code(row) if own and bags else {}),
    )


def _slots(row: Order) -> list[slots.Slot]:
    """Return the slots that the household may still choose from."""
    return slots.slots_for(row.wave, row.drop_point, row.household_id, now())


def _code(row: Order) -> dict[str, Any]:
    code = code_of(row.wave_id, row.household_id)
    says = Sealer().pickup(row.wave, row.household_id, row.drop_point.gate_id)
    return {"code": code, "code_picture": picture(says)}


def _contents(row: Order, bags: Any) -> dict[UUID, list[Any]]:
    """Return the lines in each bag."""
    if not bags:
        return {}
    lines = {line.id: line for line in row.lines}
    return {bag.id: [lines[part.line_id] for part in bag.contents] for bag in bags}


@bp.post("/orders/<uuid:order_id>/drop-point")
@endpoint(P.ORDER_PLACE, again=order)
def move(order_id: UUID) -> Response:
    """Collect somewhere else."""
    row = fetch(Order, order_id, acting())
    point = load(schemas.Move)["drop_point"]
    services.amend_order(row, {}, drop_point_id=point, actor=actor(), at=now())
    flash(_("All your bags of this time go there now."))
    return redirect(url_for("desk.order", order_id=order_id))


@bp.post("/orders/<uuid:order_id>/slot")
@endpoint(P.ORDER_PLACE, again=order)
def choose_slot(order_id: UUID) -> Response:
    """Collect at another time."""
    row = fetch(Order, order_id, acting())
    services.choose_slot(row, load(schemas.SlotForm)["slot"], actor=actor(), at=now())
    flash(_("Saved. It counts for all your bags of this time."))
    return redirect(url_for("desk.order", order_id=order_id))


@bp.post("/orders/<uuid:order_id>/cancel")
@endpoint(P.ORDER_CANCEL, again=order)
def cancel(order_id: UUID) -> Response:
    """Cancel the order."""
    services.cancel_order(fetch(Order, order_id, acting()), actor=actor(), at=now())
    flash(_("The order is cancelled. There is nothing to pay."))
    return redirect(url_for("desk.order", order_id=order_id))


@bp.app_template_filter()
def spaced(code: str) -> str:
    """Return a pick-up code in two halves, easier to read aloud."""
    half = (len(code) + 1) // 2
    return f"{code[:half]} {code[half:]}"


bp.add_app_template_filter(line_name)
