"""The places of a district, kept in the browser."""

import pytest
from sqlalchemy import select

from delivery.kernel.access import Role
from delivery.kernel.db import db
from delivery.kernel.ledger import Event
from delivery.places.models import Compound, District, DropPoint, Gate, Neighbourhood
from tests import factories as make
from tests.counting import statements
from tests.signing import get, post, sign_in

POINT = {
    "name": "北门架子",
    "lat": "26.6012",
    "lon": "106.7105",
    "opens_at": "07:30",
    "closes_at": "20:00",
    "service_s": "90",
    "handling_s": "8",
    "shelf_crates": "60",
    "shelf_cold_crates": "12",
}


@pytest.fixture(autouse=True)
def in_english(client):
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"


@pytest.fixture
def point(session):
    return make.make_drop_point()


@pytest.fixture
def area(point):
    return point.gate.compound.neighbourhood


@pytest.fixture
def coordinator(area):
    return make.actor_with(Role.COORDINATOR, area.id)


@pytest.fixture
def operator(area):
    return make.actor_with(Role.OPERATOR, area.district_id)


def test_from_a_neighbourhood_to_a_drop_point_all_is_made_in_the_browser(client, operator):
    sign_in(client, operator)
    post(client, "/places/neighbourhoods/new", {"name": "宝山社区", "name_en": "Baoshan"})
    area = db.session.scalars(select(Neighbourhood).where(Neighbourhood.name == "宝山社区")).one()
    assert "Baoshan" in get(client, "/places").text
    made = post(client, f"/places/neighbourhoods/{area.id}/compounds/new", {"name": "宝山小区"})
    compound = db.session.scalars(select(Compound).where(Compound.name == "宝山小区")).one()
    assert made.location == f"/places/compounds/{compound.id}"
    post(client, f"/places/compounds/{compound.id}/gates/new", {"name": "北门"})
    gate = db.session.scalars(select(Gate).where(Gate.compound_id == compound.id)).one()
    assert gate.state == "open"
    assert "No drop point yet" in get(client, made.location).text
    post(client, f"/places/gates/{gate.id}/drop-points/new", POINT)
    found = db.session.scalars(select(DropPoint).where(DropPoint.gate_id == gate.id)).one()
    assert (found.lat, found.opens_at.hour, found.shelf_crates) == (26.6012, 7, 60)
    assert "07:30–20:00" in get(client, made.location).text


def test_what_is_known_stands_in_the_form_and_is_corrected(client, coordinator, point):
    sign_in(client, coordinator)
    url = f"/places/drop-points/{point.id}"
    page = get(client, url).text
    assert 'value="07:00"' in page
    assert 'value="26.6"' in page
    assert post(client, url, POINT | {"name_en": ""}).status_code == 302
    db.session.refresh(point)
    assert (point.name, point.name_en, point.closes_at.hour) == ("北门架子", None, 20)
    assert db.session.scalars(select(Event.action).where(Event.subject_id == point.id)).all() == [
        "edit"
    ]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"lat": "91"}, "degrees from -90 to 90"),
        ({"lon": "nan"}, "Expected degrees"),
        ({"lon": "1e400"}, "Expected degrees"),
        ({"opens_at": "21:00"}, "closes before it opens"),
        ({"opens_at": "soon"}, "Expected a time"),
        ({"shelf_crates": "-1"}, "from 0 to 10000"),
        ({"service_s": str(2**63)}, "Expected a whole number"),
        ({"name": "x" * 61}, "1 to 60 characters"),
    ],
)
def test_bad_words_are_told_beside_their_field_and_nothing_changes(
    client, coordinator, point, changes, said
):
    sign_in(client, coordinator)
    refused = post(client, f"/places/drop-points/{point.id}", POINT | changes)
    assert refused.status_code == 422
    assert said in refused.text
    db.session.refresh(point)
    assert point.name == "东门架子"


def test_two_places_beside_each_other_have_two_names(client, coordinator, point):
    sign_in(client, coordinator)
    url = f"/places/compounds/{point.gate.compound_id}/gates/new"
    refused = post(client, url, {"name": "东门"})
    assert refused.status_code == 409
    assert "one of this name already" in refused.text


def test_a_gate_is_restricted_closed_and_opened(client, coordinator, point):
    sign_in(client, coordinator)
    gate = point.gate
    for action, state in (("restrict", "restricted"), ("close", "closed"), ("open", "open")):
        assert post(client, f"/places/gates/{gate.id}/{action}").status_code == 302
        db.session.refresh(gate)
        assert gate.state == state
    assert post(client, f"/places/gates/{gate.id}/open").status_code == 409


def test_a_risk_level_ends_at_a_time_on_the_districts_clocks(client, coordinator, point):
    sign_in(client, coordinator)
    compound = point.gate.compound
    url = f"/places/compounds/{compound.id}"
    words = {"name": compound.name, "risk_level": "2", "risk_until": "2026-03-05T12:00"}
    assert post(client, url, words).status_code == 302
    db.session.refresh(compound)
    assert (compound.risk_level, compound.risk_until.hour) == (2, 4)
    assert 'value="2026-03-05T12:00"' in get(client, url).text


def test_only_the_operator_changes_the_district_and_makes_neighbourhoods(
    client, coordinator, operator, area
):
    words = {"name": "新名字", "time_zone": "Asia/Urumqi"}
    sign_in(client, coordinator)
    assert post(client, "/places/district", words).status_code == 403
    assert post(client, "/places/neighbourhoods/new", {"name": "我的"}).status_code == 403
    sign_in(client, operator)
    assert post(client, "/places/district", words | {"time_zone": "Mars/Base"}).status_code == 422
    assert post(client, "/places/district", words).status_code == 302
    assert db.session.get(District, area.district_id, populate_existing=True).name == "新名字"


def test_a_coordinator_sees_nothing_of_the_next_neighbourhood(client, coordinator):
    far = make.make_drop_point()
    sign_in(client, coordinator)
    gate, compound = far.gate, far.gate.compound
    assert compound.name not in get(client, "/places").text
    for url in (
        f"/places/neighbourhoods/{compound.neighbourhood_id}",
        f"/places/neighbourhoods/{compound.neighbourhood_id}/compounds/new",
        f"/places/compounds/{compound.id}",
        f"/places/compounds/{compound.id}/gates/new",
        f"/places/gates/{gate.id}",
        f"/places/gates/{gate.id}/drop-points/new",
        f"/places/drop-points/{far.id}",
    ):
        assert get(client, url).status_code == 404, url
        assert post(client, url, POINT).status_code == 404, url
    assert post(client, f"/places/gates/{gate.id}/close").status_code == 404
    assert far.gate.state == "open"


def test_the_list_asks_as_much_for_one_compound_as_for_ten(client, coordinator, area):
    sign_in(client, coordinator)
    get(client, "/places")
    with statements() as few:
        get(client, "/places")
    for _ in range(9):
        make.make_drop_point(make.make_gate(area))
    with statements() as many:
        get(client, "/places")
    assert len(many) == len(few)
