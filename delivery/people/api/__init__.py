"""People for programs, one file a part."""

from delivery.people.api import groups, homes, roster, session
from delivery.people.api.blueprint import bp

__all__ = ["bp", "groups", "homes", "roster", "session"]
