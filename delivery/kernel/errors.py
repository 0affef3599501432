"""Everything that can go wrong on purpose. No Flask here: a number is only a number.

``DeliveryError``
├── ``Invalid``        422  the words of the request do not fit (carries ``fields``)
├── ``NotSignedIn``    401  nobody is signed in, and the act needs somebody
├── ``NotAllowed``     403  the actor's roles lack the permission
├── ``NotFound``       404  no such row, or none that this actor may see
├── ``Conflict``       409  right words, wrong moment
│   ├── ``WrongState``      the row has moved on
│   ├── ``KeyReused``       one idempotency key came with two different contents
│   ├── ``CutOffPassed``    the wave takes no more orders
│   ├── ``WaveFull``        the wave takes no more households
│   ├── ``SlotFull``        the collection slot takes no more, or the shelf is full
│   ├── ``StoreFull``       the store takes no more orders in this wave
│   ├── ``SoldOut``         the shelf holds less than was asked for
│   ├── ``PriceChanged``    it costs something else than what was shown
│   ├── ``OrderedJustNow``  the same basket was ordered a few minutes ago
│   ├── ``PaidTooMuch``     more money than is owed
│   ├── ``WrongGate``       the bags of this code wait at another gate
│   └── ``NothingWaits``    all bags of this code have left the gate
└── ``TooManyTries``   429  wait before the next try (carries ``wait_s``)
"""

from collections.abc import Mapping, Sequence


class DeliveryError(Exception):
    """Base of all errors that a user may be shown.

    Parameters
    ----------
    message
        One or two sentences in the user's language: what happened, what is safe, what to do.
    fields
        Sentences by field name, for forms and API clients.
    """

    status = 500
    code = "error"

    def __init__(self, message: str, *, fields: Mapping[str, Sequence[str]] | None = None):
        super().__init__(message)
        self.message = message
        self.fields = {name: list(sentences) for name, sentences in (fields or {}).items()}


class Invalid(DeliveryError):
    """The words of the request do not fit."""

    status, code = 422, "invalid"


class NotSignedIn(DeliveryError):
    """Nobody is signed in, and the act needs somebody."""

    status, code = 401, "not-signed-in"


class NotAllowed(DeliveryError):
    """The actor's roles lack the permission."""

    status, code = 403, "not-allowed"


class NotFound(DeliveryError):
    """There is no such row, or none that this actor may see; the two look the same."""

    status, code = 404, "not-found"


class Conflict(DeliveryError):
    """The words are right and the moment is not."""

    status, code = 409, "conflict"


class WrongState(Conflict):
    """The row has moved on."""

    code = "wrong-state"


class KeyReused(Conflict):
    """One idempotency key came with two different contents."""

    code = "key-reused"


class CutOffPassed(Conflict):
    """The wave takes no more orders."""

    code = "cut-off-passed"


class SoldOut(Conflict):
    """The shelf holds less than was asked for."""

    code = "sold-out"


class WaveFull(Conflict):
    """The wave takes no more households."""

    code = "wave-full"


class SlotFull(Conflict):
    """The collection slot takes no more households, or the shelf holds no more bags."""

    code = "slot-full"


class StoreFull(Conflict):
    """The store takes no more orders in this wave."""

    code = "store-full"


class PriceChanged(Conflict):
    """It costs something else than what was shown."""

    code = "price-changed"


class OrderedJustNow(Conflict):
    """The same basket was ordered a few minutes ago; who means it says so."""

    code = "ordered-just-now"


class PaidTooMuch(Conflict):
    """More money than is owed."""

    code = "paid-too-much"


class WrongGate(Conflict):
    """The bags of this code wait at another gate."""

    code = "wrong-gate"


class NothingWaits(Conflict):
    """All bags of this code have left the gate."""

    code = "nothing-waits"


class TooManyTries(DeliveryError):
    """Too many tries in a short time; the next one counts after ``wait_s`` seconds."""

    status, code = 429, "too-many-tries"

    def __init__(self, message: str, *, wait_s: int):
        super().__init__(message)
        self.wait_s = wait_s
