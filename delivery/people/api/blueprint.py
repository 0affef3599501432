"""The blueprint of people's API."""

from flask_smorest import Blueprint

from delivery.kernel.once import remember_refusal
from delivery.people.services.signing import Entry

bp = Blueprint(
    "people-api",
    __name__,
    url_prefix="",
    description="Sessions, accounts, invitations, household groups and their codes.",
)


def opened(entry: Entry) -> Entry:
    """Return ``entry`` as the answer; a refusal is answered once it is written down."""
    if entry.refusal:
        remember_refusal(entry.refusal)
    return entry
