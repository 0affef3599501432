"""How the entries of the money ledger become a statement; every sum is in whole fen."""

from collections.abc import Iterable
from dataclasses import dataclass, field

ORDERED = ("order", "amend", "cancel")  # what households made of their orders until the cut-off
SHORT, WEIGHED, REPLACED, CLAIMED = "short", "weigh", "substitute", "claim"


@dataclass(frozen=True, slots=True)
class Sums:
    """The entries of one kind and method, added up."""

    kind: str
    method: str | None
    goods_fen: int = 0
    owed_fen: int = 0
    paid_fen: int = 0
    refunded_fen: int = 0
    held_fen: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """The money of a store in a wave:
    ``goods = ordered - short + weighed + replaced - claimed + other``.

    ``short_fen`` is what was not there, ``weighed_fen`` what the scale made more or less of the
    rest, ``replaced_fen`` what came instead, ``claimed_fen`` what was given back because something
    was wrong, ``other_fen`` any other change of what the goods cost. ``paid_fen`` is by method.
    ``cash_held_fen`` is the part of the cash that nobody has handed in to the till.
    """

    ordered_fen: int = 0
    short_fen: int = 0
    weighed_fen: int = 0
    replaced_fen: int = 0
    claimed_fen: int = 0
    other_fen: int = 0
    goods_fen: int = 0
    paid_fen: dict[str, int] = field(default_factory=dict)
    cash_held_fen: int = 0
    refunded_fen: int = 0
    held_fen: int = 0
    owed_fen: int = 0

    @property
    def all_paid_fen(self) -> int:
        """Return what was paid, in whatever way."""
        return sum(self.paid_fen.values())

    @property
    def in_till_fen(self) -> int:
        """Return what has reached the store: by its own code, or handed in."""
        return self.all_paid_fen - self.cash_held_fen

    @property
    def adds_up(self) -> bool:
        """Tell whether nothing was made out of nothing, and nothing was lost."""
        made = self.ordered_fen - self.short_fen + self.weighed_fen
        made += self.replaced_fen - self.claimed_fen + self.other_fen
        balanced = self.goods_fen + self.refunded_fen + self.held_fen
        return made == self.goods_fen and self.all_paid_fen + self.owed_fen == balanced


def money_of(sums: Iterable[Sums], cash_held_fen: int = 0) -> Money:
    """Return the statement's money from the ledger's entries, added up by kind and method."""
    rows = list(sums)

    def goods(*kinds: str) -> int:
        return sum(row.goods_fen for row in rows if row.kind in kinds)

    paid: dict[str, int] = {}
    for row in rows:
        if row.paid_fen:
            paid[row.method or ""] = paid.get(row.method or "", 0) + row.paid_fen
    named = (*ORDERED, SHORT, WEIGHED, REPLACED, CLAIMED)
    return Money(
        ordered_fen=goods(*ORDERED),
        short_fen=-goods(SHORT),
        weighed_fen=goods(WEIGHED),
        replaced_fen=goods(REPLACED),
        claimed_fen=-goods(CLAIMED),
        other_fen=sum(row.goods_fen for row in rows if row.kind not in named),
        goods_fen=sum(row.goods_fen for row in rows),
        paid_fen=paid,
        cash_held_fen=cash_held_fen,
        refunded_fen=sum(row.refunded_fen for row in rows),
        held_fen=sum(row.held_fen for row in rows),
        owed_fen=sum(row.owed_fen for row in rows),
    )
