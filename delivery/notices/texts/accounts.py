"""What people are told of joining, and of the cash they held."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _

from delivery.kernel.languages import money
from delivery.kernel.ledger import Event
from delivery.notices.texts.words import Words
from delivery.orders.models import CashHandIn
from delivery.people.models import JoinRequest
from delivery.people.naming import home_label
from delivery.people.rules import masked_name


def _asked(event: Event, request: JoinRequest) -> Words:
    title = _("%(name)s wants to join", name=masked_name(request.user.name))
    text = _("%(home)s. Please say whether they live there.", home=home_label(request.household))
    return Words("people", title, text, "people.group")


def _confirmed(event: Event, request: JoinRequest) -> Words:
    text = _("You can order for %(home)s now.", home=home_label(request.household))
    return Words("check", _("You are one of the household"), text, "orders.shop")


def _refused(event: Event, request: JoinRequest) -> Words:
    text = _("%(home)s. Please ask your group leader.", home=home_label(request.household))
    return Words("x", _("You were not let in"), text, "people.account")


def _cash_received(event: Event, handed_in: CashHandIn) -> Words:
    title = _("%(sum)s handed in", sum=money(event.facts["amount_fen"]))
    return Words("yuan", title, _("The store has the cash that you took for it."))


TEXTS: dict[tuple[str, str], Callable[[Event, Any], Words]] = {
    ("join_requests", "ask"): _asked,
    ("join_requests", "confirm"): _confirmed,
    ("join_requests", "refuse"): _refused,
    ("cash_hand_ins", "hand-in"): _cash_received,
}
