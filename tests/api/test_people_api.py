"""People for programs: the same acts by bearer token, one error shape, no secret twice."""

import pytest
from sqlalchemy import select

from delivery.kernel.access import Role
from delivery.kernel.db import db
from delivery.people.models import Grant, JoinRequest
from delivery.people.passwords import hashed
from tests import factories as make
from tests.signing import bearer, sign_in

PASSWORD = "two words 7"
EN = {"Accept-Language": "en"}


@pytest.fixture
def gate(session):
    return make.make_gate()


@pytest.fixture
def coordinator(gate):
    return make.actor_with(Role.COORDINATOR, gate.compound.neighbourhood_id)


def ask(client, method, path, who=None, json=None, **headers):
    db.session.commit()
    if who is not None:
        headers |= bearer(who)
    return client.open(f"/api/v1{path}", method=method, json=json, headers=EN | headers)


def test_a_program_signs_in_acts_and_signs_out(client, gate):
    user = make.make_user("赵强", password_hash=hashed(PASSWORD))
    make.grant(user, Role.GATE_STAFF, gate.id)
    opened = ask(client, "POST", "/session", json={"name": user.phone, "password": PASSWORD})
    assert opened.json["name"] == "赵强"
    token = {"Authorization": f"Bearer {opened.json['token']}"}
    assert "Set-Cookie" not in opened.headers
    me = client.get("/api/v1/me", headers=token).json
    assert [(role["role"], role["scope_id"]) for role in me["roles"]] == [
        ("gate-staff", str(gate.id))
    ]
    assert client.delete("/api/v1/session", headers=token).status_code == 204
    assert client.get("/api/v1/me", headers=token).status_code == 401


def test_failed_sign_ins_are_counted_and_told_how_long_to_wait(client, gate):
    user = make.make_user(password_hash=hashed(PASSWORD))
    words = {"name": user.phone, "password": "wrong words 7"}
    for _ in range(8):
        refused = ask(client, "POST", "/session", json=words)
        assert (refused.status_code, refused.json["type"]) == (401, "not-signed-in")
    blocked = ask(client, "POST", "/session", json=words | {"password": PASSWORD})
    assert (blocked.status_code, blocked.json["type"]) == (429, "too-many-tries")
    assert 0 < int(blocked.headers["Retry-After"]) <= 900


def test_from_an_invitation_to_a_password(client, gate, coordinator):
    words = {"name": "孙梅", "phone": "138 0000 5555", "role": "gate-staff", "scope_id": gate.id}
    invited = ask(client, "POST", "/people", coordinator, words)
    assert invited.status_code == 201
    redeem = {"code": invited.json["code"], "password": PASSWORD}
    opened = ask(client, "POST", "/welcome", json=redeem)
    assert opened.json["person_id"] == invited.json["person_id"]
    assert ask(client, "POST", "/welcome", json=redeem).status_code == 422


def test_a_list_of_people_is_masked_and_one_person_is_not(client, gate, coordinator):
    user = make.make_user("欧阳小芳", phone="+8613812345678")
    make.grant(user, Role.GATE_STAFF, gate.id)
    rows = ask(client, "GET", "/people?role=gate-staff", coordinator).json["people"]
    assert [(row["name"], row["phone"]) for row in rows] == [("欧阳**", "138 **** 5678")]
    one = ask(client, "GET", f"/people/{user.id}", coordinator).json
    assert (one["name"], one["phone"]) == ("欧阳小芳", "+8613812345678")
    assert "password_hash" not in one


def test_disable_enable_reset_link_and_roles(client, gate, coordinator):
    user = make.make_user(password_hash=hashed(PASSWORD))
    make.grant(user, Role.GATE_STAFF, gate.id)
    theirs = bearer(user)
    at = f"/people/{user.id}"
    assert ask(client, "POST", f"{at}/disable", coordinator).json["disabled_at"]
    assert client.get("/api/v1/me", headers=theirs).status_code == 401
    assert ask(client, "POST", f"{at}/reset", coordinator).status_code == 409
    assert ask(client, "POST", f"{at}/enable", coordinator).json["disabled_at"] is None
    assert len(ask(client, "POST", f"{at}/reset", coordinator).json["code"]) == 10
    link = ask(client, "POST", f"{at}/link", coordinator, {"leads_to": "/routes"})
    assert len(link.json["code"]) == 48
    group = make.make_group(gate.compound_id)
    role = {"role": "leader", "scope_id": group.id}
    held = ask(client, "POST", f"{at}/roles", coordinator, role).json["roles"]
    assert [one["role"] for one in held] == ["gate-staff", "leader"]
    assert ask(client, "DELETE", f"{at}/roles/{held[1]['id']}", coordinator).status_code == 204


def test_a_household_joins_by_program(client, gate):
    group = make.make_group(gate.compound_id)
    home = make.make_household(gate.compound_id, group)
    leader = make.actor_with(Role.LEADER, group.id)
    (paper,) = ask(client, "POST", "/codes", leader, {"households": [home.id]}).json
    words = {"code": paper["code"], "name": "王芳", "phone": "13800007777", "password": PASSWORD}
    assert ask(client, "POST", "/join", json=words).json["name"] == "王芳"
    (asked,) = ask(client, "GET", "/joins", leader).json
    assert (asked["name"], asked["state"]) == ("王芳", "asked")
    done = ask(client, "POST", f"/joins/{asked['id']}/confirm", leader).json
    assert done["state"] == "confirmed"
    (shown,) = ask(client, "GET", f"/groups/{group.id}", leader).json
    assert (shown["room"], shown["residents"]) == (home.room, ["王*"])
    assert ask(client, "GET", "/groups", leader).json["groups"][0]["id"] == str(group.id)


def test_refusing_is_the_leaders_too(client, gate):
    group = make.make_group(gate.compound_id)
    home = make.make_household(gate.compound_id, group)
    asked = make.keep(
        JoinRequest(_state="asked", user_id=make.make_user().id, household_id=home.id)
    )
    leader = make.actor_with(Role.LEADER, group.id)
    assert ask(client, "POST", f"/joins/{asked.id}/refuse", leader).json["state"] == "refused"
    assert not db.session.scalars(select(Grant).where(Grant.user_id == asked.user_id)).all()


def test_ones_own_account_by_program(client, gate):
    user = make.make_user("赵强")
    edited = ask(client, "PUT", "/me", user, {"name": "老赵", "elder": True}).json
    assert (edited["name"], edited["elder"]) == ("老赵", True)
    assert ask(client, "PUT", "/me/language", user, {"language": "en"}).status_code == 204
    assert ask(client, "PUT", "/me/language", user, {"language": "tlh"}).status_code == 422


def test_password_pin_and_devices_by_program(client, gate):
    user = make.make_user(password_hash=hashed(PASSWORD))
    make.grant(user, Role.GATE_STAFF, gate.id)
    wrong = {"current": "wrong words 7", "password": "new words 8"}
    refused = ask(client, "PUT", "/me/password", user, wrong)
    assert (refused.status_code, list(refused.json["fields"])) == (422, ["current"])
    pin = {"current": PASSWORD, "pin": "4711"}
    assert ask(client, "PUT", "/me/pin", user, pin).status_code == 204
    right = wrong | {"current": PASSWORD}
    assert ask(client, "PUT", "/me/password", user, right).status_code == 204
    devices = ask(client, "GET", "/me/devices", user).json
    assert len(devices) == 2  # the one that changed the password, and the one that asks
    gone = ask(client, "DELETE", f"/me/devices/{devices[1]['id']}", user)
    assert gone.status_code == 204
    theirs = ask(client, "GET", "/me/devices", make.make_user()).json
    stranger = ask(client, "DELETE", f"/me/devices/{theirs[0]['id']}", user)
    assert stranger.status_code == 404


def test_a_gates_device_is_handed_over_by_program(client, gate):
    guard, mate = make.make_user(), make.make_user("孙梅", pin_hash=hashed("4711"))
    for one in (guard, mate):
        make.grant(one, Role.GATE_STAFF, gate.id)
    headers = bearer(guard)
    words = {"user_id": str(mate.id), "pin": "4711"}
    opened = client.post("/api/v1/session/switch", json=words, headers=headers)
    assert opened.json["name"] == "孙梅"
    assert client.get("/api/v1/me", headers=headers).status_code == 401


def test_homes_and_groups_by_program(client, gate, coordinator):
    home = make.make_household(gate.compound_id)
    at = f"/places/compounds/{gate.compound_id}/groups"
    group = ask(client, "POST", at, coordinator, {"name": "三栋"}).json
    words = {"building": "3", "unit": "2", "floor": 12, "room": "1201", "group_id": group["id"]}
    edited = ask(client, "PUT", f"/households/{home.id}", coordinator, words).json
    assert edited | words == edited
    assert ask(client, "GET", f"/households/{home.id}", coordinator).json == edited


def test_the_operator_keeps_district_and_neighbourhoods(client, gate, coordinator):
    area = gate.compound.neighbourhood
    operator = make.actor_with(Role.OPERATOR, area.district_id)
    district = {"name": "新区", "time_zone": "Asia/Urumqi"}
    assert ask(client, "PUT", "/places/district", coordinator, district).status_code == 403
    kept = ask(client, "PUT", "/places/district", operator, district).json
    assert kept["time_zone"] == "Asia/Urumqi"
    made = ask(client, "POST", "/places/neighbourhoods", operator, {"name": "宝山社区"})
    assert made.status_code == 201
    at = f"/places/neighbourhoods/{made.json['id']}"
    assert ask(client, "PUT", at, operator, {"name": "金山社区"}).json["name"] == "金山社区"
    assert ask(client, "PUT", at, coordinator, {"name": "我的"}).status_code == 404


def test_places_are_made_read_and_corrected(client, gate, coordinator):
    area = gate.compound.neighbourhood_id
    assert ask(client, "GET", "/places/neighbourhoods", coordinator).json[0]["id"] == str(area)
    at = f"/places/neighbourhoods/{area}/compounds"
    made = ask(client, "POST", at, coordinator, {"name": "宝山小区"})
    assert made.status_code == 201
    compound = made.json["id"]
    blocks = {"blocks": "1栋 1-2层 每层2户"}
    added = ask(client, "POST", f"/places/compounds/{compound}/households", coordinator, blocks)
    assert added.json == {"new": 4, "known": 0}
    at = f"/places/compounds/{compound}/gates"
    made = ask(client, "POST", at, coordinator, {"name": "北门"}).json
    assert made["state"] == "open"
    moved = ask(
        client, "POST", f"/places/gates/{made['id']}/state", coordinator, {"action": "close"}
    )
    assert moved.json["state"] == "closed"
    at = f"/places/gates/{made['id']}/drop-points"
    point = {"name": "架子", "lat": 26.6, "lon": 106.7, "opens_at": "07:00", "closes_at": "21:00"}
    made = ask(client, "POST", at, coordinator, point).json
    at = f"/places/drop-points/{made['id']}"
    assert ask(client, "PUT", at, coordinator, point | {"name": "新架子"}).json["name"] == "新架子"


@pytest.mark.parametrize(
    "words",
    [
        {"name": "x", "colour": "red"},
        {"name": 7},
        {"name": None},
        {"name": "x\0"},
        {"name": "\ud800"},
        {"name": "x", "risk_level": 2**63},
        {"name": "x", "risk_level": -1},
        {"name": "x", "risk_until": "0001-01-01T00:00"},
        [],
        "name",
    ],
)
def test_bad_words_are_refused_by_field_and_nothing_is_made(client, gate, coordinator, words):
    at = f"/places/neighbourhoods/{gate.compound.neighbourhood_id}/compounds"
    refused = ask(client, "POST", at, coordinator, words)
    assert refused.status_code == 422, refused.text
    assert refused.json["type"] == "invalid"
    assert set(refused.json) == {"type", "detail", "fields"}


def test_a_strangers_rows_and_absent_rows_look_the_same(client, coordinator):
    far = make.make_gate()
    stranger = make.actor_with(Role.GATE_STAFF, far.id)
    group = make.make_group(far.compound_id)
    for method, path, words in (
        ("GET", f"/people/{stranger.id}", None),
        ("POST", f"/people/{stranger.id}/disable", None),
        ("POST", f"/people/{stranger.id}/reset", None),
        ("GET", f"/groups/{group.id}", None),
        ("POST", "/codes", {"households": [make.make_household(far.compound_id).id]}),
        ("PUT", f"/places/compounds/{far.compound_id}", {"name": "mine"}),
        ("PUT", f"/places/gates/{far.id}", {"name": "mine"}),
        ("POST", f"/places/gates/{far.id}/state", {"action": "close"}),
        ("GET", f"/places/compounds/{far.compound_id}/gates", None),
    ):
        theirs = ask(client, method, path, coordinator, words)
        assert theirs.status_code == 404, path
        assert theirs.json["type"] == "not-found"


def test_another_site_cannot_use_the_browsers_cookie(client, coordinator):
    sign_in(client, coordinator)
    forged = client.post(
        "/api/v1/people", json={"name": "x"}, headers={"Idempotency-Key": "12345678"}
    )
    assert forged.status_code == 400


def test_a_write_without_a_key_is_refused(client, gate, coordinator):
    headers = {k: v for k, v in bearer(coordinator).items() if k == "Authorization"}
    refused = client.put(f"/api/v1/places/gates/{gate.id}", json={"name": "北门"}, headers=headers)
    assert refused.status_code == 422
    assert "Idempotency-Key" in refused.json["fields"]
