"""A provider that lives in this installation: for demonstrations, and to try the whole way."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from flask import url_for

from delivery.kernel.ids import token
from delivery.orders.providers.words import Forged, Word, require_signed, signature

if TYPE_CHECKING:
    from delivery.orders.providers import Checkout

SIGNATURE = "Menkou-Signature"
OUTCOMES = ("paid", "failed")
LONGEST = 200  # characters of a name


class LocalProvider:
    """Asks nobody for money; its words are signed like those of any other."""

    name = "local"

    def __init__(self, secret: str):
        self._secret = secret

    def address(self, checkout: "Checkout") -> str:
        """Return the page on which the household pays."""
        return url_for("orders.local_checkout", payment_id=checkout.payment_id)

    def say(self, checkout: "Checkout", outcome: str, at: datetime) -> tuple[dict[str, str], bytes]:
        """Return the headers and the body with which the provider tells of a payment."""
        told = {
            "id": token(),
            "reference": checkout.reference,
            "outcome": outcome,
            "amount_fen": checkout.amount_fen,
        }
        body = json.dumps(told).encode()
        return {SIGNATURE: signature(self._secret, body, at)}, body

    def read(self, headers: Mapping[str, str], body: bytes, at: datetime) -> Word:
        """Return what a webhook says, or raise ``Forged`` if it is not the provider's own."""
        require_signed(self._secret, headers.get(SIGNATURE, ""), body, at)
        try:
            told = json.loads(body)
            word = Word(told["id"], told["reference"], told["outcome"], told["amount_fen"])
        except (ValueError, KeyError, TypeError) as bad:
            raise Forged("signed, but not understood") from bad
        if not _sound(word):
            raise Forged("signed, but not understood")
        return word


def _sound(word: Word) -> bool:
    named = all(
        isinstance(n, str) and 0 < len(n) <= LONGEST for n in (word.event_id, word.reference)
    )
    return (
        named and word.outcome in OUTCOMES and type(word.amount_fen) is int and word.amount_fen > 0
    )
