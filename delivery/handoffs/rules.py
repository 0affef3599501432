"""What is true of a hand-off on paper: codes, proofs, and what a late act can still change."""

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from delivery.kernel.codes import is_sound, typed, with_check
from delivery.kernel.ids import ALPHABET
from delivery.merchants.picking.rules import LABEL_MARK

PICKUP_LENGTH = 6  # 887 million codes for the few hundred households that a gate waits for
METHODS = ("code", "label", "list", "leader", "door", "gift")


@dataclass(frozen=True, slots=True)
class Proof:
    """Why we believe an act: said by which device, when, and what was looked at.

    ``key`` is made where the person acts, so that one act sent twice is one fact. ``method`` is
    ``code`` (the resident's), ``label`` (the bag's), ``list`` (ticked off), ``leader``,
    ``door`` (put down there) or ``gift`` (given on, as the household wished). ``gate`` is where a
    bag is that is not at its own gate.
    """

    key: str
    at: datetime
    device: str = "web"
    method: str = "list"
    gate: UUID | None = None

    @property
    def facts(self) -> dict[str, str]:
        """Return what the event on a bag remembers."""
        where = {"gate": str(self.gate)} if self.gate else {}
        return {"method": self.method, "device": self.device} | where

    @property
    def told(self) -> dict[str, str]:
        """Return what of it the household hears of."""
        where = {"gate": str(self.gate)} if self.gate else {}
        return where | ({"method": self.method} if self.method in ("door", "gift") else {})


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a scanner read or a person typed: the code, and whose it may be."""

    code: str
    is_pickup: bool
    is_bag: bool


def pickup_code(secret: str, wave_id: UUID, household_id: UUID) -> str:
    """Return what a household shows at the gate for all its bags of a wave.

    Nothing is stored: whoever holds ``secret`` can compute the code again, and nobody else.
    Six letters and a check character.
    """
    words = b"menkou pick-up code 1" + wave_id.bytes + household_id.bytes
    number = int.from_bytes(hmac.digest(secret.encode(), words, hashlib.sha256), "big")
    letters = []
    for _ in range(PICKUP_LENGTH):
        number, place = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[place])
    return with_check("".join(letters))


def pickup_id(secret: str, wave_id: UUID, household_id: UUID) -> UUID:
    """Return the opaque name of what a household collects of a wave; it says nothing of the two."""
    words = b"menkou pick-up id 1" + wave_id.bytes + household_id.bytes
    return UUID(bytes=hmac.digest(secret.encode(), words, hashlib.sha256)[:16])


def read(text: str) -> Scanned | None:
    """Return what ``text``, typed or of a label without a signature, says; ``None`` if it is not sound.

    The two kinds are told apart by their length. Signed codes are read by ``kernel.signing``.
    """
    text = text.strip().upper()
    code = typed(text.removeprefix(LABEL_MARK))
    if not is_sound(code):
        return None
    is_bag = text.startswith(LABEL_MARK) or len(code) != PICKUP_LENGTH + 1
    return Scanned(code, is_pickup=not is_bag, is_bag=is_bag)


def shelf_of(numbers: Iterable[int]) -> str:
    """Return where a household's bags stand, as their labels say it: ``014``.

    Bags of two waves may have two numbers: ``014 · 102``.
    """
    return " · ".join(f"{number:03}" for number in sorted(set(numbers)))


class Outcome(StrEnum):
    """What came of one act on one bag. An act is written down whatever came of it."""

    APPLIED = "applied"  # it moved the bag, or is the first witness of where it is
    KNOWN = "known"  # somebody said so before
    LATE = "late"  # the bag had gone on; its history is fuller now
    CONFLICT = "conflict"  # it cannot be true beside what took effect first
    MISMATCH = "mismatch"  # its key belongs to another act
    QUARANTINED = "quarantined"  # it may be true, and a coordinator decides


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of a bag before an act: its state, who said what, last said missing or found."""

    state: str
    said: frozenset[str] = frozenset()
    missed_at: datetime | None = None
    found_at: datetime | None = None
    put_right_at: datetime | None = None  # somebody had it in hand, and said where it belongs


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an act does: whether the bag moves, and the steps that must have come before."""

    outcome: Outcome
    moves: bool = False
    inferred: tuple[str, ...] = ()


class Step(Protocol):
    """One way from some states to another, such as a row of the table ``CUSTODY``."""

    @property
    def action(self) -> str: ...  # noqa: D102  the act's name, such as "take-in"
    @property
    def sources(self) -> frozenset[str]: ...  # noqa: D102  the states that it may leave
    @property
    def target(self) -> str: ...  # noqa: D102  the state that it leads to


SKIPPED = {
    ("drop", "packed"): ("load",),
    ("take-in", "packed"): ("load",),
    ("find", "packed"): ("load",),
    ("hand-over", "packed"): ("load", "drop"),
    ("hand-over", "on-vehicle"): ("drop",),
    ("hand-over", "missing"): ("find",),
}
LAST = {"hand-over", "return", "destroy"}


def judge(step: Step, before: Standing, at: datetime) -> Verdict:
    """Return what ``step``, said to have happened ``at``, does to a bag.

    Acts come late, twice and in any order; whatever the order, the same true acts leave a bag in
    the same state. Steps go forward only, so a late one confirms history. Missing and found
    undo each other, so between those two the one that is said to be later holds. What was said
    before a bag was put right is history, whenever it is heard.
    """
    if before.put_right_at is not None and at <= before.put_right_at:
        return Verdict(Outcome.LATE)
    if before.state in step.sources and not _overtaken(step.action, before, at):
        return Verdict(Outcome.APPLIED, True, SKIPPED.get((step.action, before.state), ()))
    if step.action == "hand-over":
        return Verdict(Outcome.CONFLICT)
    if step.action in before.said:
        return Verdict(Outcome.KNOWN)
    if before.state == step.target:
        return Verdict(Outcome.APPLIED)
    ended_otherwise = step.action in LAST and before.state != "destroyed"
    return Verdict(Outcome.CONFLICT if ended_otherwise else Outcome.LATE)


def _overtaken(action: str, before: Standing, at: datetime) -> bool:
    if action == "miss":
        return before.found_at is not None and at <= before.found_at
    if action == "find" and before.state == "missing":
        return before.missed_at is not None and at < before.missed_at
    return False
