"""The pages of people, one file a part."""

from delivery.people.pages import account, homes, joining, roster, signing
from delivery.people.pages.blueprint import bp

__all__ = ["account", "bp", "homes", "joining", "roster", "signing"]
