"""A store's manager lets in who picks and who leads a shift there, and nobody else."""

import re

import pytest
from sqlalchemy import select

from delivery.kernel.access import STORE_ROLES, Role
from delivery.kernel.db import db
from delivery.people.models import Grant, User
from delivery.people.passwords import hashed
from tests import factories as make
from tests.signing import get, post, sign_in, sign_out

PRINTED = re.compile(r"\b([2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5})\b")
NEW = {"name": "新来的", "phone": "138 0000 5555"}


class World:
    def __init__(self):
        area = make.make_gate().compound.neighbourhood
        self.area = area
        self.store, self.other = make.make_store(area), make.make_store(area)
        self.manager = make.actor_with(Role.STORE_MANAGER, self.store.id)

    def person(self, role, *scopes, **words):
        user = make.make_user(password_hash=hashed("two words 7"), **words)
        for scope_id in scopes:
            make.grant(user, role, scope_id)
        return user


@pytest.fixture
def world(session, client):
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    world = World()
    sign_in(client, world.manager)
    return world


@pytest.mark.parametrize("role", [Role.STORE_STAFF, Role.SHIFT_LEAD])
def test_a_manager_invites_for_the_own_store_and_the_code_opens_the_door(client, world, role):
    page = get(client, f"/people/invite/{role}").text
    assert str(world.store.id) in page
    assert str(world.other.id) not in page
    paper = post(client, f"/people/invite/{role}", NEW | {"scope_id": world.store.id})
    (code,) = PRINTED.findall(paper.text)
    sign_out(client)
    assert post(client, "/welcome", {"code": code, "password": "two words 7"}).status_code == 302
    user = db.session.scalars(select(User).where(User.name == "新来的")).one()
    assert [(g.role, g.scope_id) for g in user.grants] == [(role, world.store.id)]


def test_a_manager_gives_nothing_elsewhere_and_makes_no_equals(client, world):
    words = NEW | {"scope_id": world.other.id}
    assert post(client, "/people/invite/store-staff", words).status_code == 404
    for role in set(Role) - {Role.STORE_STAFF, Role.SHIFT_LEAD, Role.VISITOR, Role.SYSTEM}:
        words = NEW | {"scope_id": world.store.id}
        assert post(client, f"/people/invite/{role}", words).status_code in (403, 422)
    assert not db.session.scalars(select(User).where(User.name == "新来的")).all()


def test_a_manager_sees_who_picks_here_and_neither_managers_nor_other_stores(client, world):
    here = world.person(Role.STORE_STAFF, world.store.id, name="欧阳小芳")
    equal = world.person(Role.STORE_MANAGER, world.store.id, name="司马光")
    there = world.person(Role.STORE_STAFF, world.other.id, name="上官小婉")
    page = get(client, "/people").text
    assert "欧阳**" in page
    assert "司马" not in page
    assert "上官" not in page
    assert get(client, f"/people/{here.id}").status_code == 200
    for hidden in (equal, there):
        assert get(client, f"/people/{hidden.id}").status_code == 404
        assert post(client, f"/people/{hidden.id}/reset").status_code == 404
        assert post(client, f"/people/{hidden.id}/disable").status_code == 404


def test_who_also_leads_the_store_is_not_reset_or_signed_off_by_an_equal(client, world):
    both = world.person(Role.STORE_STAFF, world.store.id)
    make.grant(both, Role.STORE_MANAGER, world.store.id)
    assert post(client, f"/people/{both.id}/reset").status_code == 403
    assert post(client, f"/people/{both.id}/disable").status_code == 403
    manages = db.session.scalars(select(Grant).filter_by(user_id=both.id, role="store-manager"))
    kept = manages.one()
    assert post(client, f"/people/{both.id}/roles/{kept.id}/take-back").status_code == 404


def test_a_role_here_is_taken_back_and_one_elsewhere_stays(client, world):
    picker = world.person(Role.STORE_STAFF, world.store.id, world.other.id)
    grants = {g.scope_id: g for g in picker.grants}
    path = f"/people/{picker.id}/roles"
    assert post(client, f"{path}/{grants[world.other.id].id}/take-back").status_code == 404
    assert post(client, f"{path}/{grants[world.store.id].id}/take-back").status_code == 302
    db.session.expire_all()
    assert [g.scope_id for g in picker.grants] == [world.other.id]


def test_a_picker_who_coordinates_too_gains_no_managers_right(client, world):
    """Sight lends no right: a coordinator of the area answers for managers, a manager does not."""
    lead = make.actor_with(Role.COORDINATOR, world.area.id)
    equal = world.person(Role.STORE_MANAGER, world.store.id)
    sign_in(client, lead)
    assert get(client, f"/people/{equal.id}").status_code == 200
    assert {str(role) for role in STORE_ROLES} <= set(
        re.findall(r"/people/invite/([a-z-]+)", get(client, "/people").text)
    )
