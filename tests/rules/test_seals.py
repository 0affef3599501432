"""Signed codes: what was changed, cut, or made for something else is never believed.

``MENKOU_CODES`` says how many changed codes are tried; a release tries a million.
"""

import os
import random
from datetime import date, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from delivery.kernel import seals
from delivery.kernel.seals import Seal

TRIES = int(os.environ.get("MENKOU_CODES", "3000"))
SECRET, OTHER = "a secret of this installation", "another secret"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
DAY = date(2026, 3, 2)
KEYS = {1: seals.public_key(SECRET, 1), 2: seals.public_key(SECRET, 2)}
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


def changed(rng: random.Random, texts: list[str]) -> str:
    """Return a text that nobody signed: with other letters, cut, longer, or of two codes."""
    one, other = rng.sample(texts, 2)
    place = rng.randrange(len(seals.MARK), len(one))
    return rng.choice(
        [
            lambda: one[:place] + rng.choice(LETTERS) + one[place + 1 :],
            lambda: one[:place] + other[place:],
            lambda: one[:place],
            lambda: one + rng.choice(LETTERS),
            lambda: one[:place] + one[place + 1 :],
            lambda: seals.MARK + "".join(rng.choices(LETTERS, k=len(one) - 4)),
        ]
    )()


def test_no_changed_or_replayed_code_is_believed_for_another_bag_gate_or_day():
    rng = random.Random(TRIES)
    made = {}
    for n in range(60):
        gate, day = UUID(int=(n % 3) << 64), DAY + timedelta(days=n % 5)
        seal = Seal.of(seals.KINDS[n % 2], UUID(int=n), gate, day, 1 + n % 2)
        made[seals.written(seal, SECRET)] = seal
    texts = list(made)
    for _ in range(TRIES):
        text = changed(rng, texts)
        # The same letter again, or two halves of one code, are the code itself: as it was, or not.
        assert seals.read(text, KEYS) == made.get(text)


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
