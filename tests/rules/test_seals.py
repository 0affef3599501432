"""Signed codes: what was changed, cut, or made for something else is never believed.

``MENKOU_CODES`` says how many hostile codes are tried; `make prove-sync` tries a million.
"""

import os
import random
import shutil
from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.kernel import seals
from delivery.kernel.seals import Seal
from tests.rules.hostile_codes import DAY, KEYS, OTHER, SECRET, Forger, holds_elsewhere
from tests.rules.phone_reader import believed_on_a_phone

TRIES = int(os.environ.get("MENKOU_CODES", "3000"))
days = st.dates(date(2020, 1, 1), date(2190, 1, 1))


@given(st.sampled_from(seals.KINDS), st.uuids(), st.uuids(), days, st.sampled_from([1, 2]))
def test_a_code_says_what_was_signed_and_fits_a_small_square(kind, subject, gate, day, key):
    text = seals.written(Seal.of(kind, subject, gate, day, key), SECRET)
    assert len(text) == 153  # version 6 holds 154 such characters at level M
    read = seals.read(text, KEYS)
    assert (read.kind, read.subject, read.holds_at(gate, day)) == (kind, subject, True)
    assert not read.holds_at(gate, day + timedelta(days=1))
    assert not read.holds_at(UUID(int=gate.int ^ 1 << 127), day)


def test_a_key_that_is_not_believed_any_more_signs_nothing():
    text = seals.written(Seal.of("bag", UUID(int=7), UUID(int=8), DAY, 1), SECRET)
    assert seals.read(text, {2: KEYS[2]}) is None
    assert seals.read(text, {1: seals.public_key(OTHER, 1)}) is None


def test_no_changed_or_replayed_code_is_believed_for_another_bag_gate_or_day():
    forger = Forger(random.Random(TRIES))
    for _ in range(TRIES):
        way, text = forger.make()
        # The same letter again, or two halves of one code, are the code itself: as it was, or not.
        assert seals.read(text, KEYS) == forger.by_text.get(text), way
    assert [place for code in forger.codes for place in holds_elsewhere(code)] == []


@pytest.mark.skipif(not shutil.which("node") and not os.environ.get("CI"), reason="no node here")
def test_a_phone_believes_what_the_server_believes_and_nothing_else():
    forger = Forger(random.Random(7))
    texts = [forger.make()[1] for _ in range(TRIES // 10)] + list(forger.by_text)
    assert believed_on_a_phone(texts) == [
        [place, seal.kind, str(seal.subject), seal.gate.hex(), seal.day]
        for place, text in enumerate(texts)
        if (seal := seals.read(text, KEYS))
    ]


def test_a_reader_that_does_not_look_at_the_signature_is_found(monkeypatch):
    """The negative control."""

    class Gullible:
        def verify(self, signature, content):
            pass

    seal = Seal.of("bag", UUID(int=7), UUID(int=8), DAY, 1)
    text = seals.written(seal, SECRET)
    wrong = text[:20] + ("A" if text[20] != "A" else "B") + text[21:]
    assert seals.read(wrong, KEYS) is None
    assert seals.read(wrong, {n: Gullible() for n in range(2**16)}) not in (None, seal)
