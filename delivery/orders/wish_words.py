"""Wishes as people read and choose them: short ones stand in a list, the rest on a page."""

from collections.abc import Sequence
from dataclasses import replace

from flask_babel import gettext as _
from flask_babel import pgettext

from delivery.orders.rules.wishes import Wish

KEPT, USUAL = "kept", "usual"
# The short wishes: what most people want, one press each.
SHORT = {
    "similar-0": Wish("similar"),
    "similar-15": Wish("similar", cap_percent=15),
    "ask": Wish("ask", cap_percent=15),
    "refund": Wish("refund"),
}


def short_wish(code: str, before: Wish) -> Wish | None:
    """Return the wish that stands for ``code`` in a list; ``None`` for an unknown one.

    How much heavier something may be stays as it was ``before``.
    """
    chosen = SHORT.get(code)
    return chosen and replace(chosen, over_percent=before.over_percent)


def code_of_wish(wish: Wish) -> str:
    """Return the code of a short wish; ``kept`` for one that only its page can say."""
    plain = replace(wish, over_percent=Wish().over_percent)
    return next((code for code, one in SHORT.items() if one == plain), KEPT)


def wish_label(wish: Wish) -> str:
    """Return what a wish says in a few words."""
    if wish.kind == "refund":
        return pgettext("wish", "No, refund it")
    if wish.kind == "choice":
        return pgettext("wish", "One of those I chose")
    if wish.kind == "ask":
        until = f"{wish.until:%H:%M}" if wish.until else ""
        if wish.otherwise == "take":
            return (
                _("Ask me until %(time)s, else take it", time=until)
                if until
                else _("Ask me first, else take it")
            )
        return (
            _("Ask me until %(time)s, else refund", time=until)
            if until
            else _("Ask me first, else refund")
        )
    if not wish.cap_percent:
        return pgettext("wish", "Similar, no dearer")
    return _("Similar, up to %(percent)s%% dearer", percent=wish.cap_percent)


def wish_options(wish: Wish | None, usual: Wish | None) -> tuple[list[tuple[str, str]], str]:
    """Return the list that a line shows, as (code, words), and what is chosen in it.

    Parameters
    ----------
    wish
        What the line says; ``None`` says nothing.
    usual
        What counts then; ``None`` where a line cannot say nothing any more.
    """
    options = [(code, wish_label(one)) for code, one in SHORT.items()]
    if usual is not None:
        options.insert(0, (USUAL, _("As always: %(wish)s", wish=wish_label(usual))))
    chosen = USUAL if wish is None else code_of_wish(wish)
    if chosen == KEPT and wish is not None:
        options.insert(0, (KEPT, wish_label(wish)))
    return options, chosen


def caps_words(caps: Sequence[int]) -> list[tuple[int, str]]:
    """Return how much dearer a replacement may be, as choices."""
    most = pgettext("price", "up to %(percent)s%% more")
    return [(one, most % {"percent": one} if one else pgettext("price", "no more")) for one in caps]


def overs_words(overs: Sequence[int]) -> list[tuple[int, str]]:
    """Return how much heavier something weighed may be, as choices."""
    most = pgettext("weight", "up to %(percent)s%% more")
    return [
        (one, most % {"percent": one} if one else pgettext("weight", "no more")) for one in overs
    ]
