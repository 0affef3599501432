"""What a household wishes where a shelf has less than it ordered, and what that may cost at most.

No amount here is ever more than the household agreed to: a cap is a share of what was promised,
in whole fen, rounded in the household's favour.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from delivery.merchants.catalogue.rules import plain

KINDS = ("similar", "choice", "ask", "refund")
OTHERWISE = ("refund", "take")  # what is done where nobody answered in time
CAPS = (0, 15, 30)  # per cent that a replacement may cost more
OVERS = (0, 10, 20, 30)  # per cent that something weighed may weigh more
MOST_CHOICES = 5
LAST_ANSWER = timedelta(minutes=60)  # before bags are collected
LEAST_TO_ANSWER = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Choice:
    """An offer that may come instead; ``piece_fen`` is what one piece cost when it was chosen."""

    offer_id: uuid.UUID
    piece_fen: int


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be done with what is missing of a line.

    Parameters
    ----------
    kind
        ``similar``: something of the same kind, at most ``cap_percent`` dearer. ``choice``: one of
        ``choices``, in their order. ``ask``: as ``similar``, but only when the household says
        yes; ``otherwise`` where it says nothing. ``refund``: nothing comes instead.
    until
        Until what time on the district's clocks to wait for an answer; else halfway to collection.
    over_percent
        How much more than estimated something weighed may weigh and be paid for.
    """

    kind: str = "similar"
    cap_percent: int = 0
    over_percent: int = 10
    until: time | None = None
    otherwise: str = "refund"
    choices: tuple[Choice, ...] = ()

    @property
    def replaces(self) -> bool:
        """Tell whether anything may come instead."""
        return self.kind != "refund"

    def choice(self, offer_id: uuid.UUID) -> Choice | None:
        """Return the choice of this offer, if it is one."""
        return next((one for one in self.choices if one.offer_id == offer_id), None)

    def dearest_fen(self, promised_fen: int, pieces: int, offer_id: uuid.UUID | None = None) -> int:
        """Return the most that may be paid for what comes instead of ``pieces`` missing ones.

        Parameters
        ----------
        promised_fen
            What those pieces were promised at.
        offer_id
            What comes instead; ``None`` asks for the dearest of all that may.
        """
        if self.kind == "refund":
            return 0
        if self.kind == "choice":
            fits = (c.piece_fen for c in self.choices if offer_id in (None, c.offer_id))
            return max(fits, default=0) * pieces
        return more(promised_fen, self.cap_percent)

    def heaviest_fen(self, promised_fen: int) -> int:
        """Return the most that may be paid for weighed goods that were promised at about this."""
        return more(promised_fen, self.over_percent)

    def held_fen(self, promised_fen: int, pieces: int, sold_by: str) -> int:
        """Return by how much a line may still become dearer than it was promised."""
        most = self.dearest_fen(promised_fen, pieces)
        if sold_by == "weight":
            most = max(most, self.heaviest_fen(promised_fen))
        return max(0, most - promised_fen)

    def answer_by(
        self, zone: ZoneInfo, cut_off_at: datetime, collect_from_at: datetime
    ) -> datetime:
        """Return until when an answer is waited for; never into the last hour before collection."""
        latest = max(cut_off_at, collect_from_at - LAST_ANSWER)
        if self.until is None:
            return min(latest, cut_off_at + (collect_from_at - cut_off_at) / 2)
        local = cut_off_at.astimezone(zone)
        named = datetime.combine(local.date(), self.until, tzinfo=zone)
        if named <= cut_off_at:
            named = datetime.combine(local.date() + timedelta(days=1), self.until, tzinfo=zone)
        return min(latest, named)

    def to_json(self) -> dict[str, Any]:
        """Return the wish as it is kept: what is not as in ``PLAIN`` is left out."""
        kept: dict[str, Any] = {"kind": self.kind}
        for name in ("cap_percent", "over_percent", "otherwise"):
            if getattr(self, name) != getattr(PLAIN, name):
                kept[name] = getattr(self, name)
        if self.until:
            kept["until"] = f"{self.until:%H:%M}"
        if self.choices:
            kept["choices"] = [[str(c.offer_id), c.piece_fen] for c in self.choices]
        return kept

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Wish":
        """Return the wish that ``to_json`` wrote."""
        words = dict(kept)
        if until := words.pop("until", None):
            words["until"] = time.fromisoformat(until)
        choices = tuple(Choice(uuid.UUID(id_), fen) for id_, fen in words.pop("choices", ()))
        return cls(choices=choices, **words)


PLAIN = Wish()


def more(fen: int, percent: int) -> int:
    """Return ``fen`` and ``percent`` of it, rounded down."""
    return fen * (100 + percent) // 100


@dataclass(frozen=True, slots=True)
class Never:
    """What a household is never given instead, whatever else anybody wishes or says.

    ``words`` are looked for anywhere in a product's names, in any case; the store does not tell
    what is in a product beyond that.
    """

    categories: frozenset[str] = frozenset()
    words: frozenset[str] = field(default_factory=frozenset)

    def forbids(self, category: str, names: Iterable[str | None]) -> bool:
        """Tell whether a product of ``category`` that goes by ``names`` may never come."""
        if category in self.categories:
            return True
        told = [_squeezed(name) for name in names if name]
        return any(_squeezed(word) in name for word in self.words for name in told)


def _squeezed(text: str) -> str:
    return plain(text).replace(" ", "")
