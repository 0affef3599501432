"""People who wait for a word, and money that is not where it belongs."""

import uuid
from collections.abc import Collection, Iterator
from datetime import datetime, timedelta

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext, pgettext
from sqlalchemy import func, select

from delivery.desk.matters.matter import Act, Matter
from delivery.kernel.access import Actor, sight
from delivery.kernel.db import db
from delivery.kernel.languages import money, named
from delivery.merchants.catalogue.models import Store
from delivery.orders.models import MoneyEntry
from delivery.orders.queries.cash import Held, held_for
from delivery.people.models import JoinRequest, User

ANSWERED_WITHIN = timedelta(days=1)
HANDED_IN_WITHIN = timedelta(hours=24)


def waiting_to_join(who: Actor, at: datetime) -> Iterator[Matter]:
    """Give requests to join a household that its group's leader has not answered for a day."""
    count, since = db.session.execute(
        select(func.count(), func.min(JoinRequest.asked_at)).where(
            sight(JoinRequest, who),
            JoinRequest.state == "asked",
            JoinRequest.asked_at < at - ANSWERED_WITHIN,
        )
    ).one()
    if count:
        yield Matter(
            mark=pgettext("matter", "No answer"),
            title=ngettext("%(num)s person waits to join", "%(num)s people wait to join", count),
            text=_("Their group leaders have not answered for a day."),
            act=Act(_("See who"), url_for("people.group")),
            since=since,
        )


def holding_cash(who: Actor, at: datetime) -> Iterator[Matter]:
    """Give people who took cash at a gate and have not given it to the store for a day."""
    stores = db.session.scalars(select(Store.id).where(sight(Store, who))).all()
    holding = held_for(stores)
    taken = _last_taken(who, {held.holder.id for held in holding})
    for held in holding:
        if (since := taken.get(held.holder.id)) and since < at - HANDED_IN_WITHIN:
            yield _holding(held, since)


def _last_taken(who: Actor, holders: Collection[uuid.UUID]) -> dict[uuid.UUID, datetime]:
    """Return when each of ``holders`` whom the coordinator sees last took cash."""
    rows = db.session.execute(
        select(User.id, func.max(MoneyEntry.at))
        .join(MoneyEntry, MoneyEntry.taken_by == User.id)
        .where(User.id.in_(holders), sight(User, who))
        .where(MoneyEntry.kind == "pay", MoneyEntry.method == "cash")
        .group_by(User.id)
    )
    return dict(rows.all())  # type: ignore[arg-type]


def _holding(held: Held, since: datetime) -> Matter:
    return Matter(
        mark=pgettext("matter", "Cash"),
        title=_(
            "%(amount)s not handed in: %(name)s", amount=money(held.fen), name=held.holder.name
        ),
        text=_("It belongs to %(store)s.", store=named(held.store)),
        act=Act(_("Who it is"), url_for("people.person", user_id=held.holder.id)),
        since=since,
    )
