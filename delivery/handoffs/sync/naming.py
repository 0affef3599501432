"""Words for what came of offline acts, and why."""

from flask_babel import gettext as _
from flask_babel import ngettext, pgettext


def outcome_words(outcome: str) -> str:
    """Return the kind of doubt, in two words."""
    return {
        "conflict": pgettext("offline act", "Contradicts"),
        "mismatch": pgettext("offline act", "Does not match"),
        "quarantined": pgettext("offline act", "Not sure"),
        "late": pgettext("offline act", "Too late"),
        "applied": pgettext("offline act", "Takes nothing back"),
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
        "not-heard-yet": _("What it takes back was another phone's, or 10 minutes past."),
    }.get(reason) or _("The bag had gone another way when this was heard of.")


def clock_words(skew_s: int) -> str:
    """Return how wrong a phone's clock was; hours where it is hours."""
    hours, minutes = divmod(abs(skew_s) // 60, 60)
    span = _("%(hours)s h %(minutes)s min", hours=hours, minutes=minutes)
    return _("%(span)s fast", span=span) if skew_s > 0 else _("%(span)s slow", span=span)


def phone_words() -> dict[str, object]:
    """Return what the page without a network says; ``{n}`` and the like are filled in there.

    What is counted comes twice, for one and for many.
    """
    one_and_many = {
        "bags": [ngettext("{n} bag", "{n} bags", n) for n in (1, 2)],
        "handAll": [ngettext("{n} bag handed over", "All {n} bags handed over", n) for n in (1, 2)],
        "waiting": [ngettext("{n} waiting to sync", "{n} waiting to sync", n) for n in (1, 2)],
        "look": [ngettext("{n} needs a look", "{n} need a look", n) for n in (1, 2)],
        "leave": [
            ngettext(
                "{n} record is not sent yet. It stays on this phone and is sent with your name.",
                "{n} records are not sent yet. They stay on this phone and are sent with your name.",
                n,
            )
            for n in (1, 2)
        ],
    }
    return one_and_many | _places() | _acts() | _refusals()


def _places() -> dict[str, str]:
    return {
        "startTitle": _("Begin the shift"),
        "startText": _("While there is a network. For 24 hours after that none is needed."),
        "begin": _("Begin at {place}"),
        "noNetwork": _("There is no network now. Begin the shift when there is one."),
        "signIn": _("Sign in"),
        "signedOut": _("Nobody is signed in on this phone."),
        "noGate": _("You have no gate of your own. The coordinator gives you one."),
        "failed": _("The shift could not begin. Please try again."),
        "what": _("What to do"),
        "handOver": _("Hand over"),
        "takeIn": _("Take in"),
        "records": _("Records"),
        "here": _("Waiting"),
        "coming": _("On their way"),
        "shelf": _("Shelf"),
        "entrance": _("Building {building}, unit {unit}"),
        "building": _("Building {building}"),
        "ambient": _("Ambient"),
        "chilled": _("Chilled"),
        "frozen": _("Frozen"),
        "number": _("{number} of {of}"),
        "allSent": _("All sent"),
        "works": _(
            "It works without a network. What you do is saved here first and sent by itself."
        ),
    }


def _acts() -> dict[str, str]:
    return {
        "scanAgain": _("Scan again"),
        "notAtGate": _("Not at the gate"),
        "isHere": _("It is here"),
        "isMissing": _("It is missing"),
        "notAll": _("Not all of them"),
        "owed": _("{sum} was to pay when the shift began. Please see to it."),
        "nothingHere": _("No bag of this household waits here now."),
        "undo": _("Undo: shelf {shelf}"),
        "undoNote": _("A mistake can be undone for 10 minutes."),
        "saved": _("Saved here"),
        "sent": _("Sent"),
        "needsLook": _("Needs a look"),
        "sendNow": _("Send now"),
        "endShift": _("End the shift"),
        "endAnyway": _("End it, the records stay"),
        "noRecords": _("No record yet"),
        "done": _("{what}: shelf {shelf}, {bags}"),
        "take-in": _("Taken in"),
        "hand-over": _("Handed over"),
        "return": _("Sent back to the store"),
        "miss": _("Reported missing"),
        "find": _("Found again"),
        "undone": _("Undone"),
        "coordinator": _("The coordinator sees what needs a look, and decides."),
        "lost": _("The phone could not save this. Please write it down and tell the coordinator."),
    }


def _refusals() -> dict[str, str]:
    return {
        "unread": _("This code cannot be right. Please scan it again, or check each letter."),
        "changed": _("This code is not one of ours, or it was changed. Please scan it again."),
        "not-here": _("This code is not on this gate's list. Put the bag on Returns, or ask."),
        "other-day": _("Nothing here belongs to this code. It is for another gate or another day."),
        "gone": _("All bags of this code have left the gate."),
        "pickup": _("This is a pick-up code. Bags are taken in by the code on their label."),
        "isGone": _("This bag has left the gate before."),
    }
