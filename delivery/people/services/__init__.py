"""The acts of people. Other packages use the names below; the rest is this package's own."""

from delivery.people.services.roles import give, hold, take_back
from delivery.people.services.roster import disable, enable, invite, issue_link, register, reset

__all__ = [
    "disable",
    "enable",
    "give",
    "hold",
    "invite",
    "issue_link",
    "register",
    "reset",
    "take_back",
]
