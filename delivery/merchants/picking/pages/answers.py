"""A household's yes or no to what the store proposes: in the app, or by the link of a notice."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from delivery.kernel.access import Permission
from delivery.kernel.clock import now
from delivery.kernel.http import acting, actor, endpoint, load
from delivery.merchants.picking import queries, schemas, services
from delivery.merchants.picking.pages.blueprint import bp

P = Permission


@bp.get("/substitutions/<uuid:line_id>")
@endpoint(P.SUBSTITUTION_ANSWER)
def substitution(line_id: UUID) -> str:
    """Show what may come instead of what, for how much, and until when to answer."""
    line = queries.proposal(line_id, acting())
    waits = line.state == "proposed" and (line.answer_by_at is None or now() < line.answer_by_at)
    return render_template("picking/substitution.html", line=line, old=line.replaces, waits=waits)


@bp.post("/substitutions/<uuid:line_id>/answer")
@endpoint(P.SUBSTITUTION_ANSWER, again=substitution)
def answer(line_id: UUID) -> Response:
    """Say yes or no."""
    line = queries.proposal(line_id, acting())
    yes = load(schemas.Answer)["yes"]
    services.answer(line, yes, actor=actor(), at=now())
    flash(_("The store knows: it comes.") if yes else _("The store knows: it does not come."))
    return redirect(url_for("picking.substitution", line_id=line_id))
