"""Words for what came of offline acts, and why."""

from flask_babel import gettext as _
from flask_babel import pgettext


def outcome_words(outcome: str) -> str:
    """Return the kind of doubt, in two words."""
    return {
        "conflict": pgettext("offline act", "Contradicts"),
        "mismatch": pgettext("offline act", "Does not match"),
        "quarantined": pgettext("offline act", "Not sure"),
        "late": pgettext("offline act", "Too late"),
    }.get(outcome, outcome)


def reason_words(outcome: str, reason: str) -> str:
    """Return in a sentence why an act waits for the coordinator."""
    return {
        "other-content": _("The same act came twice with two contents."),
        "shift-ended": _("The shift was ended before this was sent."),
        "shift-over": _("It was done more than 24 hours after the shift began."),
        "user-disabled": _("The person may no longer sign in."),
        "role-taken-back": _("The person no longer does this work here."),
        "not-here": _("The bag is not for this place, or there is no such bag."),
        "not-allowed": _("This is not part of that person's work."),
        "other-shift": _("It is of another shift, phone or person than the batch it came in."),
        "unreadable": _("It could not be read. It is kept as it came."),
        "broken": _("Something went wrong on our side while it was taken in."),
        "too-late-to-undo": _("It was undone more than 10 minutes later."),
        "not-of-this-phone": _("It takes back what another phone did."),
        "cannot-be-undone": _("It takes back what cannot be undone."),
    }.get(reason) or _("The bag had gone another way when this was heard of.")


def clock_words(skew_s: int) -> str:
    """Return how wrong a phone's clock was; hours where it is hours."""
    hours, minutes = divmod(abs(skew_s) // 60, 60)
    span = _("%(hours)s h %(minutes)s min", hours=hours, minutes=minutes)
    return _("%(span)s fast", span=span) if skew_s > 0 else _("%(span)s slow", span=span)
