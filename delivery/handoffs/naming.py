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
