"""A closed wave with packed bags, a store, gates and vehicles, for the tests of routing."""

from dataclasses import dataclass, field
from datetime import timedelta

from delivery.crew.models import Shift, Volunteer
from delivery.kernel.access import SYSTEM, Actor, Role
from delivery.merchants.catalogue.models import Store
from delivery.merchants.picking.models import PickList
from delivery.orders.models import Order, Wave
from delivery.places.models import DropPoint
from delivery.routing import services
from delivery.routing.core.problem import Problem
from delivery.routing.core.solve import solve
from delivery.routing.core.stopping import Iterations
from delivery.routing.models import Plan
from delivery.routing.wave_problem import problem_of
from tests import factories as make
from tests.conftest import NOON

LATER = NOON + timedelta(hours=3)  # an hour after the cut-off


@dataclass
class World:
    """Everything that one closed wave needs; made by ``closed_wave``."""

    wave: Wave
    store: Store
    points: list[DropPoint]
    volunteer: Volunteer
    coordinator: Actor
    orders: list[Order] = field(default_factory=list)
    shifts: list[Shift] = field(default_factory=list)

    @property
    def driver(self) -> Actor:
        """The volunteer as an actor."""
        return Actor(
            id=self.volunteer.user_id, scopes={Role.VOLUNTEER: frozenset({self.volunteer.id})}
        )


def closed_wave(*, points=2, orders=2, bags=1, vehicles=1, list_state="done") -> World:
    """Return a closed wave with ``orders`` packed orders for each of ``points`` drop points."""
    neighbourhood = make.make_neighbourhood()
    store = make.make_store(neighbourhood)
    offer = make.make_offer(store, stock=1000)
    wave = make.make_wave(neighbourhood, state="closed")
    gates = [make.make_gate(neighbourhood) for _ in range(points)]
    spots = [make.make_drop_point(g, lat=26.6 + i / 200) for i, g in enumerate(gates)]
    world = World(
        wave=wave,
        store=store,
        points=spots,
        volunteer=make.make_volunteer(neighbourhood),
        coordinator=make.actor_with(Role.COORDINATOR, neighbourhood.id),
    )
    make.grant(world.volunteer.user, Role.VOLUNTEER, world.volunteer.id)
    for spot in spots:
        for _ in range(orders):
            home = make.make_household(spot.gate.compound_id)
            order = make.make_order(wave, store, home, spot, offer)
            world.orders.append(order)
            for n in range(bags):
                make.make_bag(order, number_of=(n + 1, bags))
    make.keep(PickList(_state=list_state, wave_id=wave.id, store_id=store.id))
    world.shifts = [make.make_shift(wave, volunteer=world.volunteer) for _ in range(vehicles)]
    return world


def solved(wave, *, at=LATER):
    """Return the problem of ``wave`` and an answer to it."""
    made = problem_of(wave, at=at)
    return made, solve(Problem.from_json(made.problem), stop=Iterations(1)).to_json()


def proposed(world, *, at=LATER) -> Plan:
    """Return a plan of the world's wave that waits for the coordinator."""
    plan = services.ask(world.wave, seconds=3, actor=world.coordinator, at=at)
    made, answer = solved(world.wave, at=at)
    services.judge(made, answer)
    services.propose(plan, made, answer, made_at=at, actor=SYSTEM, at=at)
    return plan


def adopted(world, *, at=LATER) -> Plan:
    """Return a plan that became the wave's routes."""
    plan = proposed(world, at=at)
    services.adopt(plan, services.judged(plan), actor=world.coordinator, at=at)
    return plan
