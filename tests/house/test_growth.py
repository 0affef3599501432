"""A page for many rows asks the database as often as a page for one."""

import pytest
from sqlalchemy import select

from delivery.kernel.access import Permission, Role
from delivery.kernel.db import db
from delivery.kernel.http import endpoint
from delivery.merchants.catalogue.models import Store
from delivery.merchants.picking.models import Bag, PickList
from delivery.orders.models import Wave
from delivery.people.models import Household, HouseholdGroup, JoinRequest
from delivery.places.models import DropPoint, Neighbourhood
from tests import factories as make
from tests.counting import statements
from tests.crawl import ask, holders, ways
from tests.handing import make_route
from tests.world import make_news, make_world

MORE = 5


@pytest.fixture
def home(session):
    return make_world().home


@pytest.fixture
def asked(app, client, home):
    """Return how often each page and address asks the database, by address and role."""

    def count(only=""):
        found = {}
        for way in (way for way in ways(app, home.rows) if way.method == "GET"):
            for role in holders(way.permission) if only in way.endpoint else ():
                db.session.remove()
                with statements() as seen:
                    ask(client, way, way.address(app, home.rows), home.tokens[role])
                found[str(way), role] = len(seen)
        return found

    return count


def grow(home):
    """Give the people at home five times as much to look at."""
    kinds = {
        "neighbourhood_id": Neighbourhood,
        "wave_id": Wave,
        "point_id": DropPoint,
        "store_id": Store,
        "group_id": HouseholdGroup,
        "household_id": Household,
    }
    near, wave, point, store, group, own = (
        db.session.get(m, home.rows[n]) for n, m in kinds.items()
    )
    for n in range(MORE):
        neighbour = make.make_household(point.gate.compound_id, group)
        make.actor_with(Role.RESIDENT, neighbour.id)
        newcomer = make.make_user()
        make.keep(JoinRequest(_state="asked", user_id=newcomer.id, household_id=neighbour.id))
        order = make.make_order(wave, store, neighbour, point, make.make_offer(store))
        make.make_bag(order, state="at-gate")
        make_route(wave, store, point, [order], make.make_volunteer(near))
        later = make.make_wave(near, state="closed", hours=60 + n)
        make.keep(PickList(_state="open", wave_id=later.id, store_id=store.id))
        ours = make.make_order(later, store, own, point, make.make_offer(store))
        make.make_bag(ours, state="packed")
        make_news(ours, home.actors[Role.RESIDENT])
        make.make_store(near)
        make.make_drop_point(make.make_gate(near))
    db.session.commit()


def grown(home, asked, only=""):
    """Return what asks more often for more rows, once caches are warm."""
    asked(only)
    few = asked(only)
    grow(home)
    many = asked(only)
    return {page: (few[page], many[page]) for page in few if many[page] > few[page] + 1}


def test_no_page_asks_more_often_for_more_rows(home, asked):
    assert grown(home, asked) == {}


def test_a_page_that_asks_row_by_row_is_found(app, home, asked, monkeypatch):
    """The negative control."""

    def row_by_row():
        return ",".join(bag.order.household.room for bag in db.session.scalars(select(Bag)))

    view = endpoint(Permission.SHIFT_EDIT)(row_by_row)
    monkeypatch.setitem(app.view_functions, "crew.crew", view)
    assert ("GET /crew", Role.COORDINATOR) in grown(home, asked, "crew.crew")
