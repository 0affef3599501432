"""Online payment: what a provider must be able to do, and which one this installation has.

A provider is a class of a few lines beside ``local.py``; ``docs/payments.md`` says how to add one.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from flask import current_app

from delivery.orders.providers.local import LocalProvider
from delivery.orders.providers.words import Forged, Word

__all__ = ["Checkout", "Forged", "Provider", "Word", "provider"]


@dataclass(frozen=True, slots=True)
class Checkout:
    """What a provider is told of a payment: no name, no phone, no address."""

    payment_id: UUID
    reference: str
    amount_fen: int


class Provider(Protocol):
    """Takes money in its own pages, and says so in signed words."""

    name: str

    def address(self, checkout: Checkout) -> str:
        """Return the page on which the household pays."""

    def read(self, headers: Mapping[str, str], body: bytes, at: datetime) -> Word:
        """Return what a webhook says, or raise ``Forged`` if it is not the provider's own."""


def provider() -> Provider | None:
    """Return the provider of this installation, if there is one."""
    settings = current_app.config["MENKOU"]
    if settings.payment_provider == LocalProvider.name:
        return LocalProvider(settings.payment_secret or settings.secret_key)
    return None
