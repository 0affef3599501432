"""Who is let in, by whom, and how far a coordinator reaches."""

import re

import pytest
from sqlalchemy import select

from delivery.crew.models import Volunteer
from delivery.kernel.access import STORE_ROLES, Role
from delivery.kernel.db import db
from delivery.people.models import Grant, User
from delivery.people.passwords import hashed
from tests import factories as make
from tests.counting import statements
from tests.signing import get, post, sign_in, sign_out

PRINTED = re.compile(r"\b([2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5})\b")
NEW = {"name": "新来的", "phone": "138 0000 5555"}
STAFF = [Role.LEADER, *STORE_ROLES, Role.GATE_STAFF, Role.COORDINATOR]


@pytest.fixture(autouse=True)
def in_english(client):
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"


class World:
    """A neighbourhood with one of each place, another beside it, an operator, a coordinator."""

    def __init__(self):
        gate = make.make_gate()
        area = gate.compound.neighbourhood
        self.area, self.gate = area, gate
        self.group = make.make_group(gate.compound_id)
        self.home = make.make_household(gate.compound_id, self.group)
        self.store = make.make_store(area)
        self.operator = make.actor_with(Role.OPERATOR, area.district_id)
        self.coordinator = make.actor_with(Role.COORDINATOR, area.id)
        self.elsewhere = make.make_gate()
        self.scopes = {
            Role.LEADER: self.group.id,
            **dict.fromkeys(STORE_ROLES, self.store.id),
            Role.GATE_STAFF: gate.id,
            Role.COORDINATOR: area.id,
            Role.OPERATOR: area.district_id,
        }

    def person(self, role, **words):
        user = make.make_user(password_hash=hashed("two words 7"), **words)
        make.grant(user, role, self.scopes[role])
        return user


@pytest.fixture
def world(session):
    return World()


@pytest.mark.parametrize("role", [*STAFF, Role.OPERATOR])
def test_an_operator_invites_for_every_role_and_the_code_opens_the_door(client, world, role):
    sign_in(client, world.operator)
    assert "code" in get(client, f"/people/invite/{role}").text
    paper = post(client, f"/people/invite/{role}", NEW | {"scope_id": world.scopes[role]})
    assert paper.status_code == 200, paper.text
    (code,) = PRINTED.findall(paper.text)
    sign_out(client)
    come = post(client, "/welcome", {"code": code, "password": "two words 7"})
    assert come.status_code == 302
    user = db.session.scalars(select(User).where(User.name == "新来的")).one()
    assert [(g.role, g.scope_id) for g in user.grants] == [(role, world.scopes[role])]


@pytest.mark.parametrize("role", STAFF)
def test_a_coordinator_invites_within_the_neighbourhood(client, world, role):
    sign_in(client, world.coordinator)
    page = get(client, f"/people/invite/{role}").text
    assert str(world.scopes[role]) in page
    assert str(world.elsewhere.id) not in page
    words = NEW | {"scope_id": world.scopes[role]}
    assert post(client, f"/people/invite/{role}", words).status_code == 200


def test_a_resident_is_invited_by_the_door(client, world):
    sign_in(client, world.coordinator)
    where = {"compound_id": world.gate.compound_id, "building": "3", "unit": "2"}
    refused = post(client, "/people/invite/resident", NEW | where | {"room": "9999"})
    assert refused.status_code == 422
    assert "no such home" in refused.text
    done = post(client, "/people/invite/resident", NEW | where | {"room": world.home.room})
    assert done.status_code == 200


@pytest.mark.parametrize("role", ["operator", "volunteer", "system", "king"])
def test_a_coordinator_makes_no_operator(client, world, role):
    sign_in(client, world.coordinator)
    assert get(client, f"/people/invite/{role}").status_code == 403
    words = NEW | {"scope_id": world.area.district_id}
    assert post(client, f"/people/invite/{role}", words).status_code in (403, 422)
    assert not db.session.scalars(select(User).where(User.name == "新来的")).all()


def test_a_coordinator_gives_nothing_elsewhere_and_nobody_is_left_half_made(client, world):
    sign_in(client, world.coordinator)
    words = NEW | {"scope_id": world.elsewhere.id}
    assert post(client, "/people/invite/gate-staff", words).status_code == 404
    assert not db.session.scalars(select(User).where(User.name == "新来的")).all()


def test_somebody_who_is_known_is_given_the_role_without_a_new_code(client, world):
    guard = world.person(Role.GATE_STAFF, phone="+8613800005555")
    sign_in(client, world.coordinator)
    done = post(client, "/people/invite/leader", NEW | {"scope_id": world.group.id})
    assert done.location == f"/people/{guard.id}"
    db.session.refresh(guard)
    assert {g.role for g in guard.grants} == {"gate-staff", "leader"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"phone": ""}, "one of the two"),
        ({"phone": "12"}, "not a phone number"),
        ({"phone": "", "sign_in_name": "13800001111"}, "This is a phone number"),
        ({"scope_id": ""}, "Please choose where"),
        ({"name": ""}, "This is missing"),
        ({"colour": "red"}, "no such field"),
    ],
)
def test_bad_words_are_told_beside_their_field(client, world, changes, said):
    sign_in(client, world.coordinator)
    words = NEW | {"scope_id": world.gate.id} | changes
    refused = post(client, "/people/invite/gate-staff", words)
    assert refused.status_code == 422
    if "colour" not in changes:
        assert said in refused.text


def test_the_list_masks_names_and_numbers_and_finds_people_by_them(client, world):
    world.person(Role.GATE_STAFF, name="欧阳小芳", phone="+8613812345678")
    sign_in(client, world.coordinator)
    page = get(client, "/people").text
    assert "欧阳**" in page
    assert "138 **** 5678" in page
    assert "小芳" not in page
    assert "欧阳**" in get(client, "/people?q=5678").text
    assert "欧阳**" in get(client, "/people?role=gate-staff").text
    assert "欧阳**" not in get(client, "/people?role=leader").text
    assert get(client, "/people?q=%25").text.count("<td") == 0


def test_the_list_asks_as_much_for_three_people_as_for_thirty(client, world):
    sign_in(client, world.coordinator)
    for role in STAFF:
        world.person(role)
    get(client, "/people")
    with statements() as few:
        get(client, "/people")
    for _ in range(10):
        for role in STAFF:
            world.person(role)
    with statements() as many:
        assert "page=2" in get(client, "/people").text
    assert len(many) == len(few)


def test_signing_off_acts_at_once_and_letting_in_again_brings_no_old_session_back(
    app, client, world
):
    guard = world.person(Role.GATE_STAFF)
    phone = sign_in(app.test_client(), guard)
    assert get(phone, "/me").status_code == 200
    sign_in(client, world.coordinator)
    assert post(client, f"/people/{guard.id}/disable").status_code == 302
    assert get(phone, "/me").status_code == 302
    assert post(client, f"/people/{guard.id}/disable").status_code == 409
    assert post(client, f"/people/{guard.id}/enable").status_code == 302
    assert get(phone, "/me").status_code == 302


def test_a_reset_prints_a_code_and_the_old_password_works_until_it_is_spent(client, world):
    guard = world.person(Role.GATE_STAFF)
    sign_in(client, world.coordinator)
    (code,) = PRINTED.findall(post(client, f"/people/{guard.id}/reset").text)
    sign_out(client)
    words = {"name": guard.phone, "password": "two words 7"}
    assert post(client, "/sign-in", words).status_code == 302
    sign_out(client)
    assert post(client, "/welcome", {"code": code, "password": "new words 8"}).status_code == 302
    sign_out(client)
    assert post(client, "/sign-in", words).status_code == 401


ACTS = ("disable", "reset", "link")


@pytest.mark.parametrize("act", ACTS)
def test_a_coordinator_does_not_see_operators_nor_strangers(client, world, act):
    stranger = make.actor_with(Role.GATE_STAFF, world.elsewhere.id)
    sign_in(client, world.coordinator)
    for other in (world.operator, stranger):
        assert get(client, f"/people/{other.id}").status_code == 404
        assert post(client, f"/people/{other.id}/{act}").status_code == 404


@pytest.mark.parametrize("act", ACTS)
def test_a_coordinator_does_not_touch_who_works_elsewhere_too(client, world, act):
    both = world.person(Role.GATE_STAFF)
    make.grant(both, Role.COORDINATOR, world.elsewhere.compound.neighbourhood_id)
    sign_in(client, world.coordinator)
    refused = post(client, f"/people/{both.id}/{act}")
    assert refused.status_code == 403
    assert "Please ask the operator" in refused.text
    assert str(world.elsewhere.id) not in get(client, f"/people/{both.id}").text


def test_nobody_shuts_themselves_out(client, world):
    sign_in(client, world.operator)
    assert post(client, f"/people/{world.operator.id}/disable").status_code == 422


def test_one_operator_always_stays(client, world):
    sign_in(client, world.operator)
    own = db.session.scalars(select(Grant).where(Grant.user_id == world.operator.id)).one()
    refused = post(client, f"/people/{world.operator.id}/roles/{own.id}/take-back")
    assert refused.status_code == 409
    assert "only operator" in refused.text


def test_roles_are_given_and_taken_back(client, world):
    guard = world.person(Role.GATE_STAFF)
    sign_in(client, world.coordinator)
    assert str(world.group.id) in get(client, f"/people/{guard.id}?role=leader").text
    give = {"role": "leader", "scope_id": world.group.id}
    assert post(client, f"/people/{guard.id}/roles", give).status_code == 302
    held = db.session.scalars(
        select(Grant).where(Grant.user_id == guard.id, Grant.role == "leader")
    ).one()
    assert post(client, f"/people/{guard.id}/roles/{held.id}/take-back").status_code == 302
    assert "Group leader</strong>" not in get(client, f"/people/{guard.id}").text


def test_nobody_takes_back_what_lies_elsewhere(client, world):
    both = world.person(Role.GATE_STAFF)
    far = make.grant(both, Role.GATE_STAFF, world.elsewhere.id)
    sign_in(client, world.coordinator)
    assert post(client, f"/people/{both.id}/roles/{far.id}/take-back").status_code == 404
    other = world.person(Role.LEADER)
    near = other.grants[0].id
    assert post(client, f"/people/{both.id}/roles/{near}/take-back").status_code == 404


def test_a_volunteer_is_sent_a_link_that_opens_as_a_volunteer_only(app, client, world):
    user = make.make_user("志愿者")
    row = make.keep(Volunteer(user_id=user.id, neighbourhood_id=world.area.id))
    make.grant(user, Role.VOLUNTEER, row.id)
    make.grant(user, Role.LEADER, world.group.id)
    sign_in(client, world.coordinator)
    assert "A one-time link" in get(client, f"/people/{user.id}").text
    paper = post(client, f"/people/{user.id}/link").text
    path = re.search(r"/link/[0-9a-f]{48}", paper).group()
    phone = app.test_client()
    assert post(phone, path).location == "/"
    assert get(phone, "/me").status_code == 200
    assert get(phone, "/group").status_code == 403


def test_residents_and_guards_see_no_list_of_people(client, world):
    for role, where in ((Role.RESIDENT, world.home.id), (Role.GATE_STAFF, world.gate.id)):
        sign_in(client, make.actor_with(role, where))
        assert get(client, "/people").status_code == 403
        assert get(client, "/places").status_code == 403
        assert post(client, f"/people/{world.operator.id}/disable").status_code == 403


def test_a_password_is_changed_with_the_present_one_and_tries_are_counted(app, client, world):
    guard = world.person(Role.GATE_STAFF)
    other = sign_in(app.test_client(), guard)
    sign_in(client, guard)
    words = {"current": "wrong words 7", "password": "new words 8"}
    refused = post(client, "/me/password", words)
    assert refused.status_code == 422
    assert "not your present password" in refused.text
    assert post(client, "/me/password", words | {"current": "two words 7"}).status_code == 302
    assert get(other, "/me").status_code == 302
    assert get(client, "/me").status_code == 200
    for _ in range(8):
        post(client, "/me/password", words)
    blocked = post(client, "/me/password", words | {"current": "new words 8"})
    assert blocked.status_code == 429


def test_a_pin_needs_the_password_and_four_mixed_digits(client, world):
    guard = world.person(Role.GATE_STAFF)
    sign_in(client, guard)
    for pin in ("123", "1234", "7777", "12ab", "4711471"):
        words = {"current": "two words 7", "pin": pin}
        assert post(client, "/me/pin", words).status_code == 422, pin
    assert post(client, "/me/pin", {"current": "no", "pin": "4711"}).status_code == 422
    assert post(client, "/me/pin", {"current": "two words 7", "pin": "4711"}).status_code == 302
    db.session.refresh(guard)
    assert guard.pin_hash.startswith("$argon2id$")


def test_name_and_large_print_are_kept(client, world):
    guard = world.person(Role.GATE_STAFF)
    sign_in(client, guard)
    assert post(client, "/me", {"name": "老赵", "elder": "1"}).status_code == 302
    page = get(client, "/me").text
    assert "老赵" in page
    assert 'class="elder"' in page
    post(client, "/me", {"name": "老赵"})
    assert 'class="elder"' not in get(client, "/me").text


def test_one_form_sent_twice_is_one_act(client, world):
    sign_in(client, world.coordinator)
    guard = world.person(Role.GATE_STAFF)
    first = post(client, f"/people/{guard.id}/disable", key="pressed-twice-1")
    again = post(client, f"/people/{guard.id}/disable", key="pressed-twice-1")
    assert (first.status_code, again.status_code) == (302, 302)
    assert again.headers["Idempotent-Replayed"] == "true"


def test_who_was_invited_elsewhere_is_given_no_second_code_to_come_in_by(client, world):
    """Such a code would open the other neighbourhood's work to whoever prints it."""
    invited = make.make_user("还没来", phone="+8613800005555")
    make.grant(invited, Role.OPERATOR, world.scopes[Role.OPERATOR])
    sign_in(client, world.coordinator)
    form = NEW | {"scope_id": world.gate.id}
    answer = post(client, "/people/invite/gate-staff", form)
    assert answer.status_code == 403
    assert not PRINTED.search(answer.text)
    assert [grant.role for grant in invited.grants] == [Role.OPERATOR]


def test_a_resident_of_another_home_is_not_moved_by_an_invitation(client, world):
    user = make.make_user("李明", phone="+8613800005555", password_hash=hashed("two words 7"))
    home = make.make_household(world.elsewhere.compound_id)
    make.grant(user, Role.RESIDENT, home.id)
    sign_in(client, world.coordinator)
    there = {"compound_id": world.gate.compound_id, "building": world.home.building}
    form = NEW | there | {"unit": world.home.unit, "room": world.home.room}
    assert post(client, "/people/invite/resident", form).status_code == 409
    assert [grant.scope_id for grant in user.grants] == [home.id]
