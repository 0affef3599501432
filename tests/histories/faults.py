"""Negative controls: services that are wrong in one way each, and which check must say so."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from unittest.mock import patch

from delivery.orders.rules import weighed_fen
from delivery.orders.services import money

_charge, _enter = money.charge, money._enter


@dataclass(frozen=True)
class Fault:
    """What is put in the place of a function, and what the books then say."""

    place: str
    bad: Any
    found: str


def _forgets_held(order_id: Any, moves: Any, *, at: Any) -> int:
    return _charge(order_id, [money.Move(one.kind, one.goods_fen) for one in moves], at=at)


def _gives_nothing_back(order_id: Any, kind: str, **words: Any) -> None:
    if kind != "refund":
        _enter(order_id, kind, **words)


def _charges_every_gram(line: Any, there_fen: int, weighed_g: int | None) -> int:
    return weighed_fen(line.price_fen, weighed_g) if weighed_g else there_fen


def _nothing(*_: Any, **__: Any) -> None:
    return None


def _says(answer: Any) -> Callable[..., Any]:
    return lambda *_, **__: answer


PICKING, ORDERS = "delivery.merchants.picking", "delivery.orders"
FAULTS = {
    "what is held is forgotten": Fault(
        f"{PICKING}.services.instead.charge", _forgets_held, "held is not what"
    ),
    "nothing is given back": Fault(
        f"{ORDERS}.services.money._enter", _gives_nothing_back, "less than nothing"
    ),
    "a price cap is forgotten": Fault(f"{PICKING}.replacing.most", _says(10**6), "over"),
    "a never is forgotten": Fault(f"{ORDERS}.rules.wishes.Never.forbids", _says(False), "never"),
    "nobody is asked": Fault(
        f"{PICKING}.services.substituting.may_ask", _says(False), "nobody was asked"
    ),
    "every gram is charged": Fault(
        f"{ORDERS}.services.settling._scaled_fen", _charges_every_gram, "over|heavier"
    ),
    "what comes back stays off the books": Fault(
        f"{PICKING}.services.instead.give_back", _nothing, "made or lost"
    ),
    "cancelled goods stay off the books": Fault(
        f"{ORDERS}.services.changing.put_back", _nothing, "made or lost"
    ),
    "a seat is kept": Fault(
        f"{ORDERS}.services.changing.leave_seat_if_last", _nothing, "seats are counted wrong"
    ),
    "a promised price rises": Fault(
        f"{ORDERS}.services.changes.Change.price_fen",
        property(lambda change: change.offer.price_fen),
        "dearer",
    ),
}


@contextmanager
def planted(fault: Fault) -> Iterator[None]:
    """Let a service be wrong while the block lasts."""
    with patch(fault.place, fault.bad):
        yield
