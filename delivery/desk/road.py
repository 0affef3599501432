"""The routes that are being driven, as the coordinator's day shows them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from delivery.desk.day import Today
from delivery.kernel.db import db
from delivery.routing.board import Board, Line
from delivery.routing.models import Plan
from delivery.routing.showing import board_of

ON_TIME_WITHIN = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Driven:
    """A route with how far it is: bags at their drop points, and minutes late at the next."""

    line: Line
    brought: int
    late_min: int


def under_way(rows: Sequence[Today], at: datetime) -> Board | None:
    """Return the routes of the wave that is driven at ``at``, if one is; in five statements."""
    driven = [
        row.wave.id
        for row in rows
        if row.wave.state == "planned"
        and row.wave.collect_to_at > at
        and row.progress.arrived < row.progress.all_bags
    ]
    adopted = select(Plan).where(Plan.wave_id.in_(driven[:1]), Plan.state == "adopted")
    plan = db.session.scalar(adopted)
    return board_of(plan) if plan else None


def driven(board: Board, at: datetime) -> list[Driven]:
    """Return the routes of ``board`` with how far each is at ``at``."""
    return [
        Driven(
            line,
            brought=sum(visit.bags for visit in line.drops if visit.state == "done"),
            late_min=_late_min(line, at),
        )
        for line in board.lines
    ]


def _late_min(line: Line, at: datetime) -> int:
    behind = at - line.next.arrives_at if line.next else timedelta()
    return int(behind.total_seconds() // 60) if behind > ON_TIME_WITHIN else 0
