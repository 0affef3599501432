"""A small world for crawls: a neighbourhood with people of every role, their neighbours, strangers.

``home`` and ``next_door`` share a neighbourhood and a wave, and have a compound, gate, store and
volunteer each. ``away`` is another neighbourhood altogether. Each is a ``Corner``: what stands
there, by the name that addresses give it (``order_id``), and who works there, by role.
"""

import uuid
from dataclasses import dataclass, field
from datetime import time

from delivery.handoffs.sync.models import HeardAct, OfflineShift
from delivery.kernel import ids
from delivery.kernel.access import Actor, Role
from delivery.kernel.db import db
from delivery.kernel.ledger import record
from delivery.merchants.catalogue.lists.models import PriceList
from delivery.merchants.picking.models import PickList
from delivery.notices.models import Telling
from delivery.orders.models import WaveSchedule
from delivery.people.models import Grant, JoinRequest, SignIn, User
from delivery.people.sessions import open_session
from delivery.routing.models import StreetLayer
from tests import factories as make
from tests.conftest import NOON
from tests.handing import make_route

Rows = dict[str, uuid.UUID | int]


@dataclass
class Corner:
    """Rows by the name of their id in addresses, and an actor and a bearer token for each role."""

    rows: Rows = field(default_factory=dict)
    actors: dict[Role, Actor] = field(default_factory=dict)
    tokens: dict[Role, str] = field(default_factory=dict)


@dataclass
class World:
    """Three corners; ``operator`` looks after all of them."""

    home: Corner
    next_door: Corner
    away: Corner


def make_world() -> World:
    """Make the rows and commit them (into the test's savepoint)."""
    near, far = make.make_neighbourhood(), make.make_neighbourhood()
    shared = make_shared(near)
    world = World(make_corner(near, shared), make_corner(near, shared), make_away(far))
    operator = make.actor_with(Role.OPERATOR, near.district_id)
    world.home.actors[Role.OPERATOR] = operator
    for corner in (world.home, world.next_door, world.away):
        for role, actor in corner.actors.items():
            corner.tokens[role] = token_of(actor)
    db.session.commit()
    return world


def token_of(actor: Actor) -> str:
    """Return a token with which a program signs in as ``actor``."""
    return open_session(db.session.get_one(User, actor.id), "password")


def make_shared(neighbourhood) -> dict[str, object]:
    """Make what belongs to a whole neighbourhood."""
    schedule = WaveSchedule(
        neighbourhood_id=neighbourhood.id,
        weekday=2,
        cut_off=time(12),
        collect_from=time(16),
        collect_to=time(19),
        capacity=100,
    )
    layer = StreetLayer(
        neighbourhood_id=neighbourhood.id, geojson={"type": "FeatureCollection", "features": []}
    )
    wave = make.make_wave(neighbourhood, state="planned")
    return {"schedule": make.keep(schedule), "layer": make.keep(layer), "wave": wave}


def make_away(neighbourhood) -> Corner:
    """Make a corner of another neighbourhood."""
    return make_corner(neighbourhood, make_shared(neighbourhood))


def make_corner(neighbourhood, shared) -> Corner:
    """Make a compound with a gate, a household with an order, a store, a route, and their people."""
    wave = shared["wave"]
    point = make.make_drop_point(make.make_gate(neighbourhood))
    compound = point.gate.compound
    group = make.make_group(compound.id)
    home = make.make_household(compound.id, group)
    store = make.make_store(neighbourhood)
    offer = make.make_offer(store)
    make.make_photo(offer)
    order = make.make_order(wave, store, home, point, offer)
    proposed = make.make_proposal(order)
    bag = make.make_bag(order, state="at-gate")
    bag.print_run = 1
    pick_list = make.keep(PickList(_state="open", wave_id=wave.id, store_id=store.id))
    volunteer = make.make_volunteer(neighbourhood)
    route, pickup, dropping = make_route(wave, store, point, [order], volunteer)
    asking = make.make_user("新邻居")
    asked = make.keep(JoinRequest(_state="asked", user_id=asking.id, household_id=home.id))
    people = {
        Role.RESIDENT: make.actor_with(Role.RESIDENT, home.id),
        Role.LEADER: make.actor_with(Role.LEADER, group.id),
        Role.STORE_STAFF: make.actor_with(Role.STORE_STAFF, store.id),
        Role.SHIFT_LEAD: make.actor_with(Role.SHIFT_LEAD, store.id),
        Role.STORE_MANAGER: make.actor_with(Role.STORE_MANAGER, store.id),
        Role.GATE_STAFF: make.actor_with(Role.GATE_STAFF, point.gate_id),
        Role.COORDINATOR: make.actor_with(Role.COORDINATOR, neighbourhood.id),
        Role.VOLUNTEER: make.actor_with(Role.VOLUNTEER, volunteer.id, user=volunteer.user),
    }
    resident = people[Role.RESIDENT]
    answered_for = make.actor_with(Role.RESIDENT, home.id)  # by all who answer for people
    picks = make.keep(Grant(user_id=answered_for.id, role=Role.STORE_STAFF, scope_id=store.id))
    doubtful = make_doubtful_act(people[Role.GATE_STAFF], neighbourhood, bag)
    rows = {
        "neighbourhood_id": neighbourhood.id,
        "compound_id": compound.id,
        "gate_id": point.gate_id,
        "point_id": point.id,
        "group_id": group.id,
        "household_id": home.id,
        "store_id": store.id,
        "offer_id": offer.id,
        "price_list_id": make_price_list(store).id,
        "wave_id": wave.id,
        "schedule_id": shared["schedule"].id,
        "order_id": order.id,
        "line_id": proposed.id,
        "list_id": pick_list.id,
        "bag_id": bag.id,
        "volunteer_id": volunteer.id,
        "vehicle_id": route.shift.vehicle_id,
        "shift_id": route.shift_id,
        "plan_id": route.plan_id,
        "route_id": route.id,
        "stop_id": pickup.id,
        "visit_id": dropping.id,
        "layer_id": shared["layer"].id,
        "request_id": asked.id,
        "user_id": answered_for.id,
        "grant_id": picks.id,
        "sign_in_id": make_sign_in(resident).id,
        "event_seq": make_news(order, resident),
        "act_id": doubtful.id,
        "phone_id": doubtful.shift_id,
        "report_id": make.make_report(order).id,
        "payment_id": make.make_online_payment(order).id,
        "ask_id": make.make_weekly_ask(wave, home, offer).id,
    }
    return Corner(rows, people)


def make_price_list(store) -> PriceList:
    """Make a price list of ``store`` whose columns are to be looked at."""
    return make.keep(
        PriceList(
            _state="sent",
            store_id=store.id,
            file_name="价格表.csv",
            kind="csv",
            encoding="utf-8",
            heads=["条码"],
            sample=[["2001010000101"]],
            columns={"gtin": 0},
        )
    )


def make_sign_in(actor: Actor) -> SignIn:
    """Make another device on which ``actor`` is signed in."""
    return make.keep(
        SignIn(
            user_id=actor.id,
            token_hash=ids.digest(ids.token()),
            expires_at=NOON.replace(year=NOON.year + 1),
            how="password",
        )
    )


def make_news(order, reader: Actor) -> int:
    """Tell ``reader`` of ``order`` in the app, and return the event's number."""
    event = record("place", order, actor_id=reader.id, at=NOON)
    db.session.flush()
    make.keep(Telling(event_seq=event.seq, transport="inbox", user_id=reader.id))
    return event.seq


def make_doubtful_act(guard: Actor, neighbourhood, bag) -> HeardAct:
    """Make an act that waits for the coordinator: a hand-over of a shift that had ended."""
    (gate,) = guard.within(Role.GATE_STAFF)
    shift = make.keep(
        OfflineShift(
            user_id=guard.id,
            role="gate-staff",
            scope_id=gate,
            neighbourhood_id=neighbourhood.id,
            device="d-000000",
            started_at=NOON,
            ended_at=NOON,
        )
    )
    return make.keep(
        HeardAct(
            act_id=ids.new_id(),
            hash=ids.digest(ids.token()),
            shift_id=shift.id,
            outcome="quarantined",
            reason="shift-ended",
            device="d-000000",
            user_id=guard.id,
            seq=1,
            kind="hand-over",
            bag_id=bag.id,
            said_at=NOON.isoformat(),
        )
    )
