"""The pages of hand-offs, one file a place."""

from delivery.handoffs.pages import (
    arrivals,
    bags,
    closing,
    cold,
    counting,
    expected,
    gate,
    group,
    road,
    swapping,
    unclaimed,
)
from delivery.handoffs.pages.blueprint import bp

__all__ = [
    "arrivals",
    "bags",
    "bp",
    "closing",
    "cold",
    "counting",
    "expected",
    "gate",
    "group",
    "road",
    "swapping",
    "unclaimed",
]
