"""What a household is told of bags that went astray at the gate, or that it could not come for."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _

from delivery.handoffs.naming import bags_words
from delivery.kernel.languages import named
from delivery.kernel.ledger import Event
from delivery.notices.texts.orders import about, bags_of, code_words
from delivery.notices.texts.words import Words, sentences
from delivery.orders.models import Order
from delivery.people.naming import gate_label


def _swapped(event: Event, order: Order) -> Words:
    """Tell one of two households whose bags were exchanged: the bag's owner, or who had it."""
    way, owner = event.facts["way"], event.facts["part"] == "owner"
    words = {"gate": gate_label(order.drop_point.gate), "store": named(order.store)}
    if way == "both-out":
        text = _("You and another household had each other's bag, and have exchanged them. Sorry.")
        return about(order, "swap", _("You have your own bag now"), text)
    if way == "put-right" and owner:
        text = _(
            "A bag of yours from %(store)s had been given to another household. It is back at"
            " %(gate)s. Sorry; if anything is not right, tell the gate.",
            **words,
        )
        return about(order, "swap", _("Your bag is back"), sentences(text, code_words(order)))
    if way == "put-right":
        text = _("You had been given another household's bag. It is exchanged for yours. Sorry.")
        return about(order, "swap", _("You have your own bag now"), text)
    if owner:
        text = _(
            "Your bag from %(store)s was given to another household by mistake. They are asked to"
            " bring it back to %(gate)s, and you will hear. Sorry.",
            **words,
        )
        return about(order, "warn", _("Your bag is with another household"), text)
    text = _(
        "One of the bags you were given belongs to another household. Yours waits at %(gate)s:"
        " please bring the other one, and take it. Sorry for the way.",
        **words,
    )
    return about(order, "swap", _("Please look at your bags"), sentences(text, code_words(order)))


def _overdue(event: Event, order: Order) -> Words:
    text = _(
        "%(bags)s from %(store)s wait at %(gate)s. If it does not suit you now, tell us what would"
        " help: we bring them to your door, keep them a little, or give them on.",
        gate=gate_label(order.drop_point.gate),
        **bags_of(event, order),
    )
    title = _("Can we help with your bags?")
    return Words("hand", title, sentences(text, code_words(order)), *_wishes(order))


def _wishes(order: Order) -> tuple[str, dict[str, Any]]:
    return "handoffs.wishes", {"order_id": order.id}


def _neighbours_bags(event: Event, order: Order) -> Words:
    text = _(
        "%(bags)s of a home in your group still wait at %(gate)s. Could you take them along, or"
        " have a word?",
        bags=bags_words(event.facts["bags"]),
        gate=gate_label(order.drop_point.gate),
    )
    return Words("hand", _("A neighbour's bags wait"), text, "handoffs.group")


def _decided(event: Event, order: Order) -> Words:
    words = {"gate": gate_label(order.drop_point.gate), **bags_of(event, order)}
    icon, title, text = {
        "door": (
            "home",
            _("We bring your bags to your door"),
            _(
                "%(bags)s from %(store)s. Somebody puts them down and knocks; nobody has to meet.",
                **words,
            ),
        ),
        "give": (
            "hand",
            _("Your bags go to somebody who can use them"),
            _("%(bags)s from %(store)s, as you wished. Thank you.", **words),
        ),
        "return": (
            "undo",
            _("Your bags go back to the store"),
            _(
                "%(bags)s from %(store)s. Until they leave %(gate)s you can still come or say so.",
                **words,
            ),
        ),
    }[event.facts["end"]]
    return Words(icon, title, text, *_wishes(order))


TEXTS: dict[tuple[str, str], Callable[[Event, Any], Words]] = {
    ("orders", "swap"): _swapped,
    ("orders", "overdue"): _overdue,
    ("orders", "seek-help"): _neighbours_bags,
    ("orders", "decide"): _decided,
}
