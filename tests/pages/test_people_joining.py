"""A code on paper, a request, the leader's word; and who gets in nowhere."""

import re
from io import BytesIO

import pytest
from sqlalchemy import select

from delivery.kernel.access import Role
from delivery.kernel.db import db
from delivery.people import codes
from delivery.people.models import Grant, Household, HouseholdGroup, JoinRequest, User
from delivery.people.passwords import hashed
from tests import factories as make
from tests.counting import statements
from tests.signing import get, post, sign_in

PRINTED = re.compile(r"(?<![-\w])([2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4})(?![-\w])")


@pytest.fixture(autouse=True)
def in_english(client):
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"


class World:
    """Two compounds of two neighbourhoods, a group in each, three homes in the first."""

    def __init__(self):
        self.compound = make.make_gate().compound
        self.group = make.make_group(self.compound.id)
        self.homes = [make.make_household(self.compound.id, self.group) for _ in range(3)]
        self.leader = make.actor_with(Role.LEADER, self.group.id, user=make.make_user("组长"))
        self.coordinator = make.actor_with(Role.COORDINATOR, self.compound.neighbourhood_id)
        other = make.make_gate().compound
        self.strangers_group = make.make_group(other.id)
        self.strangers_home = make.make_household(other.id, self.strangers_group)
        self.stranger = make.actor_with(Role.LEADER, self.strangers_group.id)


@pytest.fixture
def world(session):
    return World()


def printed(client, world, *homes):
    """Print codes for ``homes`` as the leader, sign out, and return the codes."""
    sign_in(client, world.leader)
    sheet = post(
        client, f"/group/{world.group.id}/codes", {"households": [home.id for home in homes]}
    )
    assert sheet.status_code == 200, sheet.text
    post(client, "/sign-out")
    return PRINTED.findall(sheet.text)


def come(client, code, **more):
    words = {"name": "王小芳", "phone": "138 0000 7777", "password": "two words 7"} | more
    return post(client, "/join", {"code": code} | words)


def test_a_resident_joins_with_the_paper_and_the_leaders_word(client, world):
    (code,) = printed(client, world, world.homes[0])
    assert come(client, code).location == "/me"
    assert "Your group leader will confirm it" in get(client, "/me").text
    post(client, "/sign-out")

    sign_in(client, world.leader)
    page = get(client, f"/group/{world.group.id}").text
    assert "王小芳 wants to join" in page
    asked = db.session.scalars(select(JoinRequest)).one()
    assert post(client, f"/joins/{asked.id}/confirm").status_code == 302
    held = db.session.scalars(select(Grant).where(Grant.user_id == asked.user_id)).one()
    assert (held.role, held.scope_id) == ("resident", world.homes[0].id)
    page = get(client, f"/group/{world.group.id}").text
    assert "王**" in page
    assert "王小芳 wants" not in page


def test_the_sheet_carries_doors_and_codes_and_nobodys_name(client, world):
    resident = make.make_user("王小芳", phone="+8613800007777")
    make.grant(resident, Role.RESIDENT, world.homes[0].id)
    sign_in(client, world.leader)
    sheet = post(
        client,
        f"/group/{world.group.id}/codes",
        {"households": [home.id for home in world.homes]},
    ).text
    assert len(PRINTED.findall(sheet)) == 3
    assert not re.search("王|7777|组长", sheet)


def test_a_code_is_spent_once_and_a_new_one_replaces_the_old(client, world):
    (old,) = printed(client, world, world.homes[0])
    (new,) = printed(client, world, world.homes[0])
    assert come(client, old).status_code == 422
    assert come(client, new).status_code == 302
    post(client, "/sign-out")
    assert come(client, new, phone="138 0000 8888").status_code == 422


def test_who_is_refused_is_forgotten(client, world):
    (code,) = printed(client, world, world.homes[0])
    come(client, code)
    sign_in(client, world.leader)
    asked = db.session.scalars(select(JoinRequest)).one()
    post(client, f"/joins/{asked.id}/refuse")
    user = db.session.get(User, asked.user_id, populate_existing=True)
    assert (user.phone, user.password_hash, user.disabled_at is not None) == (None, None, True)
    assert user.name == "–"


def test_a_leader_joins_a_home_with_the_account_they_have(client, world):
    (code,) = printed(client, world, world.homes[1])
    sign_in(client, world.leader)
    assert "Phone number" not in get(client, "/join").text
    assert post(client, "/join", {"code": code}).status_code == 302
    asked = db.session.scalars(select(JoinRequest)).one()
    assert asked.user_id == world.leader.id


def test_who_moves_orders_for_the_new_home_only(client, world):
    mover = make.make_user("搬家", password_hash=hashed("two words 7"))
    make.grant(mover, Role.RESIDENT, world.homes[0].id)
    asked = make.keep(JoinRequest(_state="asked", user_id=mover.id, household_id=world.homes[1].id))
    sign_in(client, world.leader)
    post(client, f"/joins/{asked.id}/confirm")
    held = db.session.scalars(select(Grant.scope_id).where(Grant.user_id == mover.id)).all()
    assert held == [world.homes[1].id]


def test_a_number_that_is_known_signs_in_first_and_the_code_stays_good(client, world):
    make.make_user("王小芳", phone="+8613800007777")
    (code,) = printed(client, world, world.homes[0])
    refused = come(client, code)
    assert refused.status_code == 409
    assert "Sign in with it first" in refused.text
    assert come(client, code, phone="138 0000 8888").status_code == 302


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"phone": "12345"}, "phone"),
        ({"password": "short"}, "password"),
        ({"name": ""}, "name"),
        ({"name": "x\0y"}, "_schema"),
    ],
)
def test_a_bad_word_is_told_beside_its_field_and_what_was_typed_stays(
    client, world, changes, field
):
    (code,) = printed(client, world, world.homes[0])
    refused = come(client, code, **changes)
    assert refused.status_code == 422
    assert code in refused.text
    assert 'aria-invalid="true"' in refused.text or field == "_schema"
    assert not db.session.scalars(select(JoinRequest)).all()


def test_no_leader_reaches_into_a_strangers_group(client, world):
    sign_in(client, world.stranger)
    asked = make.keep(
        JoinRequest(_state="asked", user_id=make.make_user().id, household_id=world.homes[0].id)
    )
    assert get(client, f"/group/{world.group.id}").status_code == 404
    for url, words in (
        (f"/group/{world.group.id}/codes", {"households": [world.homes[0].id]}),
        (f"/group/{world.strangers_group.id}/codes", {"households": [world.homes[0].id]}),
        (f"/joins/{asked.id}/confirm", {}),
        (f"/joins/{asked.id}/refuse", {}),
    ):
        assert post(client, url, words).status_code == 404, url
    assert db.session.get(JoinRequest, asked.id).state == "asked"


def test_a_coordinator_sees_every_group_of_the_neighbourhood_and_no_other(client, world):
    sign_in(client, world.coordinator)
    page = get(client, "/group").text
    assert world.group.name in page
    assert world.strangers_group.name not in page


def test_a_leader_of_one_group_lands_on_it(client, world):
    sign_in(client, world.leader)
    assert get(client, "/group").location == f"/group/{world.group.id}"


def test_a_groups_page_asks_as_much_for_three_homes_as_for_twelve(client, world):
    sign_in(client, world.leader)
    get(client, f"/group/{world.group.id}")
    with statements() as few:
        get(client, f"/group/{world.group.id}")
    for _ in range(9):
        home = make.make_household(world.compound.id, world.group)
        make.grant(make.make_user(), Role.RESIDENT, home.id)
        codes.issue("join", by=None, household_id=home.id)
    with statements() as many:
        get(client, f"/group/{world.group.id}")
    assert len(many) == len(few)


def homes_url(world):
    return f"/places/compounds/{world.compound.id}/households"


def test_homes_are_added_by_the_building_with_groups_of_neighbours(client, world):
    sign_in(client, world.coordinator)
    words = {"blocks": "8栋 1–2单元 1–11层 每层2户", "group_size": 10}
    assert post(client, homes_url(world), words).status_code == 302
    homes = db.session.scalars(select(Household).where(Household.building == "8")).all()
    assert len(homes) == 44
    assert all(home.group_id for home in homes)
    page = get(client, homes_url(world) + "?building=8").text
    assert "Building 8, unit 2, 1102" in page
    again = post(client, homes_url(world), words)
    assert again.status_code == 302
    assert "0 homes added, 44 were there already" in get(client, homes_url(world)).text


def test_a_table_is_taken_whole_or_not_at_all(client, world):
    sign_in(client, world.coordinator)
    url = homes_url(world) + "/table"

    def send(content):
        return post(client, url, {"table": (BytesIO(content), "homes.csv")})

    refused = send(b"building,room\n9,101\n,102\n")
    assert refused.status_code == 422
    assert "Line 3 cannot be read" in refused.text
    assert not db.session.scalars(select(Household).where(Household.building == "9")).all()
    assert send("楼栋,房号,组\n9栋,101,九栋\n9栋,102,九栋\n".encode("gb18030")).status_code == 302
    group = db.session.scalars(select(HouseholdGroup).where(HouseholdGroup.name == "九栋")).one()
    homes = db.session.scalars(select(Household).where(Household.building == "9")).all()
    assert {home.group_id for home in homes} == {group.id}


def test_a_home_is_corrected_and_no_two_are_the_same(client, world):
    sign_in(client, world.coordinator)
    first, second, _ = world.homes
    url = f"/households/{first.id}"
    words = {"building": "3", "unit": "2", "floor": "12", "room": "1201"}
    assert post(client, url, words).status_code == 302
    assert db.session.get(Household, first.id).room == "1201"
    refused = post(client, url, words | {"room": second.room})
    assert refused.status_code == 409
    assert "such a home already" in refused.text


def test_a_home_is_not_given_to_a_group_elsewhere(client, world):
    sign_in(client, world.coordinator)
    words = {"building": "3", "room": "1201", "group_id": world.strangers_group.id}
    assert post(client, f"/households/{world.homes[0].id}", words).status_code == 404


def test_nobody_keeps_the_homes_of_a_strangers_neighbourhood(client, world):
    sign_in(client, world.coordinator)
    theirs = world.strangers_home
    assert get(client, f"/places/compounds/{theirs.compound_id}/households").status_code == 404
    assert get(client, f"/households/{theirs.id}").status_code == 404
    refused = post(client, f"/households/{theirs.id}", {"building": "1", "room": "1"})
    assert refused.status_code == 404


def test_codes_of_a_building_are_printed_by_the_coordinator(client, world):
    sign_in(client, world.coordinator)
    url = f"/places/compounds/{world.compound.id}/codes"
    sheet = post(client, url, {"households": [home.id for home in world.homes]})
    assert len(PRINTED.findall(sheet.text)) == 3
    assert post(client, url, {"households": [world.strangers_home.id]}).status_code == 404
    assert post(client, url, {}).status_code == 422
