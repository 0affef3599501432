"""A board as the map's JSON and as the timeline's figures."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import get_timezone, ngettext
from flask_babel import gettext as _

from delivery.kernel.languages import clock, named
from delivery.routing.board import Board, LeftOut, Line, Visit
from delivery.routing.models import StreetLayer
from delivery.routing.naming import spot

Json = dict[str, Any]
MARGIN_MIN = 10
MARK_PX, AXIS_PX = 48, 620  # how wide a mark is, and the timeline that it stands on


def as_map(board: Board, layer: StreetLayer | None) -> Json:
    """Return what ``js/map.js`` draws: the form is told there."""
    return {
        "streets": url_for("routing.streets", layer_id=layer.id) if layer else None,
        "credit": layer.credit if layer else "",
        "stores": [{"name": named(s), "lat": s.lat, "lon": s.lon} for s in board.stores],
        "shut": [{"name": spot(p), "lat": p.lat, "lon": p.lon} for p in board.shut],
        "left": [_left(left) for left in board.left_out if left.point not in board.shut],
        "routes": [_route(line) for line in board.lines],
    }


def _left(left: LeftOut) -> Json:
    where = {"name": left.name, "lat": left.point.lat, "lon": left.point.lon}
    return where | {"detail": " ".join(left.reasons)}


def _route(line: Line) -> Json:
    return {
        "letter": line.letter,
        "label": line.name,
        "line": [list(point) for point in line.path],
        "stops": [_stop(visit) for visit in line.drops],
    }


def _stop(visit: Visit) -> Json:
    goods = ngettext("%(num)s bag", "%(num)s bags", visit.bags)
    if not visit.bags:
        goods = ngettext("about %(num)s crate", "about %(num)s crates", visit.crates)
    return {
        "label": visit.label,
        "name": visit.name,
        "lat": visit.lat,
        "lon": visit.lon,
        "detail": _("%(time)s, %(goods)s", time=clock(visit.arrives_at), goods=goods),
        "state": visit.state,
    }


def timeline(lines: Sequence[Line], now: datetime) -> Json:
    """Return what ``ui.timeline`` is given; times are minutes of the first route's day."""
    first = min((line.leaves_at for line in lines), default=now)
    midnight = first.astimezone(get_timezone()).replace(hour=0, minute=0, second=0, microsecond=0)

    def minute(instant: datetime) -> int:
        return int((instant - midnight).total_seconds() // 60)

    last = max((line.back_at for line in lines), default=now)
    start, end = minute(first) - MARGIN_MIN, minute(last) + MARGIN_MIN
    apart = -(-(end - start) * MARK_PX // AXIS_PX)
    return {
        "routes": [_row(line, minute, apart) for line in lines],
        "start": start,
        "end": end,
        "now": minute(now),
        "clock": _("Now %(time)s", time=clock(now)),
    }


def _row(line: Line, minute: Callable[[datetime], int], apart: int) -> Json:
    """Return one route; drops that would cover one another stand together: ``3–5``."""
    together: list[list[Visit]] = []
    for visit in line.drops:
        near = together and minute(visit.arrives_at) - minute(together[-1][0].arrives_at) < apart
        if near:
            together[-1].append(visit)
        else:
            together.append([visit])
    return {
        "letter": line.letter,
        "label": line.name,
        "start": minute(line.leaves_at),
        "stops": [_mark(visits, minute, line.letter) for visits in together],
    }


def _mark(visits: Sequence[Visit], minute: Callable[[datetime], int], letter: str) -> Json:
    first, last = visits[0], visits[-1]
    numbers = [visit.label.removeprefix(letter).removeprefix("-") for visit in (first, last)]
    return {
        "minute": (minute(first.arrives_at) + minute(last.arrives_at)) // 2,
        "label": first.label if first is last else "–".join(numbers),
        "done": all(visit.state == "done" for visit in visits),
    }
