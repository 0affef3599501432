"""The group leader's bags: what waits for the own households, and what they owe."""

from collections import defaultdict
from dataclasses import replace
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from delivery.handoffs import queries, services
from delivery.handoffs.naming import handed_over_words
from delivery.handoffs.pages.blueprint import bp, proof_of_form, tell
from delivery.handoffs.schemas import HandOver, Payment
from delivery.kernel.access import Actor, Permission, Role, fetch, visible
from delivery.kernel.db import db
from delivery.kernel.http import actor, endpoint, load
from delivery.kernel.languages import money
from delivery.people.models import Household
from delivery.people.naming import door_order

P = Permission


def leader() -> Actor:
    """Return who asks, with only what they see as a group's leader."""
    who = actor()
    return replace(who, scopes={Role.LEADER: who.within(Role.LEADER)})


@bp.get("/group/bags")
@endpoint(P.PAYMENT_TAKE)
def group() -> str:
    """List the group's homes for which bags wait or money is owed."""
    homes = sorted(db.session.scalars(visible(Household, leader())), key=door_order)
    bags, owed = defaultdict(list), defaultdict(list)
    for row in queries.waiting_for([home.id for home in homes], leader()):
        bags[row.household_id].append(row)
    for row in queries.owed_by([home.id for home in homes], leader()):
        owed[row.household_id].append(row)
    shown = [home for home in homes if bags[home.id] or owed[home.id]]
    return render_template("handoffs/group.html", homes=shown, bags=bags, owed=owed)


@bp.post("/group/bags/<uuid:household_id>/payment")
@endpoint(P.PAYMENT_TAKE, again=group)
def take_cash(household_id: UUID) -> Response:
    """Take what a home of the group owes, and hold it for the stores."""
    words = load(Payment)
    home = fetch(Household, household_id, leader())
    taken = services.settle(
        home.id, words["pay"], proof_of_form("leader"), actor=leader(), owed_fen=words["owed_fen"]
    )
    flash(_("%(sum)s is recorded.", sum=money(sum(taken.values()))), "ok")
    return redirect(url_for("handoffs.group"))


@bp.post("/group/bags/<uuid:household_id>/collect")
@endpoint(P.BAG_HAND_OVER, again=group)
def collect(household_id: UUID) -> Response:
    """Collect a home's bags for it."""
    home = fetch(Household, household_id, leader())
    bags = load(HandOver)["bags"]
    outcomes = services.collect(home.id, bags, proof_of_form("leader"), actor=leader())
    tell(outcomes, handed_over_words(len(outcomes), home))
    return redirect(url_for("handoffs.group"))
