"""True histories of one bag, and what becomes of it when they are heard in some order.

A history is a list of words in the order in which things happened, a minute apart, each said by a
phone of its own. What somebody pressed by mistake ends in ``!``; its ``undo`` comes later and is
of the same phone. Steps may be missing: a hand-over whose drop nobody said is a true history.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import permutations
from random import Random

from sqlalchemy import select

from delivery.handoffs.sync import queries
from delivery.handoffs.sync.receiving import Batch, receive
from delivery.kernel import clock
from delivery.kernel.access import Role
from delivery.kernel.db import db
from delivery.merchants.picking.models import Bag
from tests import factories as make
from tests.conftest import NOON
from tests.services.phones import Phone, phone_of

History = tuple[str, ...]
MINUTE_MS = 60_000
HEARD_MS = 30 * MINUTE_MS
# What may be said of a bag that truly is in a state, and where it truly is then.
TRUE = {
    "packed": {"load": "on-vehicle"},
    "on-vehicle": {"drop": "at-gate"},
    "at-gate": {"take-in": "at-gate"},
    "missing": {"find": "at-gate"},
    "returned": {"destroy": "destroyed"},
}
AWAY = {"hand-over": "handed-over", "return": "returned", "destroy": "destroyed"}
AHEAD = {
    "packed": {"drop": "at-gate", "take-in": "at-gate", "miss": "missing"} | AWAY,
    "on-vehicle": {"take-in": "at-gate", "miss": "missing"} | AWAY,
    "at-gate": {"miss": "missing"} | AWAY,
    "missing": {"hand-over": "handed-over", "return": "returned"},
}
GONE = frozenset(AWAY.values())
MOST = Counter({"miss": 2, "find": 2})
MISTAKES = ("hand-over!", "take-in!", "return!", "miss!")
DRIVEN = ("load", "drop")


def histories(length: int, mistakes: int) -> Iterator[History]:
    """Yield every true history of ``length`` words, of which so many are mistakes, each undone."""
    yield from _on("packed", (), length, mistakes)


def _on(state: str, before: History, length: int, mistakes: int) -> Iterator[History]:
    if len(before) == length:
        if mistakes == 0 and not _to_undo(before):
            yield before
        return
    for word, then in (TRUE.get(state, {}) | AHEAD.get(state, {})).items():
        if before.count(word) < MOST.get(word, 1):
            yield from _on(then, (*before, word), length, mistakes)
    if mistakes:
        for word in MISTAKES:
            yield from _on(state, (*before, word), length, mistakes - 1)
    for n in _to_undo(before):
        yield from _on(state, (*before, f"undo {n}"), length, mistakes)


def _to_undo(before: History) -> list[int]:
    """Return the places of the mistakes that are not undone yet."""
    return [n for n, word in enumerate(before) if word.endswith("!") and f"undo {n}" not in before]


def end_of(history: History) -> str | None:
    """Return where the bag truly is in the end, or ``None`` where the last word is an undo.

    What an undo leaves is asked of its rules; that it is the same in every order is what counts.
    """
    state = "packed"
    for word in history:
        state = (TRUE.get(state, {}) | AHEAD.get(state, {})).get(word, state)
    return state if not any(word.endswith("!") for word in history) or state in GONE else None


def orders_of(length: int, most: int, rng: Random) -> list[Sequence[int]]:
    """Return the order as it was, and every other one, or ``most`` of them by chance."""
    every = list(permutations(range(length)))
    return every if len(every) <= most else [every[0], *rng.sample(every[1:], most)]


class Players:
    """A gate with the people who may act on its bags, and a phone for each word of a history."""

    def __init__(self, day, rng):
        self.day, self.rng = day, rng
        neighbourhood = day.point.gate.compound.neighbourhood_id
        self.coordinator = make.actor_with(Role.COORDINATOR, neighbourhood)

    def ends(self, history: History, orders: Sequence[Sequence[int]]) -> list[str]:
        """Return where a bag of its own is after each of ``orders``, the words by their places.

        The bags are told of side by side: the first words of all orders, then the second ones;
        and each time something that was told before is told again.
        """
        bags = [self._bag(n) for n in range(len(orders))]
        phones, acts = self._played(history, bags)
        with clock.at(NOON + timedelta(milliseconds=HEARD_MS)):
            for turn, places in enumerate(zip(*orders, strict=True)):
                sent = defaultdict(list)
                for bag, place, order in zip(bags, places, orders, strict=True):
                    again = order[self.rng.randrange(turn + 1)]
                    sent[place].append(acts[place, bag])
                    sent[again].append(acts[again, bag])
                for place, some in sent.items():
                    phone = phones[place]
                    receive(Batch(phone.shift.token, some, HEARD_MS, len(some)))
        db.session.expire_all()
        states = dict(db.session.execute(select(Bag.id, Bag.state).where(Bag.id.in_(bags))).all())
        return [states[bag] for bag in bags]

    def left_to_decide(self) -> list[str]:
        """Return what waits for the coordinator, in words."""
        return [row.HeardAct.kind for row in queries.review(self.coordinator)[0]]

    def _bag(self, number):
        return make.make_bag(self.day.order, number_of=(number + 3, 10_000)).id

    def _played(self, history, bags):
        """Act as the history says on each of the bags; return phones by place, acts by place and bag."""
        phones: dict[int, Phone] = {}
        acts = {}
        for place, word in enumerate(history):
            undone = int(word.removeprefix("undo ")) if word.startswith("undo ") else None
            phone = phones[place] = self._phone(word) if undone is None else phones[undone]
            phone.offset_ms = place * MINUTE_MS
            for bag in bags:
                acts[place, bag] = (
                    phone.act(word.rstrip("!"), bag, after_ms=0)
                    if undone is None
                    else phone.undo(acts[undone, bag], after_ms=0)
                )
        return phones, acts

    def _phone(self, word):
        if word in DRIVEN:
            return phone_of(self.day.driver, role=Role.VOLUNTEER)
        if word == "hand-over!":
            return phone_of(self.day.leader, role=Role.LEADER)
        return phone_of(self.day.guard)
