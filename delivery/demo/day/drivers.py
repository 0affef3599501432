"""The wave is planned, and its routes are driven as far as the day has come."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial

from flask import current_app
from sqlalchemy import select

from delivery.crew.models import Shift, Vehicle, Volunteer
from delivery.demo.day.scene import Scene, act, person
from delivery.demo.day.timeline import PLANNED_AFTER
from delivery.demo.founding.rows import write
from delivery.handoffs import services as handoffs
from delivery.handoffs.rules import Proof
from delivery.kernel import clock
from delivery.kernel.access import SYSTEM, Actor, Role
from delivery.kernel.db import db
from delivery.kernel.ids import new_id
from delivery.orders.models import Wave
from delivery.routing import services as routing
from delivery.routing.models import Plan, Route, Stop
from delivery.routing.planning import Planner

Deed = tuple[datetime, Callable[[], object]]


def give_shifts(scene: Scene) -> None:
    """Let every vehicle go out, each with the volunteer who drives it."""
    drivers = {
        key.removeprefix("driver of "): id_
        for key, id_ in scene.ids.items()
        if key.startswith("driver of ")
    }
    names = {id_: key for key, id_ in scene.ids.items()}
    vehicles = db.session.scalars(select(Vehicle)).all()
    times = scene.timeline
    write(
        Shift,
        [
            {
                "id": new_id(),
                "wave_id": scene.wave_id,
                "vehicle_id": vehicle.id,
                "volunteer_id": drivers.get(names[vehicle.id]),
                "starts_at": times.leaves,
                "ends_at": times.collect_to,
            }
            for vehicle in vehicles
        ],
    )


def plan(scene: Scene) -> Plan:
    """Have the wave planned by the worker's own planner, and adopt what it says."""
    at = scene.timeline.cut_off + PLANNED_AFTER
    act(at, lambda: give_shifts(scene))
    wave = db.session.get_one(Wave, scene.wave_id)
    asked = act(at, lambda: routing.ask(wave, seconds=scene.seconds, actor=SYSTEM, at=at))
    planner = Planner(current_app.config["MENKOU"])
    with scene.progress("planning", [asked.id]) as steps, clock.at(at):
        for _ in steps:
            planner.work(wait=True)
            planner.close()
    made = db.session.get_one(Plan, asked.id)
    act(at, lambda: routing.adopt(made, routing.judged(made), actor=SYSTEM, at=at))
    return made


def drive(scene: Scene) -> Iterator[Deed]:
    """Yield what volunteers and robots do at their stops."""
    routes = db.session.scalars(
        select(Route).where(Route.wave_id == scene.wave_id, Route.state == "planned")
    ).all()
    for route in routes:
        driver = _driver(route)
        for stop in route.stops:
            yield stop.leaves_at, partial(_visit, stop, driver)


def _driver(route: Route) -> Actor:
    """Return who drives ``route``; for a robot, the coordinator says what it did."""
    volunteer_id = route.shift.volunteer_id
    if volunteer_id is None:
        return person(None, Role.COORDINATOR, route.wave.neighbourhood_id)
    volunteer = db.session.get_one(Volunteer, volunteer_id)
    return person(volunteer.user_id, Role.VOLUNTEER, volunteer_id)


def _visit(stop: Stop, driver: Actor) -> None:
    said = Proof(key=f"demo:{stop.id}", at=stop.leaves_at, device="demo")
    visit = handoffs.load if stop.kind == "pickup" else handoffs.drop
    visit(stop, said, actor=driver)
