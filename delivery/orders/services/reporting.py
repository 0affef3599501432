"""Something was wrong with a bag: said by the household within 48 hours, answered by the store."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, func, select, update

from delivery.kernel.access import Actor, Permission
from delivery.kernel.db import changed, db, insert_into
from delivery.kernel.errors import Conflict, Invalid, NotFound
from delivery.kernel.ids import new_id
from delivery.kernel.languages import money, when
from delivery.kernel.ledger import Event, record_all
from delivery.orders.models import Line, Order
from delivery.orders.report_rows import KINDS, REPORT, Report, ReportPhoto
from delivery.orders.services.changing import require_own
from delivery.orders.services.money import Move, charge

WITHIN = timedelta(hours=48)
PHOTOS_KEPT = timedelta(days=60)
CAME = frozenset({"picked"})  # lines of which something came and was charged


def report_until(order: Order) -> datetime:
    """Return until when something wrong with ``order`` can be reported.

    The time begins with the last hand-over, and where there was none with the end of collection.
    """
    last = db.session.scalar(
        select(func.max(Event.at)).where(
            Event.subject == Order.__tablename__,
            Event.subject_id == order.id,
            Event.action == "hand-over",
        )
    )
    return (last or order.wave.collect_to_at) + WITHIN


def reports_end(order: Order, at: datetime) -> datetime | None:
    """Return until when it can be reported, where at ``at`` it can; else ``None``."""
    if order.state != "placed" or at < order.wave.collect_from_at:
        return None
    until = report_until(order)
    return until if at < until else None


def can_report(order: Order, at: datetime) -> bool:
    """Tell whether something wrong with ``order`` can be reported at ``at``."""
    return reports_end(order, at) is not None


def reportable(order: Order) -> list[Line]:
    """Return the lines of which something came."""
    return [line for line in order.lines if line.state in CAME and line.picked]


def make_report(
    order: Order,
    line_ids: Sequence[uuid.UUID],
    *,
    kind: str,
    words: str = "",
    jpeg: bytes | None = None,
    actor: Actor,
    at: datetime,
) -> list[uuid.UUID]:
    """Tell the store that something is wrong with some lines of ``order``.

    Parameters
    ----------
    jpeg
        A picture, as ``photos.small_photo`` makes it: nothing is read or made smaller here.

    Returns
    -------
    list of UUID
        The reports, one a line.

    Raises
    ------
    Invalid
        It is too early or too late, or a line did not come.
    Conflict
        A line was reported already.
    """
    actor.require(Permission.REPORT_MAKE)
    require_own(order, actor)
    if not can_report(order, at):
        raise Invalid(_too_late(order, at))
    came = {line.id for line in reportable(order)}
    wanted = list(dict.fromkeys(line_ids))
    if not wanted or kind not in KINDS:
        raise Invalid(_("Please say what is wrong with which product."))
    if not came.issuperset(wanted):
        raise NotFound(_("There is nothing here for you. It may have been moved or removed."))
    photo_id = None
    if jpeg is not None:
        photo = ReportPhoto(order_id=order.id, jpeg=jpeg, made_at=at)
        db.session.add(photo)
        db.session.flush()
        photo_id = photo.id
    same = {"order_id": order.id, "kind": kind, "words": words, "photo_id": photo_id}
    same |= {"made_at": at, "state": REPORT.initial, "refund_fen": 0, "answer": ""}
    rows = [same | {"id": new_id(), "line_id": line_id} for line_id in wanted]
    made = db.session.scalars(
        insert_into(Report.__table__).on_conflict_do_nothing().returning(Report.__table__.c.id),
        rows,
    ).all()
    if len(made) != len(rows):
        raise Conflict(_("This was reported already. The store answers it on this page."))
    facts = {id_: {"order_id": str(order.id), "kind": kind} for id_ in made}
    record_all("make", Report.__tablename__, facts, actor_id=actor.id, at=at, target="open")
    return list(made)


def _too_late(order: Order, at: datetime) -> str:
    until = report_until(order)
    if at >= until:
        return _(
            "This could be reported until %(when)s. Please speak to the store.", when=when(until)
        )
    return _("This can be reported once the bags have been collected.")


def refund_report(
    report: Report, *, amount_fen: int, answer: str = "", actor: Actor, at: datetime
) -> None:
    """Give back ``amount_fen`` of what the line cost; what is still owed becomes less first.

    The line stays as it was picked and weighed: what is given back stands in the ledger, as a
    ``claim``. A line is reported once, so it is given back once.

    Raises
    ------
    Invalid
        It is nothing, or more than the line costs.
    WrongState
        The report was answered already.
    """
    actor.require(Permission.REPORT_ANSWER)
    REPORT.apply(report, "refund", actor=actor, at=at, amount_fen=amount_fen)
    if not 0 < amount_fen <= report.line.amount_fen:
        most = money(report.line.amount_fen)
        sentence = _("Between ¥0.01 and %(most)s can be given back.", most=most)
        raise Invalid(sentence, fields={"amount": [sentence]})
    _answered(report, answer, at, refund_fen=amount_fen)
    charge(report.order_id, [Move("claim", -amount_fen)], at=at)


def explain_report(report: Report, *, answer: str, actor: Actor, at: datetime) -> None:
    """Answer in words, without giving anything back.

    Raises
    ------
    WrongState
        The report was answered already.
    """
    actor.require(Permission.REPORT_ANSWER)
    if not answer.strip():
        sentence = _("Please write what the household should know.")
        raise Invalid(sentence, fields={"answer": [sentence]})
    REPORT.apply(report, "explain", actor=actor, at=at)
    _answered(report, answer, at)


def _answered(report: Report, answer: str, at: datetime, refund_fen: int = 0) -> None:
    report.answer, report.answered_at, report.refund_fen = answer, at, refund_fen
    db.session.flush()


def forget_photos(at: datetime) -> int:
    """Delete the photographs that are older than sixty days; return how many."""
    old = ReportPhoto.__table__.c.made_at < at - PHOTOS_KEPT
    reports, photos = Report.__table__, ReportPhoto.__table__
    gone = select(photos.c.id).where(old)
    db.session.execute(update(reports).where(reports.c.photo_id.in_(gone)).values(photo_id=None))
    return changed(db.session.execute(delete(photos).where(old)))
