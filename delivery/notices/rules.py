"""Which facts are told, and to whom. Each kind of event stands in exactly one of two tables.

A kind is the event's subject and action, such as ``("orders", "arrive")``. What is said of it
stands in ``texts``, in both languages.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

Kind = tuple[str, str]
REMIND_BEFORE = timedelta(hours=1)  # the end of the collection
FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Told:
    """To whom a kind of event is told; ``only`` names the condition under which it is.

    ``audience`` is a name in ``audiences.AUDIENCES``. ``only`` is ``short`` (less was found than
    was ordered), ``conflict`` (an act that cannot be true beside another), ``moved`` (an act
    that took effect), ``affected`` (adopted routes reckon with what is no longer so) or
    ``by-default`` (done because nobody answered). ``asks`` says that an answer is wanted: what
    leaves the installation carries a one-time link to where it is given.
    """

    audience: str
    only: str | None = None
    asks: bool = False


TOLD: Mapping[Kind, Told] = {
    ("orders", "place"): Told("household"),
    ("orders", "place-again"): Told("household"),
    ("orders", "amend"): Told("household"),
    ("orders", "choose-slot"): Told("household"),
    ("orders", "cancel"): Told("household"),
    ("orders", "run-short"): Told("household"),
    ("orders", "pay"): Told("household"),
    ("orders", "load"): Told("household"),
    ("orders", "arrive"): Told("household"),
    ("orders", "remind"): Told("household"),
    ("orders", "hand-over"): Told("household"),
    ("orders", "undo-hand-over"): Told("household"),
    ("orders", "swap"): Told("household"),
    ("orders", "overdue"): Told("household"),
    ("orders", "seek-help"): Told("order-leaders"),
    ("orders", "decide"): Told("household"),
    ("orders", "miss"): Told("household"),
    ("orders", "find"): Told("household"),
    ("orders", "return"): Told("household"),
    ("orders", "destroy"): Told("household"),
    ("lines", "pick"): Told("line-household", only="short"),
    ("lines", "run-short"): Told("line-household"),
    ("lines", "give-up"): Told("line-household"),
    ("lines", "give-up-rest"): Told("line-household"),
    ("lines", "propose"): Told("line-household", asks=True),
    ("lines", "take"): Told("line-household"),
    ("lines", "approve"): Told("line-household", only="by-default"),
    ("lines", "refuse"): Told("line-household", only="by-default"),
    ("reports", "make"): Told("report-store"),
    ("reports", "refund"): Told("report-household"),
    ("reports", "explain"): Told("report-household"),
    ("weekly_asks", "ask"): Told("list-household", asks=True),
    ("pick_lists", "open"): Told("store"),
    ("pick_lists", "slip"): Told("list-planners", only="affected"),
    ("plans", "propose"): Told("planners"),
    ("plans", "fail"): Told("planners"),
    ("routes", "publish"): Told("driver"),
    ("routes", "change"): Told("driver"),
    ("routes", "withdraw"): Told("driver"),
    ("shifts", "add"): Told("shift-driver"),
    ("shifts", "call-off"): Told("shift-driver"),
    ("stops", "discrepancy"): Told("stop-coordinators"),
    ("bags", "hand-over"): Told("bag-coordinators", only="conflict"),
    ("bags", "return"): Told("bag-coordinators", only="conflict"),
    ("bags", "mismatch"): Told("bag-coordinators"),
    ("bags", "miss"): Told("bag-coordinators", only="moved"),
    ("join_requests", "ask"): Told("leaders"),
    ("join_requests", "confirm"): Told("asker"),
    ("join_requests", "refuse"): Told("asker"),
    ("cash_hand_ins", "hand-in"): Told("giver"),
}


def _each(subject: str, *actions: str) -> frozenset[Kind]:
    return frozenset((subject, action) for action in actions)


# Each bag's step is told once for its order.
STEPS_OF_BAGS = _each(
    "bags",
    *("pack", "load", "drop", "take-in", "find", "destroy"),
    *("undo-take-in", "undo-hand-over", "undo-return", "undo-miss", "swap"),
)
LISTS = ("send", "confirm", "check", "refuse", "accept", "publish", "drop")
# Whoever did it sees it at once, and whoever needs it sees it on their page.
SEEN_ON_PAGES = (
    _each("waves", "open", "hold", "resume", "close", "plan", "cancel", "edit", "import")
    | _each("wave_schedules", "add", "drop")
    | _each("lines", "wish", "put-back", "seek", "seek-again", "substitute", "withdraw")
    | _each("pick_lists", "finish", "print-labels")
    | _each("weekly_asks", "order", "take-over", "decline")
    | _each("online_payments", "begin", "succeed", "fail")
    | _each("plans", "ask", "move", "adopt", "withdraw")
    | _each("routes", "replace")
    | _each("vehicles", "add", "edit")
    | _each("gates", "open", "close", "restrict", "make", "edit", "count-shelf", "close-day")
    | _each("stores", "add", "edit", "import", "set-pace", "set-sharing")
    | _each("offers", "add", "edit", "move-stock", "show")
    | _each("price_lists", *LISTS)
    | _each("compounds", "add-homes", "make", "edit")
    | _each("neighbourhoods", "make", "edit")
    | _each("grid_cells", "make", "edit")
    | _each("drop_points", "make", "edit")
    | _each("household_groups", "make", "edit")
    | _each("households", "issue-code", "edit")
    | _each("heard_acts", "accept", "set-aside")
    | _each("offline_shifts", "end")
    | _each("stops", "count")
    | _each("orders", "wish-end")
)
# Said face to face, on paper, or on the page itself.
ACCOUNTS = _each(
    "users",
    *("change-password", "set-pin", "disable", "enable", "issue-code", "redeem"),
    *("give-role", "take-role-back"),
)
NOT_TOLD: frozenset[Kind] = STEPS_OF_BAGS | SEEN_ON_PAGES | ACCOUNTS


def rest_after(tries: int) -> timedelta:
    """Return how long a claimed telling rests before it is tried again: longer each time."""
    return min(FIRST_RETRY * (1 << min(tries - 1, 10)), LONGEST_RETRY)
