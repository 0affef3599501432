"""One stop of a plan, asked about: why so late, why this vehicle, and what a move would lead to."""

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from delivery.kernel.access import Permission, fetch
from delivery.kernel.clock import now
from delivery.kernel.db import glance
from delivery.kernel.http import acting, actor, endpoint, load, load_query
from delivery.routing import schemas
from delivery.routing.asking import Asked, told
from delivery.routing.models import Plan
from delivery.routing.moving import keep, prepared
from delivery.routing.pages.blueprint import bp

P = Permission


@bp.get("/plans/<uuid:plan_id>/drops/<label>")
@endpoint(P.PLAN_READ)
def drop(plan_id: UUID, label: str) -> str:
    """Show why a drop is when and where it is, and what would become of it elsewhere."""
    words: dict[str, Any] = load_query(schemas.DropAsked)
    asked = Asked(fetch(Plan, plan_id, acting()), label)
    return render_template(
        "routing/drop.html", asked=asked, plan=asked.plan, words=words, **told(asked, words)
    )


@bp.post("/plans/<uuid:plan_id>/drops/<label>")
@endpoint(P.PLAN_MAKE, again=drop)
def move(plan_id: UUID, label: str) -> Response:
    """Keep a move as a new proposal, checked before anything is written."""
    words = load(schemas.MoveWords)
    answer, judgement = glance(lambda: prepared(fetch(Plan, plan_id, acting()), label, words))
    new = keep(fetch(Plan, plan_id, acting()), answer, judgement, actor=actor(), at=now())
    flash(_("Saved as plan %(number)s. Nobody drives it before you adopt it.", number=new.number))
    return redirect(url_for(".plan", wave_id=new.wave_id, number=new.number))
