"""By which rules a store may share what is not enough for everybody, and how lots are drawn."""

import hashlib
import uuid

FIRST_COME, EQUAL, PROPORTIONAL, NEED_FIRST, LOTTERY = RULES = (
    "first-come",
    "equal",
    "proportional",
    "need-first",
    "lottery",
)


def lot_of(wave_id: uuid.UUID, gtin: str, order_id: uuid.UUID) -> str:
    """Return an order's lot for a product of a wave; the lowest is served first.

    The wave's number is the seed: it is known before anybody orders and nobody chooses it, as
    nobody chooses an order's number. So everybody can work out the own lot, and no one can better it.
    """
    return hashlib.sha256(f"{wave_id}/{gtin}/{order_id}".encode()).hexdigest()
