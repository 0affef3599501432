"""What phones told after they had been without a network, and a person has to decide."""

from collections.abc import Iterator
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext, pgettext

from delivery.desk.matters.matter import Act, Matter
from delivery.handoffs.sync.queries import to_review
from delivery.kernel.access import Actor


def acts_to_decide(who: Actor, at: datetime) -> Iterator[Matter]:
    """Give the acts that cannot be taken as they came, all in one."""
    count, since = to_review(who)
    if count:
        yield Matter(
            mark=pgettext("matter", "Phones"),
            title=ngettext("%(num)s act needs a look", "%(num)s acts need a look", count),
            text=_("Nothing is lost: each waits until you accept it or set it aside."),
            act=Act(_("Look at the acts"), url_for("sync.review")),
            since=since,
        )
