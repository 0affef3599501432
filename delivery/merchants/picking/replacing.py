"""What may come instead of what is missing: which products, in which order, for how much."""

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, replace

from delivery.merchants.catalogue.rules import plain
from delivery.orders.rules import amount_fen
from delivery.orders.rules.wishes import Never, Wish

SIZE = re.compile(r"[0-9][0-9 ]*(?:[a-z]{1,2}\b)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """A product on a store's shelf."""

    offer_id: uuid.UUID
    gtin: str
    name: str
    name_en: str | None
    unit: str
    unit_en: str | None
    art: str
    zone: str
    category: str
    temperature: str
    sold_by: str
    mass_g: int
    price_fen: int
    stock: int


@dataclass(frozen=True, slots=True)
class Missing:
    """What a line misses: so many pieces, promised at ``promised_fen`` together."""

    goods: Goods
    pieces: int
    promised_fen: int
    wish: Wish
    never: Never


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may come instead, in how many pieces, and what it costs; an estimate by weight."""

    goods: Goods
    pieces: int
    amount_fen: int
    more_fen: int  # than what is missing was promised at


def refusal(missing: Missing, goods: Goods, pieces: int) -> str:
    """Return why ``pieces`` of ``goods`` may not come instead; an empty word where they may.

    ``never`` comes before everything: nothing that the wish or a picker says overrides it.
    """
    wish = missing.wish
    if missing.never.forbids(goods.category, (goods.name, goods.name_en)):
        return "never"
    if not wish.replaces or goods.offer_id == missing.goods.offer_id:
        return "not-wished"
    if wish.kind == "choice" and wish.choice(goods.offer_id) is None:
        return "not-chosen"
    if wish.kind != "choice" and goods.category != missing.goods.category:
        return "other-kind"
    if pieces > goods.stock:
        return "not-there"
    if costs(missing, goods, pieces) > most(missing, goods):
        return "too-dear"
    return ""


def costs(missing: Missing, goods: Goods, pieces: int) -> int:
    """Return what ``pieces`` of ``goods`` cost the household: at its choice's price, if less."""
    today = amount_fen(goods.sold_by, goods.price_fen, goods.mass_g, pieces)
    chosen = missing.wish.choice(goods.offer_id) if missing.wish.kind == "choice" else None
    return min(today, chosen.piece_fen * pieces) if chosen else today


def most(missing: Missing, goods: Goods) -> int:
    """Return the most that the household pays for ``goods`` instead of what is missing."""
    return missing.wish.dearest_fen(missing.promised_fen, missing.pieces, goods.offer_id)


def candidates(missing: Missing, shelf: Iterable[Goods], limit: int = 6) -> list[Candidate]:
    """Return what may come instead, the best first: as chosen, or most alike.

    Where a shelf has fewer than are missing, fewer are proposed, and the cap is that of so many.
    """
    found = []
    for goods in shelf:
        pieces = min(missing.pieces, goods.stock)
        promised = missing.promised_fen * pieces // missing.pieces
        same = replace(missing, pieces=pieces, promised_fen=promised)
        if pieces and not refusal(same, goods, pieces):
            amount = costs(same, goods, pieces)
            found.append(Candidate(goods, pieces, amount, amount - promised))
    return sorted(found, key=lambda one: _rank(missing, one.goods))[:limit]


def _rank(missing: Missing, goods: Goods) -> tuple[object, ...]:
    if missing.wish.kind == "choice":
        places = [one.offer_id for one in missing.wish.choices]
        return (places.index(goods.offer_id),)
    same = missing.goods
    return (
        -likeness(same.name, goods.name),
        goods.temperature != same.temperature,
        goods.sold_by != same.sold_by,
        max(goods.mass_g, same.mass_g) / min(goods.mass_g, same.mass_g),
        abs(goods.price_fen - same.price_fen),
        goods.name,
    )


def likeness(one: str, other: str) -> float:
    """Return how much two names have in common: shared pairs of characters, 0 to 1 [1]_.

    References
    ----------
    .. [1] Dice, L. R. (1945). Measures of the amount of ecologic association between species.
    """
    pairs = [_pairs(name) for name in (one, other)]
    return 2 * len(pairs[0] & pairs[1]) / max(1, len(pairs[0]) + len(pairs[1]))


def _pairs(name: str) -> set[str]:
    """Return the pairs of neighbours in a name, without sizes: ``鲜牛奶 950 ml`` has 鲜牛 and 牛奶."""
    words = SIZE.sub("", plain(name)).replace(" ", "")
    return {words[n : n + 2] for n in range(len(words) - 1)} or {words}
