"""Words for homes, acts and answers at the gate."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from delivery.kernel.languages import clock, named
from delivery.people.naming import gate_label
from delivery.routing.naming import route_name


def entrance(home: Any) -> str:
    """Return the stairs that a home is on, without its room: ``3 栋 2 单元``.

    ``home`` is a household or a row with its ``building`` and ``unit``.
    """
    if home.unit:
        return _("Building %(building)s, unit %(unit)s", building=home.building, unit=home.unit)
    return _("Building %(building)s", building=home.building)


def bags_words(count: int) -> str:
    """Return how many bags: ``3 袋``, ``1 bag``."""
    return ngettext("%(num)s bag", "%(num)s bags", count)


def answer_lines(counts: Mapping[str, int]) -> list[tuple[str, str]]:
    """Return icon and words for how many bags are kept at each temperature."""
    return [
        (icon, words(counts[temperature]))
        for temperature, icon, words in KEPT
        if counts.get(temperature)
    ]


def _ambient(count: int) -> str:
    return ngettext("Ambient, %(num)s bag", "Ambient, %(num)s bags", count)


def _chilled(count: int) -> str:
    return ngettext("Chilled, %(num)s bag", "Chilled, %(num)s bags", count)


def _frozen(count: int) -> str:
    return ngettext("Frozen, %(num)s bag", "Frozen, %(num)s bags", count)


KEPT = (
    ("ambient", "box", _ambient),
    ("chilled", "chill", _chilled),
    ("frozen", "snow", _frozen),
)


def handed_over_words(count: int, home: Any) -> str:
    """Say that bags are with their household."""
    return ngettext(
        "%(num)s bag handed over, %(home)s.",
        "%(num)s bags handed over, %(home)s.",
        count,
        home=entrance(home),
    )


def taken_in_words(count: int) -> str:
    """Say that bags are on the gate's shelves."""
    return ngettext("%(num)s bag is taken in.", "%(num)s bags are taken in.", count)


def refused_words(count: int) -> str:
    """Say that bags had left the gate before; the second act is kept beside the first."""
    return ngettext(
        "%(num)s bag had left the gate before. It was written down, and the coordinator sees it.",
        "%(num)s bags had left the gate before. It was written down, and the coordinator sees it.",
        count,
    )


def act_words(action: str) -> str:
    """Say what was done to a bag, for its history."""
    return {
        "load": _("Loaded"),
        "drop": _("Put down at the gate"),
        "take-in": _("Taken in at the gate"),
        "hand-over": _("Handed over"),
        "return": _("Sent back to the store"),
        "destroy": _("Thrown away"),
        "miss": _("Reported missing"),
        "find": _("Found again"),
        "swap": _("Was with the wrong household"),
        "mismatch": _("Sent with a key of another act"),
        "undo": _("Undone"),
        "undo-take-in": _("Taking in undone"),
        "undo-hand-over": _("Hand-over undone"),
        "undo-return": _("Sending back undone"),
        "undo-miss": _("Not missing after all"),
    }.get(action, action)


def holder_words(row: Any, gates: Mapping[str, Any]) -> str:
    """Say who had a bag last, and since when.

    ``row`` is a row of ``loads.open_bags`` or ``lost_bags``; ``gates`` are those it may name.
    """
    told = gates.get((row.facts or {}).get("gate", ""))
    if row.action == "miss":
        if told:
            return _("At %(gate)s since %(time)s", gate=gate_label(told), time=clock(row.at))
        return _("Nobody knows; looked for at %(time)s", time=clock(row.at))
    route = route_name(row.letter, row.kind)
    if row.action == "drop":
        return _("%(route)s put it down here at %(time)s", route=route, time=clock(row.at))
    if row.action:
        return _("With %(route)s since %(time)s", route=route, time=clock(row.at))
    return _(
        "At %(store)s since it was packed at %(time)s",
        store=named(row),
        time=clock(row.packed_at),
    )


def came_words(visit: Any) -> str:
    """Say how many bags of a visit the gate has seen: ``19 of 21 bags are here``."""
    return ngettext(
        "%(here)s of %(num)s bag is here",
        "%(here)s of %(num)s bags are here",
        visit.expected,
        here=visit.here,
    )


def swapped_words(way: str, bag: Any, other: Any) -> str:
    """Say what is to be done with two bags that were exchanged, and where they are now."""
    here, there = f"{bag.shelf_number:03}", f"{other.shelf_number:03}"
    if way == "put-right":
        return _(
            "Put this bag on shelf %(here)s and give them the one from shelf %(there)s."
            " Both households are told.",
            here=here,
            there=there,
        )
    if way == "still-out":
        return _(
            "Leave the other bag on shelf %(there)s until they bring this one."
            " Both households are told, and the coordinator.",
            there=there,
        )
    return _("Both bags are with their own households. Both are told.")


def end_words(way: str) -> str:
    """Say which way bags go that nobody came for."""
    return {
        "door": _("To the door"),
        "return": _("Back to the store"),
        "give": _("Given on"),
    }.get(way, way)


def step_words(left: Any) -> str:
    """Say how far it has come with bags that wait past their time."""
    if left.answer == "coming":
        return _("They said that they are coming")
    if "decide" in left.done:
        return _("Decided")
    if "seek-help" in left.done:
        return _("Their group's leader was asked")
    return _("They were asked what would help")


def answer_words(answer: str) -> tuple[str, str]:
    """Return what a household may answer, and what follows from it."""
    return {
        "coming": (_("I am coming, keep them a little"), _("They stay where they are.")),
        "door": (_("Please bring them to my door"), _("Put down there; nobody has to meet.")),
        "return": (_("Please send them back"), _("To the store they came from.")),
        "give": (_("Give them to somebody who can use them"), _("The gate finds a neighbour.")),
    }[answer]


def carried_out_words(way: str, count: int) -> str:
    """Say what was done with bags that nobody came for."""
    if way == "door":
        return ngettext(
            "%(num)s bag was brought to the door.", "%(num)s bags were brought to the door.", count
        )
    if way == "give":
        return ngettext("%(num)s bag was given on.", "%(num)s bags were given on.", count)
    return ngettext(
        "%(num)s bag goes back to its store.", "%(num)s bags go back to their store.", count
    )


def cold_words(cold: Any) -> str:
    """Say how many minutes a cold bag has left."""
    if cold.alarm == "over":
        return _(
            "Too long: %(num)s of %(all)s minutes", num=cold.minutes.total, all=cold.allowed_min
        )
    return _("%(num)s of %(all)s minutes", num=cold.minutes.total, all=cold.allowed_min)


def spans_words(cold: Any) -> str:
    """Say how long a cold bag has been where."""
    return _(
        "Store %(store)s, road %(road)s, gate %(gate)s minutes",
        store=cold.minutes.store,
        road=cold.minutes.road,
        gate=cold.minutes.gate,
    )


def counted_words(differs: Mapping[str, int]) -> str:
    """Say by how much a count differs from the books: ``Chilled 1 fewer``."""
    if not differs:
        return _("The count agrees with the books.")
    names = {"ambient": _("Ambient"), "chilled": _("Chilled"), "frozen": _("Frozen")}
    parts = [
        _("%(kept)s %(num)s more", kept=names[kept], num=n)
        if n > 0
        else _("%(kept)s %(num)s fewer", kept=names[kept], num=-n)
        for kept, n in differs.items()
    ]
    return _("Counted otherwise than the books say: %(parts)s.", parts=_(", ").join(parts))
