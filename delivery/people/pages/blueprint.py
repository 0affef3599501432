"""The blueprint of people's pages, and what their templates share."""

from typing import Any

import segno
from flask import Blueprint, current_app, g, session, url_for
from markupsafe import Markup
from werkzeug.exceptions import HTTPException

from delivery.kernel.access import Role
from delivery.kernel.languages import LANGUAGES, named
from delivery.kernel.once import remember_refusal
from delivery.people.models import User
from delivery.people.naming import door, home_label
from delivery.people.queries import Held, Home
from delivery.people.role_names import ROLE_NAMES
from delivery.people.rules import inner_path, masked_name, masked_phone, national, spaced_code
from delivery.people.services.signing import Entry
from delivery.people.sessions import remember

bp = Blueprint("people", __name__)


@bp.app_context_processor
def words() -> dict[str, Any]:
    """Tell every page whether its reader asked for large print, and what the roles are called."""
    return {
        "elder": bool(session.get("elder")),
        "languages": LANGUAGES,
        "role_names": ROLE_NAMES,
    }


def let_in(entry: Entry) -> bool:
    """Open this browser for whoever came in; a refusal is answered once it is written down."""
    if entry.refusal:
        remember_refusal(entry.refusal)
    if not (entry.token and entry.user):
        return False
    remember(entry.token, entry.user)
    g.pop("csrf_token", None)  # the session before took its own with it
    return True


def where_they_were(path: str | None) -> str:
    """Return ``path`` if a page of this site stands there, else the start.

    A form that was refused is shown at the address that takes it, where nothing can be opened.
    """
    path = inner_path(path)
    try:
        current_app.url_map.bind("").match(path.partition("?")[0], "GET")
    except HTTPException:
        return "/"
    return path


def qr(text: str) -> Markup:
    """Return ``text`` as a QR code in SVG, black on white, for paper."""
    return Markup(segno.make_qr(text).svg_inline(border=2, light="#fff", omitsize=True))  # noqa: S704  drawn here, from an address of ours


def held_row(held: Held) -> tuple[Any, str]:
    """Return a role as a line of details."""
    return ROLE_NAMES[held.role], held.where


def role_option(role: Role) -> tuple[str, Any]:
    """Return a role as an option of a list."""
    return role.value, ROLE_NAMES[role]


def place_option(place: Any) -> tuple[str, str]:
    """Return a place as an option of a list."""
    return str(place.id), named(place)


def person_option(user: User) -> tuple[str, str]:
    """Return a person as an option of a list."""
    return str(user.id), user.name


def home_way(home: Home) -> tuple[str, str, str, str]:
    """Return a home as a way on to its page."""
    href = url_for("people.household", household_id=home.household.id)
    return door(home.household), href, "home", ", ".join(map(masked_name, home.residents))


for one in (door, home_label, masked_name, masked_phone, national, spaced_code, qr):
    bp.add_app_template_filter(one)
for one in (held_row, role_option, place_option, person_option, home_way):
    bp.add_app_template_filter(one)
