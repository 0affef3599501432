"""Which stop a person means, and may act on."""

import uuid

from flask_babel import gettext as _

from delivery.kernel.access import Actor, Permission, fetch
from delivery.kernel.db import db
from delivery.kernel.errors import NotFound
from delivery.places.models import DropPoint
from delivery.routing.models import Route, Stop


def stop_of(route_id: uuid.UUID, stop_id: uuid.UUID, kind: str, actor: Actor) -> Stop:
    """Return a ``pickup`` or ``drop`` stop of one of the actor's own routes."""
    route = fetch(Route, route_id, actor.acting(Permission.BAG_LOAD))
    stop = db.session.get(Stop, stop_id)
    if stop is None or (stop.route_id, stop.kind) != (route.id, kind):
        raise _absent()
    return stop


def own_stop(stop_id: uuid.UUID, kind: str, actor: Actor) -> Stop:
    """Return a stop by its own id alone, where its route is one of the actor's own."""
    stop = db.session.get(Stop, stop_id)
    if stop is None:
        raise _absent()
    return stop_of(stop.route_id, stop.id, kind, actor)


def stop_at_gate(stop_id: uuid.UUID, actor: Actor) -> Stop:
    """Return a visit to one of the gates at which the actor takes in."""
    stop = db.session.get(Stop, stop_id)
    if stop is None or stop.drop_point_id is None:
        raise _absent()
    fetch(DropPoint, stop.drop_point_id, actor.acting(Permission.BAG_TAKE_IN))
    return stop


def _absent() -> NotFound:
    return NotFound(_("There is nothing here for you. It may have been moved or removed."))
