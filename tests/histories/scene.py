"""Where the histories take place: three homes, two seats, one store and a handful of shelves."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from delivery.kernel.access import Actor, Role
from delivery.orders.services import set_pace
from tests import factories as make
from tests.conftest import NOON

STOCK, SEATS, PACE = 8, 2, 2
LATE = NOON + timedelta(hours=2, minutes=10)
ANSWERS_END = NOON + timedelta(hours=3)
SHELVES = (
    ("鲜牛奶", "Fresh milk", "dairy", 1000, "piece"),
    ("纯牛奶", "Plain milk", "dairy", 1149, "piece"),
    ("花生牛奶", "Peanut milk", "dairy", 900, "piece"),
    ("散装酸奶", "Loose yoghurt", "dairy", 2881, "weight"),
    ("散装奶酪", "Loose cheese", "dairy", 3333, "weight"),
    ("上海青", "Pak choi", "vegetables", 390, "piece"),
)


@dataclass
class Home:
    """A household, and who orders for it."""

    id: Any
    resident: Actor


@dataclass
class Scene:
    """The rows that every history begins with; each leaves them as they were."""

    store: Any
    wave: Any
    point: Any
    offers: list[Any]
    homes: list[Home]
    manager: Actor
    guard: Actor
    coordinator: Actor
    by_id: dict[Any, Any] = field(default_factory=dict)


def make_scene() -> Scene:
    """Put the scene into the session."""
    point = make.make_drop_point()
    near = point.gate.compound.neighbourhood
    store = make.make_store(near)
    wave = make.make_wave(near, capacity=SEATS)
    manager = make.actor_with(Role.STORE_MANAGER, store.id)
    offers = [
        make.make_offer(
            store,
            **{"name": name, "name_en": english, "category": category, "price_fen": fen},
            **{"sold_by": by, "mass_g": 333, "stock": STOCK},
        )
        for name, english, category, fen, by in SHELVES
    ]
    homes = []
    for _ in range(SEATS + 1):
        home = make.make_household(point.gate.compound_id)
        homes.append(Home(home.id, make.actor_with(Role.RESIDENT, home.id)))
    set_pace(store, PACE, actor=manager, at=NOON)
    return Scene(
        store,
        wave,
        point,
        offers,
        homes,
        manager,
        make.actor_with(Role.GATE_STAFF, point.gate_id),
        make.actor_with(Role.COORDINATOR, near.id),
        {offer.id: offer for offer in offers},
    )
