"""Writes the routes of an adopted plan: rows made from the solver's answer."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from delivery.kernel.db import db
from delivery.routing.models import ROUTE, Plan, Route, Stop, StopLoad
from delivery.routing.rules import letters

Json = Mapping[str, Any]


def publish(plan: Plan) -> list[Route]:
    """Write the routes of ``plan`` with their stops and what each stop takes or gets."""
    kinds = {vehicle["id"]: vehicle["kind"] for vehicle in plan.problem["vehicles"]}
    loads = {load["id"]: load for load in plan.problem["loads"]}
    driven = in_order(plan)
    names = letters([kinds[route["vehicle"]] for route in driven])
    routes, stops, carried = [], [], []
    for letter, said in zip(names, driven, strict=True):
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
