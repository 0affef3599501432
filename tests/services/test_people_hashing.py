"""Slow work stands outside the transaction, and unknown names wait as long as known ones."""

import pytest

from delivery.kernel.access import Role
from delivery.kernel.db import db, transact, writing
from delivery.kernel.errors import DeliveryError
from delivery.people import codes, passwords
from delivery.people.services import account, joining, signing
from tests import factories as make

PASSWORD = "two words 7"


@pytest.fixture
def hashings(monkeypatch):
    """What was hashed or checked, and whether a transaction was open meanwhile."""
    seen = []

    def watched(name):
        act = getattr(passwords, name)

        def watch(*words):
            seen.append((name, db.session().in_transaction()))
            return act(*words)

        monkeypatch.setattr(passwords, name, watch)

    watched("hashed")
    watched("matches")
    return seen


class World:
    def __init__(self):
        gate = make.make_gate()
        self.user = make.make_user(
            password_hash=passwords.hashed(PASSWORD), pin_hash=passwords.hashed("4711")
        )
        make.grant(self.user, Role.GATE_STAFF, gate.id)
        self.actor = make.actor_with(Role.GATE_STAFF, gate.id)
        home = make.make_household(gate.compound_id)
        self.reset = codes.issue("reset", by=None, user_id=self.user.id)
        self.join = codes.issue("join", by=None, household_id=home.id)
        self.phone, self.id = self.user.phone, self.user.id
        self.me = make.actor_with(
            Role.GATE_STAFF, gate.id, user=make.make_user(password_hash=passwords.hashed(PASSWORD))
        )
        db.session.commit()


ACTS = {
    "sign in": lambda w: signing.sign_in(w.phone, PASSWORD, address="a"),
    "sign in wrongly": lambda w: signing.sign_in(w.phone, "wrong words 7", address="a"),
    "sign in as nobody": lambda w: signing.sign_in("139 9999 9999", PASSWORD, address="a"),
    "switch": lambda w: signing.switch(w.actor, w.id, "4711", token=None),
    "redeem": lambda w: signing.redeem(w.reset, PASSWORD, address="a"),
    "join": lambda w: joining.join(
        w.join, name="王芳", phone="13800007777", password=PASSWORD, address="a"
    ),
    "change the password": lambda w: account.change_password(
        w.me, PASSWORD, "new words 8", token=None
    ),
    "set a PIN": lambda w: account.set_pin(w.me, PASSWORD, "4711"),
}


@pytest.mark.parametrize("act", ACTS)
def test_nobody_hashes_while_a_transaction_is_open(session, hashings, act):
    world = World()
    hashings.clear()
    transact(lambda: ACTS[act](world))
    assert hashings
    assert not any(open_ for _, open_ in hashings)


@pytest.mark.parametrize("act", ["sign in", "sign in wrongly", "sign in as nobody"])
def test_each_sign_in_costs_one_check_whoever_is_meant(session, hashings, act):
    world = World()
    hashings.clear()
    transact(lambda: ACTS[act](world))
    assert [name for name, _ in hashings] == ["matches"]


def test_a_name_that_is_blocked_costs_no_hash(session, hashings):
    world = World()
    for _ in range(8):
        transact(lambda: ACTS["sign in wrongly"](world))
    hashings.clear()
    with pytest.raises(DeliveryError):
        transact(lambda: ACTS["sign in"](world))
    assert hashings == []
    assert not writing.get()
