"""A gate with a household's bags on their way to it: what tests of hand-offs begin with."""

from dataclasses import dataclass
from datetime import timedelta
from itertools import count

from delivery.crew.models import Volunteer
from delivery.handoffs.rules import Proof
from delivery.kernel.access import Actor, Role
from delivery.merchants.catalogue.models import Store
from delivery.merchants.picking.models import Bag
from delivery.orders.models import Order, Wave
from delivery.people.models import Household
from delivery.places.models import DropPoint
from delivery.routing.models import Plan, Route, Stop, StopLoad
from tests import factories as make
from tests.conftest import NOON

numbers = count(1)


@dataclass
class Scene:
    """One order of two bags, ambient and chilled, and everybody who has to do with it."""

    point: DropPoint
    store: Store
    wave: Wave
    home: Household
    order: Order
    bags: list[Bag]
    route: Route
    pickup: Stop
    dropping: Stop
    driver: Actor
    guard: Actor
    leader: Actor
    resident: Actor
    volunteer: Volunteer

    @property
    def ids(self):
        return [bag.id for bag in self.bags]


def scene(*, state="packed", payment_code="wxp://store") -> Scene:
    """Make a scene whose bags are in ``state``; the order costs ¥7.80 and owes all of it."""
    point = make.make_drop_point()
    compound = point.gate.compound
    store = make.make_store(compound.neighbourhood, payment_code=payment_code)
    wave = make.make_wave(compound.neighbourhood, state="planned")
    group = make.make_group(compound.id)
    home = make.make_household(compound.id, group)
    order = make.make_order(wave, store, home, point, make.make_offer(store))
    bags = [
        make.make_bag(order, state=state, number_of=(1, 2)),
        make.make_bag(order, state=state, number_of=(2, 2), temperature="chilled"),
    ]
    volunteer = make.make_volunteer(compound.neighbourhood)
    route, pickup, dropping = make_route(wave, store, point, [order], volunteer)
    driver = make.grant(volunteer.user, Role.VOLUNTEER, volunteer.id)
    return Scene(
        *(point, store, wave, home, order, bags, route, pickup, dropping),
        Actor(driver.user_id, {Role.VOLUNTEER: frozenset({volunteer.id})}),
        make.actor_with(Role.GATE_STAFF, point.gate_id),
        make.actor_with(Role.LEADER, group.id),
        make.actor_with(Role.RESIDENT, home.id),
        volunteer,
    )


def make_route(wave, store, point, orders, volunteer) -> tuple[Route, Stop, Stop]:
    """Make an adopted plan of one route: ``orders`` from ``store`` to ``point``."""
    shift = make.make_shift(wave, volunteer=volunteer)
    plan = make.keep(
        Plan(_state="adopted", wave_id=wave.id, number=next(numbers), seconds=1, made_at=NOON)
    )
    route = make.keep(
        Route(
            _state="planned",
            plan_id=plan.id,
            wave_id=wave.id,
            shift_id=shift.id,
            letter="A",
            distance_m=2100,
            leaves_at=NOON + timedelta(hours=2),
            back_at=NOON + timedelta(hours=5),
        )
    )
    pickup = _stop(route, 1, "pickup", store_id=store.id)
    dropping = _stop(route, 2, "drop", drop_point_id=point.id)
    for order in orders:
        make.keep(StopLoad(stop_id=pickup.id, order_id=order.id))
        make.keep(StopLoad(stop_id=dropping.id, order_id=order.id))
    return route, pickup, dropping


def _stop(route, position, kind, **where) -> Stop:
    at = NOON + timedelta(hours=2 + position)
    times = {"arrives_at": at, "starts_at": at, "leaves_at": at + timedelta(minutes=5)}
    return make.keep(Stop(route_id=route.id, position=position, kind=kind, **times, **where))


def proof(*, minutes=0, method="list", **words) -> Proof:
    """Return a proof of its own, said so many minutes after noon."""
    key = f"phone-7:{next(numbers):04}"
    return Proof(
        **({"key": key, "at": NOON + timedelta(minutes=minutes), "method": method} | words)
    )
