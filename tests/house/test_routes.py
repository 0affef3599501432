"""Who gets what: every address, asked by every role for its own rows, a neighbour's and a stranger's."""

import pytest

from delivery.kernel.access import EVERYBODY, STORE_ROLES, Permission, Role
from delivery.kernel.db import db
from delivery.kernel.http import endpoint
from tests.crawl import ROLES, WITHOUT_PERMISSION, absent, ask, examples, holders, ways
from tests.world import make_world

EVERYWHERE = {Role.OPERATOR}  # looks after the whole district
OVERSEERS = {Role.COORDINATOR, Role.OPERATOR}  # for them the people next door are their own
SHARED = {"neighbourhood_id", "wave_id", "schedule_id", "layer_id"}  # by next-door neighbours
ON_THE_STREET = {"store_id", "offer_id", "point_id"}  # what every resident of the place may use
FORMS = {"handoffs.take_cash": {"pay": "cash"}}  # forms that are read before their row
# Neither opens: the token is nobody's, and the tests' tables were made without migrations.
ELSEWISE = {"people.link": {409}, "health.ready": {503}}
# The plans of this world are rows of which the router has said nothing.
ELSEWISE |= {"routing.drop": {404}, "routing-api.read_drop": {404}}


@pytest.fixture
def world(session):
    return make_world()


@pytest.fixture
def crawl(app, client, world):
    """The ways of the application, and how to go them."""
    bodies = examples(client)

    class Crawl:
        ways = list(ways(app, world.home.rows))

        def go(self, way, rows, role=None, **how):
            path = way.rule.rule.replace("<uuid:", "{").replace("<", "{").replace(">", "}")
            body = bodies.get((way.method, path)) if way.is_api else FORMS.get(way.endpoint)
            token = world.home.tokens[role] if role else ""
            db.session.remove()  # a test's requests share its session; people's do not
            return ask(client, way, way.address(app, rows), token, body, **how)

    return Crawl()


def test_every_route_names_its_permission(app):
    views = {rule.endpoint: app.view_functions[rule.endpoint] for rule in app.url_map.iter_rules()}
    nameless = {name for name, view in views.items() if not hasattr(view, "permission")}
    assert nameless == WITHOUT_PERMISSION
    assert all(isinstance(views[n].permission, Permission) for n in set(views) - nameless)


def test_the_world_has_every_row_that_an_address_names(app, world):
    named = {
        name
        for rule in app.url_map.iter_rules()
        for name, converter in rule._converters.items()
        if type(converter).__name__ in ("UUIDConverter", "IntegerConverter")
    }
    assert named - set(world.home.rows) == {"number", "run"}


def test_a_stranger_is_sent_to_the_door(crawl, world):
    for way in crawl.ways:
        if way.permission not in EVERYBODY:
            answer = crawl.go(way, world.home.rows)
            sent = answer.status_code == 401 if way.is_api else "/sign-in" in answer.location
            assert sent, (str(way), answer.status)


def test_a_role_without_the_permission_is_refused_even_its_own_rows(crawl, world):
    for way in crawl.ways:
        for role in set(ROLES) - set(holders(way.permission)):
            answer = crawl.go(way, world.home.rows, role, terse=True)
            assert answer.status_code == 403, (str(way), role, answer.status)


def leaks(crawl, world):
    """Return the answers that tell a row elsewhere from one that is not there."""
    return [
        (str(way), role, answer.status)
        for way in crawl.ways
        for role in (set(holders(way.permission)) - EVERYWHERE if way.rows else ())
        for rows in (world.away.rows, absent(world.home.rows))
        if (answer := crawl.go(way, rows, role)).status_code != 404
    ]


def test_rows_elsewhere_look_exactly_like_rows_that_are_not_there(crawl, world):
    assert leaks(crawl, world) == []


def test_a_view_that_forgets_whose_row_it_is_is_found(app, crawl, world, monkeypatch):
    """The negative control."""
    careless = endpoint(Permission.PICK_LIST_READ)(lambda list_id: f"list {list_id}")
    monkeypatch.setitem(app.view_functions, "picking.list", careless)
    crawl.ways = [way for way in crawl.ways if way.endpoint == "picking.list"]
    assert {role for _way, role, _status in leaks(crawl, world)} == {
        *STORE_ROLES,
        Role.COORDINATOR,
    }


def test_a_row_of_one_s_own_opens_no_other(crawl, world):
    for way in (way for way in crawl.ways if len(way.rows) > 1):
        for role in set(holders(way.permission)) - EVERYWHERE:
            for name in way.rows:
                answer = crawl.go(way, world.home.rows | {name: world.away.rows[name]}, role)
                assert answer.status_code == 404, (str(way), role, name, answer.status)


def test_the_neighbours_rows_are_not_there_for_people_of_one_place(crawl, world):
    for way in (way for way in crawl.ways if way.rows):
        for role in set(holders(way.permission)) - OVERSEERS:
            theirs = set(way.rows) - SHARED - (ON_THE_STREET if role == Role.RESIDENT else set())
            if theirs:
                answer = crawl.go(way, world.next_door.rows, role)
                assert answer.status_code == 404, (str(way), role, answer.status)


def test_everybody_opens_their_own_pages(crawl, world):
    for way in (way for way in crawl.ways if way.method == "GET"):
        for role in ROLES[:1] if way.permission in EVERYBODY else holders(way.permission):
            answer = crawl.go(way, world.home.rows, role)
            expected = ELSEWISE.get(way.endpoint, {200, 302})
            assert answer.status_code in expected, (str(way), role, answer.status)


def test_refusals_of_the_api_have_one_shape(crawl, world):
    for way in (way for way in crawl.ways if way.is_api and way.permission not in EVERYBODY):
        assert set(crawl.go(way, world.home.rows).json) == {"type", "detail", "fields"}, str(way)
