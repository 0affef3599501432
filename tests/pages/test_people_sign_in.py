"""Signing in and out, by everything that opens a session."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from delivery.kernel import clock
from delivery.kernel.access import Role
from delivery.kernel.db import db
from delivery.people import codes
from delivery.people.models import OneTimeCode, SignIn, User
from delivery.people.passwords import hashed
from delivery.people.services.signing import TRIES_A_NAME_HERE
from tests import factories as make
from tests.conftest import NOON
from tests.signing import get, post, sign_in

PASSWORD = "two words 7"
PHONE = "+8613800001234"


@pytest.fixture(autouse=True)
def in_english(client):
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"


@pytest.fixture
def guard(session):
    gate = make.make_gate()
    user = make.make_user("赵强", phone=PHONE, password_hash=hashed(PASSWORD))
    make.grant(user, Role.GATE_STAFF, gate.id)
    return user


def enter(client, name="138 0000 1234", password=PASSWORD, **more):
    return post(client, "/sign-in", {"name": name, "password": password} | more)


def test_a_phone_number_and_a_password_lead_home(client, guard):
    assert enter(client).location == "/"
    assert "赵强" in get(client, "/me").text


@pytest.mark.parametrize("name", ["+86 13800001234", "１３８００００１２３４", "138-0000-1234"])
def test_a_number_may_be_written_in_many_ways(client, guard, name):
    assert enter(client, name).status_code == 302


def test_a_sign_in_name_works_as_well_as_a_number(client, session):
    make.make_user("门卫", sign_in_name="gate-east-1", password_hash=hashed(PASSWORD))
    assert enter(client, "Gate-East-1").status_code == 302


@pytest.mark.parametrize(
    ("name", "password"), [("138 0000 1234", "wrong words 7"), ("139 9999 9999", PASSWORD)]
)
def test_wrong_names_and_wrong_passwords_look_the_same(client, guard, name, password):
    refused = enter(client, name, password)
    assert refused.status_code == 401
    assert "The name or the password is not right" in refused.text
    assert name in refused.text
    assert password not in refused.text


def test_too_many_tries_are_refused_even_with_the_right_password_until_time_has_passed(
    client, guard
):
    for _ in range(TRIES_A_NAME_HERE):
        assert enter(client, password="wrong words 7").status_code == 401
    refused = enter(client)
    assert refused.status_code == 429
    with clock.at(NOON + timedelta(minutes=16)):
        assert enter(client).status_code == 302


def test_another_address_is_not_locked_out_by_the_first(client, guard):
    for _ in range(TRIES_A_NAME_HERE + 1):
        enter(client, password="wrong words 7")
    client.environ_base["REMOTE_ADDR"] = "203.0.113.7"
    assert enter(client).status_code == 302


def test_sign_in_opens_a_fresh_session(client, guard):
    get(client, "/sign-in")
    with client.session_transaction() as before:
        before["planted"] = "by somebody else"
    enter(client)
    with client.session_transaction() as after:
        assert "planted" not in after


def test_a_copied_cookie_is_worth_nothing_after_sign_out(app, client, guard):
    enter(client)
    copied = client.get_cookie("menkou").value
    thief = app.test_client()
    thief.set_cookie("menkou", copied)
    assert get(thief, "/me").status_code == 200
    assert post(client, "/sign-out").status_code == 302
    assert "/sign-in" in get(thief, "/me").location


def test_a_disabled_person_is_out_on_the_next_request(client, guard):
    sign_in(client, guard)
    assert get(client, "/me").status_code == 200
    guard.disabled_at = NOON
    assert "/sign-in" in get(client, "/me").location


def test_a_role_that_was_taken_back_is_gone_on_the_next_request(client, guard):
    sign_in(client, guard)
    assert get(client, "/gate/switch").status_code == 200
    db.session.delete(guard.grants[0])
    db.session.flush()
    assert get(client, "/gate/switch").status_code == 403


@pytest.mark.parametrize("path", ["//evil.example", "https://evil.example", "/\\evil", "/a\nb"])
def test_next_leads_nowhere_outside(client, guard, path):
    assert enter(client, next=path).location == "/"


def test_next_leads_to_where_somebody_was_going(client, guard):
    asked = get(client, "/me").location
    assert asked == "/sign-in?next=/me"
    assert enter(client, next="/me").location == "/me"


def link_for(user, **more):
    token = codes.issue("link", by=None, user_id=user.id, **more)
    db.session.commit()
    return f"/link/{token}"


def test_a_link_is_looked_at_many_times_and_spent_once(client, app, guard):
    url = link_for(guard, leads_to="/me")
    for _ in range(2):  # a preview in a chat
        assert ">Come in<" in get(client, url).text
    assert post(client, url).location == "/me"
    assert "赵强" in get(client, "/me").text
    other = app.test_client()
    assert post(other, url).status_code == 409
    assert get(other, url).status_code == 409


def test_a_link_grows_old(client, guard):
    url = link_for(guard)
    with clock.at(NOON + timedelta(days=2, seconds=1)):
        assert post(client, url).status_code == 409


def test_a_link_for_one_role_opens_no_other(client, guard):
    area = make.make_neighbourhood()
    make.grant(guard, Role.COORDINATOR, area.id)
    post(client, link_for(guard, as_role=Role.GATE_STAFF))
    assert get(client, "/people").status_code == 403
    assert get(client, "/gate/switch").status_code == 200


def test_the_link_of_a_disabled_person_opens_nothing(client, guard):
    url = link_for(guard)
    guard.disabled_at = NOON
    assert post(client, url).status_code == 409


def code_for(user, kind):
    code = codes.issue(kind, by=None, user_id=user.id)
    db.session.commit()
    return code


def test_an_invited_person_sets_a_password_with_the_code_from_the_paper(client, session):
    user = make.make_user("新人")
    code = code_for(user, "invite")
    typed = f" {code[:5].lower()}-{code[5:]} "
    done = post(client, "/welcome", {"code": typed, "password": PASSWORD})
    assert done.location == "/"
    assert post(client, "/sign-out").status_code == 302
    assert enter(client, user.phone).status_code == 302


def test_a_code_is_spent_once(client, guard):
    code = code_for(guard, "reset")
    assert post(client, "/welcome", {"code": code, "password": "new words 8"}).status_code == 302
    again = post(client, "/welcome", {"code": code, "password": "other words 9"})
    assert again.status_code == 422
    assert "was not found" in again.text


def test_a_reset_ends_every_other_session(app, client, guard):
    thief = sign_in(app.test_client(), guard)
    post(client, "/welcome", {"code": code_for(guard, "reset"), "password": "new words 8"})
    assert get(thief, "/me").status_code == 302
    assert get(client, "/me").status_code == 200


@pytest.mark.parametrize("password", ["short", "12345678", "aaaaaaaa", "13800001234", "password1"])
def test_weak_passwords_are_refused_and_the_code_stays_good(client, guard, password):
    code = code_for(guard, "reset")
    assert post(client, "/welcome", {"code": code, "password": password}).status_code == 422
    assert post(client, "/welcome", {"code": code, "password": PASSWORD}).status_code == 302


def test_guessing_codes_is_slow(client, guard):
    for _ in range(20):
        refused = post(client, "/welcome", {"code": "K7QMB2FWXA", "password": PASSWORD})
        assert refused.status_code == 422
    last = post(client, "/welcome", {"code": code_for(guard, "reset"), "password": PASSWORD})
    assert last.status_code == 429


def test_no_secret_is_kept_as_it_is(session, guard):
    code = code_for(guard, "reset")
    kept = session.scalars(select(OneTimeCode)).one()
    assert code not in kept.code_hash
    assert PASSWORD not in guard.password_hash
    assert guard.password_hash.startswith("$argon2id$")


def colleague(guard, pin="4711"):
    user = make.make_user("孙梅", pin_hash=hashed(pin))
    make.grant(user, Role.GATE_STAFF, guard.grants[0].scope_id)
    return user


def test_a_gate_phone_changes_hands_by_pin(app, client, guard):
    mate = colleague(guard)
    sign_in(client, guard)
    assert "孙梅" in get(client, "/gate/switch").text
    copied = client.get_cookie("menkou").value
    assert post(client, "/gate/switch", {"user_id": mate.id, "pin": "4711"}).location == "/"
    assert "孙梅" in get(client, "/me").text
    left_behind = app.test_client()
    left_behind.set_cookie("menkou", copied)
    assert get(left_behind, "/me").status_code == 302


def test_a_pin_opens_the_gate_and_nothing_else(client, guard):
    mate = colleague(guard)
    make.grant(mate, Role.COORDINATOR, make.make_neighbourhood().id)
    sign_in(client, guard)
    post(client, "/gate/switch", {"user_id": mate.id, "pin": "4711"})
    assert get(client, "/people").status_code == 403


def test_five_wrong_pins_close_the_door(client, guard):
    mate = colleague(guard)
    sign_in(client, guard)
    for _ in range(5):
        assert post(client, "/gate/switch", {"user_id": mate.id, "pin": "0000"}).status_code == 422
    assert post(client, "/gate/switch", {"user_id": mate.id, "pin": "4711"}).status_code == 429


def test_the_staff_of_another_gate_cannot_take_over(client, guard):
    stranger = make.make_user("外人", pin_hash=hashed("4711"))
    make.grant(stranger, Role.GATE_STAFF, make.make_gate().id)
    sign_in(client, guard)
    assert "外人" not in get(client, "/gate/switch").text
    refused = post(client, "/gate/switch", {"user_id": stranger.id, "pin": "4711"})
    assert refused.status_code == 422


def test_the_language_is_switched_by_visitors_and_sticks_through_sign_in(client, guard):
    assert post(client, "/language/en", {"next": "/sign-in"}).location == "/sign-in"
    assert "Phone number" in get(client, "/sign-in").text
    enter(client)
    assert "Where you are signed in" in get(client, "/me").text
    post(client, "/language/zh_Hans", {"next": "//evil.example"})
    db.session.expire_all()
    assert db.session.get(User, guard.id).language == "zh_Hans"


def test_there_is_no_third_language(client, session):
    assert post(client, "/language/tlh").status_code == 404


def test_devices_are_listed_and_signed_out_one_by_one(app, client, guard):
    other = sign_in(app.test_client(), guard)
    sign_in(client, guard)
    mine = session_ids(guard)
    assert get(client, "/me").text.count("Sign out everywhere else") == 1
    for one in mine:
        post(client, f"/me/devices/{one}/sign-out")
    assert get(other, "/me").status_code == 302


def test_nobody_signs_out_a_strangers_device(app, client, guard):
    stranger = make.make_user("外人")
    sign_in(app.test_client(), stranger)
    sign_in(client, guard)
    assert post(client, f"/me/devices/{session_ids(stranger)[0]}/sign-out").status_code == 404


def test_all_other_devices_are_signed_out_at_once(app, client, guard):
    other = sign_in(app.test_client(), guard)
    sign_in(client, guard)
    post(client, "/me/devices/sign-out")
    assert get(other, "/me").status_code == 302
    assert get(client, "/me").status_code == 200


def session_ids(user):
    return db.session.scalars(select(SignIn.id).where(SignIn.user_id == user.id)).all()
