"""The pages of offline work: the coordinator's review, and the phone's own."""

from delivery.handoffs.sync.pages import phone, review
from delivery.handoffs.sync.pages.blueprint import bp

__all__ = ["bp", "phone", "review"]
