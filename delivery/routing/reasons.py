"""Why goods are left out, in sentences: the router gives a code, a limit, and what it would take."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from delivery.crew.naming import KIND_NAMES
from delivery.kernel.languages import mass, money
from delivery.routing.rules import COST_UNITS_PER_FEN

Json = Mapping[str, Any]
Unit = Callable[["Words", int], str]


@dataclass(frozen=True, slots=True)
class Words:
    """How a plan's seconds, vehicles and places are called: a time of day, and names by id."""

    clock: Callable[[int], str]
    vehicles: Mapping[str, str]
    places: Mapping[str, str] = field(default_factory=dict)


def _time(words: Words, seconds: int) -> str:
    return words.clock(seconds)


def _mass(_words: Words, grams: int) -> str:
    return mass(grams)


def _count(_words: Words, number: int) -> str:
    return str(number)


def _km(_words: Words, metres: int) -> str:
    return f"{metres / 1000:.1f} km"


def _minutes(_words: Words, seconds: int) -> str:
    return str(-(-seconds // 60))


# Found before the router is asked, and what it says without a limit.
PLAIN: Mapping[str, LazyString] = {
    "gate-closed": _l("The gate is closed."),
    "drop-point-shut": _l("The drop point has no hours left between cut-off and collection."),
    "store-shut": _l("The store has no hours left between cut-off and collection."),
    "no-vehicle": _l("This wave has no vehicle. Add a shift, then make the routes again."),
    "kind-not-allowed": _l("The vehicles that have room are not let in here."),
    "costs-more": _l("Bringing it would cost more than leaving it out."),
    "no-way": _l("No single change would let it in. One more shift may help."),
    "already-done": _l("That has been done already."),
    "on-board": _l("The goods are on board already."),
    "only-vehicle": _l("There is no other vehicle."),
    "by-hand": _l("A coordinator left it out."),
    "called-off": _l(
        "It is on board of a vehicle whose shift was called off. Somebody has to fetch it."
    ),
    "unreachable": _l("There is no way there."),
    "undrivable": _l("The route could not be driven like this."),
}

# What stands in the way, and what it would take.
LIMITS: Mapping[str, tuple[Unit, LazyString]] = {
    "gate-closes": (
        _time,
        _l("The drop point closes at %(limit)s; %(vehicle)s could be there at %(needed)s."),
    ),
    "gate-opens": (
        _time,
        _l("The drop point opens at %(limit)s; %(vehicle)s would need it open by %(needed)s."),
    ),
    "store-closes": (
        _time,
        _l("The store closes at %(limit)s; %(vehicle)s could be there at %(needed)s."),
    ),
    "store-opens": (
        _time,
        _l("The store opens at %(limit)s; %(vehicle)s would need it open by %(needed)s."),
    ),
    "not-ready": (
        _time,
        _l("The bags are ready at %(limit)s; %(vehicle)s would have to take them by %(needed)s."),
    ),
    "shift-ends": (
        _time,
        _l("The shift of %(vehicle)s ends at %(limit)s; it would be back at %(needed)s."),
    ),
    "shift-begins": (
        _time,
        _l("The shift of %(vehicle)s begins at %(limit)s; it would have to leave by %(needed)s."),
    ),
    "not-before-now": (
        _time,
        _l("Nothing leaves before %(limit)s; %(vehicle)s would have had to leave by %(needed)s."),
    ),
    "ride-too-long": (
        _minutes,
        _l("It would be on the way for %(needed)s minutes; %(limit)s are allowed."),
    ),
    "over-mass": (
        _mass,
        _l("%(vehicle)s carries %(limit)s; %(needed)s would have to go on board."),
    ),
    "over-crates": (
        _count,
        _l("%(vehicle)s takes %(limit)s crates; %(needed)s would have to go on board."),
    ),
    "over-cold-crates": (
        _count,
        _l("%(vehicle)s takes %(limit)s cold crates; %(needed)s would have to go on board."),
    ),
    "out-of-range": (
        _km,
        _l("%(vehicle)s can go %(limit)s; it would be %(needed)s."),
    ),
    "too-many-stops": (
        _count,
        _l("%(vehicle)s makes %(limit)s drops at most; it would be %(needed)s."),
    ),
    "too-many-loadings": (
        _count,
        _l("%(vehicle)s loads at one store %(limit)s times at most; it would be %(needed)s."),
    ),
    "shelf-full": (
        _count,
        _l("The shelf takes %(limit)s crates; %(needed)s would stand on it."),
    ),
    "risk-falls": (
        _count,
        _l("The risk level here is %(limit)s; the vehicles have been to higher ones before."),
    ),
    "risk-too-high": (
        _count,
        _l("The risk level here is higher than %(vehicle)s may enter, which is %(limit)s."),
    ),
}


def sentence(reason: Json, words: Words) -> str:
    """Return why something is left out, and what would help, in the language of this request."""
    return " ".join(filter(None, (_why(reason, words), _at_what_cost(reason))))


def answer(reason: Json, words: Words, own: str) -> str:
    """Return why a stop is not otherwise; ``own`` is the id of its drop point."""
    change, facts = _change(reason), reason.get("facts", {})
    if reason["code"] == "costs-more" and change:
        return _possible(change, facts["cost"], words)
    said, of = sentence(reason, words), str(facts.get("of", ""))
    if of in words.places and of != own:
        return _("At %(place)s: %(sentence)s", place=words.places[of], sentence=said)
    return said


def _possible(change: Json, cost: int, words: Words) -> str:
    """Return what could be done as things are, and at what price."""
    vehicle, time = words.vehicles.get(change["vehicle"], ""), words.clock(change["starts_s"])
    fen = round(cost / COST_UNITS_PER_FEN)
    if fen <= 0:
        return _(
            "It could be: %(vehicle)s, there at %(time)s, at no more cost.",
            vehicle=vehicle,
            time=time,
        )
    return _(
        "It could be: %(vehicle)s, there at %(time)s, for %(cost)s more.",
        vehicle=vehicle,
        time=time,
        cost=money(fen),
    )


def _why(reason: Json, words: Words) -> str:
    code, facts, change = reason["code"], reason.get("facts", {}), _change(reason)
    if code in PLAIN:
        return str(PLAIN[code])
    if code == "no-vehicle-left":
        kind = KIND_NAMES.get(change.get("kind", ""), "")
        at = words.clock(change.get("from_s", 0))
        return _(
            "All vehicles are full or out. One more would do: %(kind)s, %(time)s.",
            kind=kind,
            time=at,
        )
    if code not in LIMITS:
        return _("The router's reason: %(code)s.", code=code)
    unit, said = LIMITS[code]
    figures = {"limit": facts.get("limit"), "needed": change.get("needed")}
    shown = {name: "–" if n is None else unit(words, n) for name, n in figures.items()}
    vehicle = words.vehicles.get(change.get("vehicle", ""), "")
    return str(said) % (shown | {"vehicle": vehicle})


def _change(reason: Json) -> Json:
    return (reason.get("would_serve") or {}).get("change", {})


def _at_what_cost(reason: Json) -> str:
    """Return what the change would cost, and whether it would be enough by itself."""
    said = []
    if reason.get("facts", {}).get("together_with"):
        said.append(_("This alone would not be enough."))
    serves = reason.get("would_serve") or {}
    if "cost" in serves and reason["code"] != "costs-more":
        cost = money(round(serves["cost"] / COST_UNITS_PER_FEN))
        said.append(_("It would then cost about %(cost)s more.", cost=cost))
    return " ".join(said)
