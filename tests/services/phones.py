"""A phone as the tests simulate it: it counts and chains its acts as ``static/js/offline`` does."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random
from uuid import UUID

from delivery.handoffs.sync.receiving import Batch, receive
from delivery.handoffs.sync.rules import UNDO, OfflineAct
from delivery.handoffs.sync.shifts import Sealed, open_shift
from delivery.kernel.access import Actor, Role

numbers = count(1)


def uuid7(rng: Random, at: datetime) -> UUID:
    """Return an id that begins with its time (RFC 9562)."""
    ms = int(at.timestamp() * 1000) % 2**48
    value = ms << 80 | 7 << 76 | rng.getrandbits(12) << 64 | 2 << 62 | rng.getrandbits(62)
    return UUID(int=value)


@dataclass
class Phone:
    """One phone at work: ``acts`` is its outbox, all of it; ``offset_ms`` is its monotonic clock."""

    shift: Sealed
    rng: Random = field(default_factory=lambda: Random(next(numbers)))
    ahead: timedelta = timedelta()  # by how much its clock is wrong
    offset_ms: int = 0
    acts: list[OfflineAct] = field(default_factory=list)

    @property
    def device(self) -> str:
        """Return the name that the phone gave itself when it was first used."""
        return self.shift.device

    def act(self, kind: str, bag: UUID, *, after_ms: int = 1000, **words) -> OfflineAct:
        """Write one act down, as when the person presses the button."""
        self.offset_ms += after_ms
        told = self.shift.started_at + timedelta(milliseconds=self.offset_ms) + self.ahead
        made = OfflineAct(
            **{
                "id": uuid7(self.rng, told),
                "shift": self.shift.id,
                "device": self.device,
                "user": self.shift.user_id,
                "seq": len(self.acts) + 1,
                "kind": kind,
                "bag": bag,
                "previous": self.acts[-1].hash if self.acts else "",
                "said_at": told.astimezone(UTC).isoformat(timespec="milliseconds"),
                "offset_ms": self.offset_ms,
            }
            | words
        )
        self.acts.append(sealed(made))
        return self.acts[-1]

    def undo(self, act: OfflineAct, **words) -> OfflineAct:
        """Take ``act`` back."""
        return self.act(UNDO, act.bag, undoes=str(act.id), **words)

    def send(self, acts=None) -> list[str]:
        """Send ``acts``, or the whole outbox, and return the outcomes in that order."""
        wanted = self.acts if acts is None else acts
        told = receive(Batch(self.shift.token, wanted, self.offset_ms, len(wanted)))
        return [outcome for _act, outcome, _reason in told]


def sealed(act: OfflineAct) -> OfflineAct:
    """Return ``act`` with the hash of what it says."""
    return replace(act, hash=act.content_hash)


def phone_of(guard: Actor, *, role: Role = Role.GATE_STAFF, **words) -> Phone:
    """Open a shift for ``guard`` and return the phone that works it."""
    (place,) = guard.within(role)
    return Phone(open_shift(role, place, f"d-{next(numbers):06}", actor=guard), **words)
