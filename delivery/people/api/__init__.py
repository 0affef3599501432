"""People for programs, one file a part."""

from delivery.people.api import groups, roster, session
from delivery.people.api.blueprint import bp

__all__ = ["bp", "groups", "roster", "session"]
