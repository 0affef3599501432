"""From a code to the bags it is about, or to the sentence that says why not here."""

import uuid
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from delivery.handoffs import codes
from delivery.handoffs.queries import last_left_at
from delivery.handoffs.rules import Scanned, read
from delivery.kernel.access import Actor, visible
from delivery.kernel.db import db
from delivery.kernel.errors import Invalid, NotFound, NothingWaits, WrongGate
from delivery.kernel.languages import when
from delivery.merchants.picking.models import Bag
from delivery.orders.models import Order
from delivery.people.naming import gate_label


@dataclass(frozen=True, slots=True)
class Found:
    """Whose bags a code is about; ``method`` says in a proof what was looked at."""

    household_id: uuid.UUID
    method: str
    bag: Bag | None = None


def find(text: str, actor: Actor) -> Found:
    """Return the household of a pick-up code or of a bag's label.

    Raises
    ------
    Invalid
        It is no code of ours, or was mistyped.
    WrongGate, NothingWaits
        Its bags are not here; the sentence says where they are, or since when they are gone.
    """
    scanned = _read(text)
    if scanned.is_bag:
        bag = bag_of(scanned, actor)
        return Found(bag.order.household_id, "label", bag)
    if home := codes.held_here(scanned.code, actor):
        return Found(home, "code")
    raise _refusal(scanned.code, actor)


def find_bag(text: str, actor: Actor) -> Bag:
    """Return the bag whose label was scanned or typed.

    Raises
    ------
    Invalid
        It is a household's pick-up code, or no code of ours.
    WrongGate
        The bag is for another gate.
    """
    scanned = _read(text)
    if not scanned.is_bag:
        raise _unread(_("This is a pick-up code. Bags are taken in by the code on their label."))
    return bag_of(scanned, actor)


def bag_of(scanned: Scanned, actor: Actor) -> Bag:
    """Return the bag that bears a code, where ``actor`` sees it."""
    bag = db.session.scalar(visible(Bag, actor).where(Bag.code == scanned.code))
    if bag:
        return bag
    other = db.session.scalar(select(Bag).where(Bag.code == scanned.code))
    if other is None:
        raise NotFound(_("No bag has this code. Please scan it again."))
    order = db.session.get_one(Order, other.order_id)
    raise WrongGate(
        _(
            "This bag belongs to %(gate)s. Put it on Returns.",
            gate=gate_label(order.drop_point.gate),
        )
    )


def _read(text: str) -> Scanned:
    scanned = read(text)
    if scanned is None:
        raise _unread(_("This code cannot be right. Please scan it again, or check each letter."))
    return scanned


def _unread(sentence: str) -> Invalid:
    said = _("Nothing was found by this code.")
    return Invalid(said, fields={"code": [sentence]})


def _refusal(code: str, actor: Actor) -> WrongGate | NothingWaits | NotFound:
    if home := codes.gone_from_here(code, actor):
        left = when(last_left_at(home, actor))
        return NothingWaits(
            _("All bags of this code have left the gate, the last on %(when)s.", when=left)
        )
    if gate := codes.held_elsewhere(code):
        return WrongGate(_("These bags wait at %(gate)s, not here.", gate=gate_label(gate)))
    return NotFound(_("Nothing waits for this code. It may be of another day or another gate."))
