"""From a code to the bags it is about, or to the sentence that says why not here."""

import uuid
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select

from delivery.handoffs import codes
from delivery.handoffs.queries import last_left_at
from delivery.handoffs.rules import Scanned, read
from delivery.kernel import signing
from delivery.kernel.access import Actor, visible
from delivery.kernel.db import db
from delivery.kernel.errors import DeliveryError, Invalid, NotFound, NothingWaits, WrongGate
from delivery.kernel.languages import when
from delivery.kernel.once import remember_refusal
from delivery.kernel.seals import MARK, Seal
from delivery.merchants.picking.models import Bag
from delivery.orders.models import Order
from delivery.people import throttle
from delivery.people.naming import gate_label

MOST_TRIES = 60


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
    if text.strip().upper().startswith(MARK):
        return _sealed(_unsealed(text), actor)
    scanned = _read(text)
    if scanned.is_bag:
        bag = bag_of(Bag.code == scanned.code, actor)
        return Found(bag.order.household_id, "label", bag)
    if home := codes.held_here(scanned.code, actor):
        return Found(home, "code")
    raise _refusal(scanned.code, actor)


def find_counted(text: str, actor: Actor) -> Found | None:
    """Return what ``find`` does; a refusal is answered after the try was counted, as ``None``.

    Raises
    ------
    TooManyTries
        ``MOST_TRIES`` wrong codes in a quarter of an hour: nobody guesses codes here.
    """
    limits = [throttle.limit(MOST_TRIES, "look-up", actor.id)]
    if wait := throttle.take(limits):
        raise throttle.refusal(wait)
    try:
        found = find(text, actor)
    except DeliveryError as refused:
        remember_refusal(refused)
        return None
    throttle.give_back(limits)
    return found


def find_bag(text: str, actor: Actor) -> Bag:
    """Return the bag whose label was scanned or typed.

    Raises
    ------
    Invalid
        It is a household's pick-up code, or no code of ours.
    WrongGate
        The bag is for another gate.
    """
    if text.strip().upper().startswith(MARK):
        found = _sealed(_unsealed(text), actor).bag
        if found is None:
            raise _no_label()
        return found
    scanned = _read(text)
    if not scanned.is_bag:
        raise _no_label()
    return bag_of(Bag.code == scanned.code, actor)


def stray_of(text: str, actor: Actor) -> Bag | None:
    """Return the bag of another gate whose label was scanned or typed; ``None`` for one's own."""
    if text.strip().upper().startswith(MARK):
        seal = _unsealed(text)
        which = Bag.id == seal.subject if seal.kind == "bag" else None
    else:
        scanned = _read(text)
        which = Bag.code == scanned.code if scanned.is_bag else None
    bag = None if which is None else db.session.scalar(select(Bag).where(which))
    if bag is None or db.session.scalar(visible(Bag, actor).where(Bag.id == bag.id)):
        return None
    return bag


def _no_label() -> Invalid:
    return _unread(_("This is a pick-up code. Bags are taken in by the code on their label."))


def _unsealed(text: str) -> Seal:
    seal = signing.read(text)
    if seal is None:
        raise _unread(_("This code is not one of ours, or it was changed. Please scan it again."))
    return seal


def _sealed(seal: Seal, actor: Actor) -> Found:
    """Return what a signed code is about, where it is for this gate and the day of what is here."""
    if seal.kind == "bag":
        bag = bag_of(Bag.id == seal.subject, actor)
        if codes.holds(seal, Bag.id == bag.id):
            return Found(bag.order.household_id, "label", bag)
    elif home := codes.sealed_here(seal, actor):
        return Found(home, "code")
    raise WrongGate(_("Nothing here belongs to this code. It is for another gate or another day."))


def bag_of(which: ColumnElement[bool], actor: Actor) -> Bag:
    """Return the bag for which ``which`` holds, where ``actor`` sees it."""
    bag = db.session.scalar(visible(Bag, actor).where(which))
    if bag:
        return bag
    other = db.session.scalar(select(Bag).where(which))
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
