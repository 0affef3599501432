"""Reads a plan and its rows into the board that a coordinator looks at."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from delivery.crew.models import Shift
from delivery.kernel.languages import clock, named
from delivery.merchants.catalogue.models import Store
from delivery.merchants.picking.models import Bag
from delivery.places.models import DropPoint
from delivery.routing import queries
from delivery.routing.board import Board, LeftOut, Line, Visit
from delivery.routing.models import Plan
from delivery.routing.naming import driver, route_name, spot
from delivery.routing.publishing import in_order, instant, letters_of, visits
from delivery.routing.reasons import Words, sentence
from delivery.routing.rules import COST_UNITS_PER_FEN, is_done, stop_label

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows that a plan names, by id as text."""

    points: Mapping[str, DropPoint]
    stores: Mapping[str, Store]
    shifts: Mapping[str, Shift]
    bags: Mapping[str, Sequence[Bag]]


def board_of(plan: Plan, rows: Rows | None = None) -> Board:
    """Return what ``plan``, a plan that was made, says; in four queries, if not given ``rows``."""
    rows, lines = rows or rows_of(plan), []
    words = words_of(plan, rows)
    driven = in_order(plan)
    for letter, route in zip(letters_of(plan), driven, strict=True):
        lines.append(_line(plan, letter, route, rows))
    closed = [left["drop_point"] for left in plan.left_out if left["code"] == "gate-closed"]
    return Board(
        plan=plan,
        lines=tuple(lines),
        left_out=(*_before(plan, rows, words), *_by_the_solver(plan, rows, words)),
        stores=tuple(rows.stores.values()),
        shut=tuple(rows.points[id_] for id_ in dict.fromkeys(closed)),
        cost_fen=sum(line.cost_fen for line in lines),
        saving_fen=_saving_fen(plan.answer),
    )


def _saving_fen(answer: Json) -> int | None:
    if answer.get("bound") is None:
        return None
    return max(0, answer["cost"] - answer["bound"]) // COST_UNITS_PER_FEN


def rows_of(plan: Plan) -> Rows:
    """Return the rows that ``plan`` names, in four queries."""
    problem, apart = plan.problem, plan.left_out
    points = {p["id"] for p in problem["drop_points"]} | {left["drop_point"] for left in apart}
    stores = {s["id"] for s in problem["stores"]} | {left["store"] for left in apart}
    orders = {order for named in plan.orders.values() for order in named}
    return Rows(
        points=_by_id(queries.drop_points(map(uuid.UUID, points))),
        stores=_by_id(queries.stores(map(uuid.UUID, stores))),
        shifts=_by_id(queries.shifts_of(uuid.UUID(v["id"]) for v in problem["vehicles"])),
        bags={str(k): v for k, v in queries.bags_by_order(map(uuid.UUID, orders)).items()},
    )


def _by_id(rows: Iterable[Any]) -> dict[str, Any]:
    return {str(row.id): row for row in rows}


def _line(plan: Plan, letter: str, route: Json, rows: Rows) -> Line:
    shift, places = rows.shifts[route["vehicle"]], plan.problem["places"]
    return Line(
        letter=letter,
        shift=route["vehicle"],
        name=route_name(letter, shift.vehicle.kind),
        driver=driver(shift),
        vehicle=shift.vehicle.name,
        leaves_at=instant(plan, route["stops"][0]["leaves_s"]),
        back_at=instant(plan, route["stops"][-1]["arrives_s"]),
        distance_m=route["distance_m"],
        cost_fen=round(route["cost"] / COST_UNITS_PER_FEN),
        visits=tuple(_visits(plan, letter, route, rows)),
        path=tuple((places[s["place"]]["lat"], places[s["place"]]["lon"]) for s in route["stops"]),
    )


def _visits(plan: Plan, letter: str, route: Json, rows: Rows) -> Iterable[Visit]:
    driven = plan.state == "adopted" or bool(plan.problem.get("locked"))
    number, reached = 0, plan.state != "adopted"  # nobody is on the way of a proposal
    for stop in visits(route):
        number += stop["kind"] == "drop"
        bags = [
            bag for load in stop["loads"] for o in plan.orders[load] for bag in rows.bags.get(o, ())
        ]
        done = driven and is_done(stop["kind"], {bag.state for bag in bags})
        place = _place(plan, stop, rows)
        yield Visit(
            kind=stop["kind"],
            label=stop_label(letter, number) if stop["kind"] == "drop" else "",
            name=spot(place) if isinstance(place, DropPoint) else named(place),
            lat=place.lat,
            lon=place.lon,
            arrives_at=instant(plan, stop["arrives_s"]),
            bags=len(bags),
            crates=_crates(plan, stop["loads"]),
            state="done" if done else "to" if reached else "now",
        )
        reached = reached or not done


def _place(plan: Plan, stop: Json, rows: Rows) -> Store | DropPoint:
    load = next(load for load in plan.problem["loads"] if load["id"] == stop["loads"][0])
    if stop["kind"] == "drop":
        return rows.points[load["drop_point"]]
    return rows.stores[load["store"]]


def _crates(plan: Plan, names: Sequence[str]) -> int:
    return sum(load["crates"] for load in plan.problem["loads"] if load["id"] in names)


def words_of(plan: Plan, rows: Rows, board: Board | None = None) -> Words:
    """Return how the plan's seconds, vehicles and places are called.

    With a ``board``, vehicles that have a route are called by it.
    """
    names = {id_: shift.vehicle.name for id_, shift in rows.shifts.items()}
    names |= {line.shift: line.name for line in board.lines} if board else {}
    places = {id_: spot(point) for id_, point in rows.points.items()}
    places |= {id_: named(store) for id_, store in rows.stores.items()}
    for load in plan.problem["loads"]:
        places[load["id"]] = places[load["drop_point"]]
    return Words(lambda seconds: clock(instant(plan, seconds)), names, places)


def _before(plan: Plan, rows: Rows, words: Words) -> Iterable[LeftOut]:
    for left in plan.left_out:
        yield LeftOut(
            rows.points[left["drop_point"]],
            rows.stores[left["store"]],
            len(left["orders"]),
            (sentence(left, words),),
        )


def _by_the_solver(plan: Plan, rows: Rows, words: Words) -> Iterable[LeftOut]:
    loads = {load["id"]: load for load in plan.problem["loads"]}
    for skipped in plan.answer["skipped"]:
        load = loads[skipped["load"]]
        reasons = (sentence(reason, words) for reason in skipped.get("reasons", ()))
        yield LeftOut(
            rows.points[load["drop_point"]],
            rows.stores[load["store"]],
            len(plan.orders[skipped["load"]]),
            tuple(reasons),
        )
