"""Where each role lands, and the few places it goes to from there."""

from dataclasses import dataclass

from flask import current_app, request, url_for
from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

from delivery.kernel.access import Actor, Role


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation: an endpoint, its label and its icon in ``icons.svg``."""

    endpoint: str
    label: LazyString
    icon: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A place as one page shows it."""

    href: str
    label: LazyString
    icon: str
    current: bool


ACCOUNT = Place("people.account", _l("Me"), "person")
NOTICES = Place("notices.inbox", _l("News"), "bell")
PICKING = Place("picking.lists", _l("Picking"), "box")
GOODS = Place("catalogue.offers", _l("Goods"), "shop")
CASH = Place("orders.cash", _l("Cash"), "yuan")
ACCOUNTS = Place("settlement.statements", _l("Accounts"), "file")
PEOPLE = Place("people.people", _l("People"), "person")
# A role's first place is its home. Roles stand in the order in which a person of several is sent.
PLACES: dict[Role, tuple[Place, ...]] = {
    Role.COORDINATOR: (
        Place("desk.day", _l("Today"), "pin"),
        Place("orders.waves", _l("Waves"), "clock"),
        Place("crew.crew", _l("Crew"), "trike"),
        PEOPLE,
    ),
    Role.OPERATOR: (
        Place("places.places", _l("Places"), "pin"),
        Place("catalogue.stores", _l("Stores"), "shop"),
        PEOPLE,
    ),
    Role.GATE_STAFF: (Place("handoffs.gate", _l("Gate"), "shelf"),),
    Role.STORE_MANAGER: (PICKING, GOODS, CASH, ACCOUNTS, PEOPLE),
    Role.SHIFT_LEAD: (PICKING, GOODS, CASH),
    Role.STORE_STAFF: (PICKING,),
    Role.VOLUNTEER: (Place("routing.own_routes", _l("Route"), "trike"),),
    Role.RESIDENT: (
        Place("orders.shop", _l("Shop"), "shop"),
        Place("desk.orders", _l("Orders"), "bag"),
    ),
    Role.LEADER: (Place("people.group", _l("Group"), "hand"),),
}


def places(who: Actor) -> list[Place]:
    """Return where ``who`` may go from anywhere, the home first and the account last."""
    if not who.signed_in:
        return []
    found = [place for role, own in PLACES.items() if role in who.roles for place in own]
    return list(dict.fromkeys([*found, NOTICES, ACCOUNT]))


def home(who: Actor) -> str:
    """Return the address of the page on which ``who`` lands."""
    if not who.signed_in:
        return url_for("people.sign_in")
    return url_for(places(who)[0].endpoint)


def entries(who: Actor) -> list[Entry]:
    """Return the navigation of this request's page."""
    return [
        Entry(url_for(p.endpoint), p.label, p.icon, request.endpoint == p.endpoint)
        for p in places(who)
        if p.endpoint in current_app.view_functions
    ]
