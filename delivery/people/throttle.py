"""How often somebody may try: counted in the database, so that every process counts the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import ngettext
from sqlalchemy import case, delete, select, update

from delivery.kernel import ids
from delivery.kernel.clock import now
from delivery.kernel.db import changed, db, insert_into
from delivery.kernel.errors import TooManyTries
from delivery.people.models import Tries

WINDOW = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most ``most`` tries in a ``WINDOW`` for one ``subject``, which is a hash."""

    subject: str
    most: int


def limit(most: int, *about: object) -> Limit:
    """Return the limit of tries that have ``about`` in common: a name, an address, both."""
    return Limit(ids.digest("\n".join(map(str, about))), most)


def wait_s(limits: Sequence[Limit]) -> int:
    """Return the seconds until ``limits`` allow a try, 0 where they do now. Reads only."""
    most = {one.subject: one.most for one in limits}
    rows = db.session.scalars(select(Tries).where(Tries.subject.in_(most))).all()
    return max((_left_s(r.since) for r in rows if r.tries >= most[r.subject]), default=0)


def take(limits: Sequence[Limit]) -> int:
    """Count one try against each of ``limits``; return the seconds to wait where one is passed.

    Counted by one conditional statement each, in one order: of many tries at once no more than
    ``most`` are answered.
    """
    return max(_take(one) for one in sorted(limits, key=lambda one: one.subject))


def _take(one: Limit) -> int:
    old = Tries.since <= now() - WINDOW
    row = db.session.execute(
        insert_into(Tries)
        .values(subject=one.subject, tries=1, since=now())
        .on_conflict_do_update(
            index_elements=["subject"],
            set_={
                "tries": case((old, 1), else_=Tries.tries + 1),
                "since": case((old, now()), else_=Tries.since),
            },
        )
        .returning(Tries.tries, Tries.since)
    ).one()
    return _left_s(row.since) if row.tries > one.most else 0


def give_back(limits: Sequence[Limit]) -> None:
    """Uncount the try that was taken: it was right."""
    db.session.execute(
        update(Tries)
        .where(Tries.subject.in_([one.subject for one in limits]), Tries.tries > 0)
        .values(tries=Tries.tries - 1)
        .execution_options(synchronize_session=False)
    )


def refusal(wait: int) -> TooManyTries:
    """Return what is answered to a try that came too soon."""
    minutes = max(1, -(-wait // 60))
    said = ngettext(
        "Too many tries. Please wait %(num)s minute, then try again.",
        "Too many tries. Please wait %(num)s minutes, then try again.",
        minutes,
    )
    return TooManyTries(said, wait_s=wait)


def sweep(before: datetime) -> int:
    """Forget the tries counted since before ``before``; return how many rows went."""
    return changed(db.session.execute(delete(Tries).where(Tries.since < before)))


def _left_s(since: datetime) -> int:
    return max(0, int((since + WINDOW - now()).total_seconds()))
