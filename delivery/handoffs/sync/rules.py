"""What an offline act is on paper: its words, its hash, what undoes it, and what goes together."""

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from delivery.handoffs.rules import Outcome

LASTS = timedelta(hours=24)  # how long a shift's bundle is worked with
KEPT = timedelta(days=14)  # how long a phone keeps its acts after their outcome
UNDO_WITHIN = timedelta(minutes=10)
MOST_ACTS = 500  # in one batch
UNDO = "undo"
NOT_HEARD = "not-heard-yet"  # the act that an undo names, when the undo came
# What takes back an act: the name of the step in ``CUSTODY``.
UNDONE_BY = {
    "hand-over": "undo-hand-over",
    "take-in": "undo-take-in",
    "return": "undo-return",
    "miss": "undo-miss",
}
SEEN_AT_GATE = frozenset({"drop", "take-in", "find"})
REVIEWED = (Outcome.CONFLICT, Outcome.MISMATCH, Outcome.QUARANTINED)
MS = timedelta(milliseconds=1)
UNSEEN = timedelta(hours=12)  # a phone that was off for longer does not count it; see `clock.js`


@dataclass(frozen=True, slots=True)
class OfflineAct:
    """One act as a phone wrote it down; see ``docs/sync.md`` for each word.

    ``seq`` counts per device, ``previous`` is the hash of the device's act before. ``said_at`` is
    the phone's clock as it was sent, which is shown and never decides; ``offset_ms`` is how long
    the shift had lasted by a clock that nobody can set.
    """

    id: UUID
    shift: UUID
    device: str
    user: UUID
    seq: int
    kind: str
    bag: UUID
    previous: str
    said_at: str
    offset_ms: int
    method: str = "list"
    saw: str = ""
    photo: str = ""
    undoes: str = ""
    hash: str = field(default="", compare=False)

    @property
    def content_hash(self) -> str:
        """Return the SHA-256 of all words but the hash, as one JSON list without blanks."""
        words = [w if isinstance(w, int) else str(w) for w in astuple(self)[:-1]]
        text = json.dumps(words, ensure_ascii=False, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()

    @property
    def is_sound(self) -> bool:
        """Tell whether it says what was hashed."""
        return self.hash == self.content_hash

    def undone_in_time(self, undo: "OfflineAct") -> bool:
        """Tell whether ``undo`` was made on the same phone in the same shift, and soon enough."""
        passed = (undo.offset_ms - self.offset_ms) * MS
        same = (self.shift, self.device, self.bag) == (undo.shift, undo.device, undo.bag)
        return same and timedelta() <= passed <= UNDO_WITHIN


@dataclass(frozen=True, slots=True)
class Garbled:
    """Something that should have been an act, and cannot be read; it is kept as it came."""

    content: Any

    @property
    def id(self) -> UUID:
        """Return the id it names, or one made of what it says, so that a repeat is known."""
        try:
            return UUID(self.content["id"])
        except (TypeError, KeyError, ValueError, AttributeError):
            return uuid5(NAMESPACE_URL, self.content_hash)

    @property
    def hash(self) -> str:
        """Return the hash of what it says; it claims no other."""
        return self.content_hash

    @property
    def content_hash(self) -> str:
        """Return the SHA-256 of what came."""
        return hashlib.sha256(json.dumps(self.content, sort_keys=True).encode()).hexdigest()


def happened_at(
    act: OfflineAct, sent_ms: int, started_at: datetime, heard_at: datetime
) -> datetime:
    """Return when ``act`` happened by the server's clock.

    The phone says how long its shift has lasted, at the act and now (``sent_ms``); the difference
    is true however wrong its clock is. Nothing happens after it was heard of. Where by our own
    clock half a day more has passed since ``started_at`` than the phone has counted, it was off
    after the shift, and what it counted from the shift's beginning is nearer to the truth.
    """
    from_now = heard_at - max(0, sent_ms - act.offset_ms) * MS
    from_start = started_at + act.offset_ms * MS
    return from_start if from_now - from_start > UNSEEN else from_now


def said(text: str) -> datetime:
    """Return the instant that ``text`` names, or raise ``ValueError``."""
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None or not 1900 < instant.year < 2200:
        raise ValueError(text)
    return instant


def rounds(acts: Iterable[OfflineAct]) -> list[dict[str, list[OfflineAct]]]:
    """Return ``acts`` in rounds: in each a bag occurs once, and acts stand together by kind.

    Acts on one bag keep their order; acts on different bags do not hang on each other, so that
    a whole round takes a handful of statements a kind.
    """
    found: list[dict[str, list[OfflineAct]]] = []
    turns: dict[UUID, int] = defaultdict(int)
    for act in acts:
        turn = turns[act.bag]
        turns[act.bag] += 1
        if turn == len(found):
            found.append(defaultdict(list))
        found[turn][act.kind].append(act)
    return found


def missing(heard: Mapping[str, tuple[int, int]]) -> dict[str, int]:
    """Return how many acts of each device were not heard of, from (highest seq, acts heard)."""
    return {device: last - count for device, (last, count) in heard.items() if last > count}
