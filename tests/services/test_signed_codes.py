"""Signed codes at the gate: read there and then only, through a change of keys, and not guessed."""

from datetime import timedelta

import pytest

from delivery.handoffs import lookup
from delivery.handoffs.codes import Sealer
from delivery.kernel import clock, signing
from delivery.kernel.db import db
from delivery.kernel.errors import Invalid, WrongGate
from delivery.merchants.picking.seals import sealed_labels
from tests.conftest import NOON
from tests.handing import scene
from tests.signing import post, sign_in


@pytest.fixture
def day(session):
    return scene(state="at-gate")


def pickup(day, wave=None, gate_id=None):
    return Sealer().pickup(wave or day.wave, day.home.id, gate_id or day.point.gate_id)


def test_a_resident_s_code_and_a_label_lead_to_the_household(day):
    assert lookup.find(pickup(day), day.guard).household_id == day.home.id
    label = sealed_labels(day.ids)[day.ids[0]]
    assert lookup.find(f" {label.lower()} ", day.guard).bag == day.bags[0]
    assert lookup.find_bag(label, day.guard) == day.bags[0]


def test_a_code_for_another_gate_or_another_day_opens_nothing(day):
    other = scene(state="at-gate")
    with pytest.raises(WrongGate):
        lookup.find(pickup(day, gate_id=other.point.gate_id), day.guard)
    code = pickup(day)
    day.wave.collect_from_at += timedelta(days=1)
    day.wave.collect_to_at += timedelta(days=1)
    db.session.flush()
    with pytest.raises(WrongGate):
        lookup.find(code, day.guard)
    with pytest.raises(WrongGate):
        lookup.find(pickup(other), day.guard)
    with pytest.raises(WrongGate):
        lookup.find_bag(sealed_labels(other.ids)[other.ids[0]], day.guard)


def test_a_code_that_was_changed_is_said_to_be_none_of_ours(day):
    code = pickup(day)
    with pytest.raises(Invalid):
        lookup.find(code[:-4] + "AAAA", day.guard)


def test_keys_change_with_an_overlap(day):
    old = pickup(day)
    assert signing.rotate() == 2
    new = pickup(day)
    assert (signing.read(old).key, signing.read(new).key) == (1, 2)
    with clock.at(NOON + signing.OVERLAP):
        assert (signing.read(old), signing.read(new).key) == (None, 2)


def test_nobody_guesses_codes(client, day):
    sign_in(client, day.guard)
    for _ in range(lookup.MOST_TRIES):
        assert post(client, "/gate/look-up", {"code": "7777777"}).status_code == 422
    assert post(client, "/gate/look-up", {"code": "7777777"}).status_code == 429
    assert post(client, "/gate/look-up", {"code": pickup(day)}).status_code == 429
    with clock.at(NOON + timedelta(minutes=16)):
        assert post(client, "/gate/look-up", {"code": pickup(day)}).status_code == 302
