"""The gate hands over: a code, the big answer, what is owed, the bags."""

from collections import Counter
from uuid import UUID

from flask import current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from delivery.handoffs import codes, lookup, queries, services
from delivery.handoffs.cold import queries as cold
from delivery.handoffs.naming import answer_lines, handed_over_words
from delivery.handoffs.pages.blueprint import bp, proof_of_form, tell
from delivery.handoffs.schemas import Code, HandOver, Payment, WaitingQuery
from delivery.kernel.access import Actor, Permission, fetch, visible
from delivery.kernel.clock import now
from delivery.kernel.db import db
from delivery.kernel.http import actor, allow_scanner, endpoint, load, load_query
from delivery.people.models import Household
from delivery.places.models import Gate

P = Permission


def guard() -> Actor:
    """Return who asks, with only what they see as this gate's staff."""
    return actor().acting(P.BAG_TAKE_IN)


def gates() -> list[Gate]:
    """Return the gates at which this actor works."""
    return list(db.session.scalars(visible(Gate, guard())))


@bp.get("/gate")
@endpoint(P.BAG_TAKE_IN)
def gate() -> str:
    """Ask for a pick-up code, and show how many bags there are."""
    allow_scanner()
    return render_template(
        "handoffs/gate.html",
        gates=gates(),
        counts=queries.bag_counts(guard()),
        just_now=queries.just_now(guard()),
        hurry=cold.count(guard(), current_app.config["MENKOU"].cold_min, now()),
    )


@bp.post("/gate/look-up")
@endpoint(P.BAG_TAKE_IN, again=gate, keep_answer=False)
def look_up() -> Response | str:
    """Lead from a code to the household whose it is."""
    found = lookup.find_counted(load(Code)["code"], guard())
    if found is None:
        return ""  # the refusal is answered, and the try was counted
    if found.bag and found.bag.state == "handed-over":  # and yet it is here
        return redirect(url_for("handoffs.wrong", bag_id=found.bag.id))
    return redirect(
        url_for("handoffs.household", household_id=found.household_id, method=found.method)
    )


@bp.get("/gate/waiting")
@endpoint(P.BAG_TAKE_IN)
def waiting() -> str:
    """List the households whose bags wait, the longest first."""
    words = load_query(WaitingQuery)
    rows, more = queries.waiting(guard(), **words)
    return render_template(
        "handoffs/waiting.html",
        gates=gates(),
        rows=rows,
        wanted=words["temperature"],
        page=words["page"],
        more=more,
    )


@bp.get("/gate/households/<uuid:household_id>")
@endpoint(P.BAG_TAKE_IN)
def household(household_id: UUID) -> str:
    """Answer with the shelf, the bags and what is owed."""
    home = served(household_id)
    bags = queries.bags_of_household(household_id, guard())
    here = [bag for bag in bags if bag.state == "at-gate"]
    return render_template(
        "handoffs/household.html",
        home=home,
        here=here,
        elsewhere=[bag for bag in bags if bag.state != "at-gate"],
        answer_lines=answer_lines(Counter(bag.temperature for bag in here)),
        owed=queries.owed_by([household_id], guard()),
        picture=codes.picture,
        method=request.args.get("method", "list"),
    )


def served(household_id: UUID) -> Household:
    """Return a household of which this gate holds bags, or raise ``NotFound``."""
    return fetch(Household, household_id, guard())


@bp.post("/gate/households/<uuid:household_id>/hand-over")
@endpoint(P.BAG_TAKE_IN, again=household)
def hand_over(household_id: UUID) -> Response:
    """Take what is owed, where it was paid, and give the bags to the household."""
    words = load(HandOver)
    home = served(household_id)
    outcomes = services.collect(
        home.id,
        words["bags"],
        proof_of_form(words["method"]),
        actor=actor(),
        pay_by=words["pay"],
        owed_fen=words["owed_fen"],
    )
    tell(outcomes, handed_over_words(len(outcomes), home))
    return redirect(url_for("handoffs.gate"))


@bp.post("/gate/households/<uuid:household_id>/payment")
@endpoint(P.BAG_TAKE_IN, again=household)
def take_payment(household_id: UUID) -> Response:
    """Take what is owed to one store, or to all, and come back for the bags."""
    words = load(Payment)
    home = served(household_id)
    services.settle(
        home.id,
        words["pay"],
        proof_of_form(),
        actor=actor(),
        order_id=words["order"],
        owed_fen=words["owed_fen"],
    )
    return redirect(url_for("handoffs.household", household_id=home.id))
