"""The words of online payments."""

from marshmallow import fields

from delivery.kernel.schema import BaseSchema, Choice
from delivery.orders.providers.local import OUTCOMES


class LocalForm(BaseSchema):
    """What the pretended provider is to say."""

    outcome = Choice(OUTCOMES, required=True)


class HeardOut(BaseSchema):
    """Whether a provider's word was new; the same word again changes nothing."""

    new = fields.Boolean(metadata={"example": True})


class BegunOut(BaseSchema):
    """A payment that was begun: ``address`` is the provider's page on which it is paid."""

    id = fields.UUID()
    amount_fen = fields.Integer(metadata={"example": 8930})
    state = fields.String(metadata={"example": "asked"})
    address = fields.String(metadata={"example": "/pay/local/7hH3…"})
