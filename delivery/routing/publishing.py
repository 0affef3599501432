"""Writes the routes of an adopted plan: rows made from the solver's answer."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from delivery.kernel.db import db
from delivery.routing import queries
from delivery.routing.models import ROUTE, Plan, Route, Stop, StopLoad
from delivery.routing.rules import letters

Json = Mapping[str, Any]


def publish(plan: Plan, named: Sequence[str], but: Collection[str] = ()) -> list[Route]:
    """Write the routes of ``plan`` with their stops and what each stop takes or gets.

    ``named`` are their letters. Those of the shifts in ``but`` are there already.
    """
    loads = {load["id"]: load for load in plan.problem["loads"]}
    routes, stops, carried = [], [], []
    for letter, said in zip(named, in_order(plan), strict=True):
        if said["vehicle"] in but:
            continue
        route = _route(plan, letter, said)
        routes.append(route)
        for visit, stop in _stops(plan, route, said, loads):
            stops.append(stop)
            carried += [
                {"stop_id": stop.id, "order_id": UUID(order)}
                for load in visit["loads"]
                for order in plan.orders[load]
            ]
    db.session.add_all([*routes, *stops])
    db.session.flush()
    if carried:
        db.session.execute(insert(StopLoad), carried)
    return routes


def keep_routes(plan: Plan, present: Mapping[str, Route]) -> dict[str, Route]:
    """Take over, by shift, the routes that stay as they are; only their times are made new."""
    loads = {load["id"]: load for load in plan.problem["loads"]}
    there = queries.orders_at(present.values())
    kept = {}
    for said in in_order(plan):
        route = present.get(said["vehicle"])
        if route is None:
            continue
        fresh = [*_stops(plan, route, said, loads)]
        if [_shape(s, {UUID(o) for n in v["loads"] for o in plan.orders[n]}) for v, s in fresh] != [
            _shape(stop, {*there.get(stop.id, ())}) for stop in route.stops
        ]:
            continue
        for stop, (_, new) in zip(route.stops, fresh, strict=True):
            stop.arrives_at, stop.starts_at = new.arrives_at, new.starts_at
            stop.leaves_at = new.leaves_at
        route.plan_id, route.back_at = plan.id, instant(plan, said["stops"][-1]["arrives_s"])
        kept[said["vehicle"]] = route
    db.session.flush()
    return kept


def _shape(stop: Stop, orders: set[UUID]) -> tuple[object, ...]:
    """Return what makes two stops the same to whoever drives: where, and whose bags."""
    return stop.kind, stop.store_id, stop.drop_point_id, orders


def letters_of(plan: Plan) -> list[str]:
    """Return the letter of each route in `in_order`; once vehicles are out, each keeps its own."""
    kinds = {vehicle["id"]: vehicle["kind"] for vehicle in plan.problem["vehicles"]}
    driven = [route["vehicle"] for route in in_order(plan)]
    if not plan.problem.get("locked"):
        return letters([kinds[shift] for shift in driven])
    own = queries.letters_of(plan)
    taken = set(own.values())
    for shift in driven:
        if shift not in own:
            several = letters([kinds[shift]] * (len(taken) + 1))
            own[shift] = next(letter for letter in several if letter not in taken)
            taken.add(own[shift])
    return [own[shift] for shift in driven]


def in_order(plan: Plan) -> list[Json]:
    """Return the routes of the answer that have stops, in the order of the vehicles."""
    place = {vehicle["id"]: i for i, vehicle in enumerate(plan.problem["vehicles"])}
    driven = [route for route in plan.answer["routes"] if visits(route)]
    return sorted(driven, key=lambda route: place[route["vehicle"]])


def visits(route: Json) -> list[Json]:
    """Return the stops of a route between its start and its end."""
    return [stop for stop in route["stops"] if stop["kind"] in ("load", "drop")]


def instant(plan: Plan, seconds: int) -> datetime:
    """Return the instant that lies ``seconds`` after the cut-off of the plan's wave."""
    return plan.wave.cut_off_at + timedelta(seconds=seconds)


def _route(plan: Plan, letter: str, said: Json) -> Route:
    return Route(
        _state=ROUTE.initial,
        plan_id=plan.id,
        wave_id=plan.wave_id,
        shift_id=UUID(said["vehicle"]),
        letter=letter,
        distance_m=said["distance_m"],
        leaves_at=instant(plan, said["stops"][0]["leaves_s"]),
        back_at=instant(plan, said["stops"][-1]["arrives_s"]),
    )


def _stops(
    plan: Plan, route: Route, said: Json, loads: Mapping[str, Json]
) -> Iterator[tuple[Json, Stop]]:
    for position, visit in enumerate(visits(said), start=1):
        first = loads[visit["loads"][0]]
        where = (
            {"kind": "pickup", "store_id": UUID(first["store"])}
            if visit["kind"] == "load"
            else {"kind": "drop", "drop_point_id": UUID(first["drop_point"])}
        )
        times = {
            f"{name}_at": instant(plan, visit[f"{name}_s"])
            for name in ("arrives", "starts", "leaves")
        }
        yield visit, Stop(route_id=route.id, position=position, **where, **times)
