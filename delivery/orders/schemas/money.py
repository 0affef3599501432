"""The words of money: paid, balanced, handed in."""

from marshmallow import fields

from delivery.kernel.schema import BaseSchema, Choice, Id, Whole, Yuan
from delivery.orders.rules import METHODS


class CashForm(BaseSchema):
    """Cash that somebody hands in to a store."""

    store = Id(required=True)
    holder = Id(required=True)
    amount = Yuan(required=True, least_fen=1, metadata={"example": "120.00"})


class CashIn(BaseSchema):
    """Cash that somebody hands in to a store."""

    store_id = Id(required=True)
    holder_id = Id(required=True)
    amount_fen = Whole(required=True, least=1, metadata={"example": 12000})


class PaymentIn(BaseSchema):
    """A payment of all or a part of what an order owes."""

    amount_fen = Whole(required=True, least=1, metadata={"example": 2070})
    method = Choice(METHODS, required=True, metadata={"example": "cash"})


class BalanceOut(BaseSchema):
    """An order's money: ``paid + owed = goods + refunded + held``."""

    goods_fen = fields.Integer(metadata={"example": 2070})
    owed_fen = fields.Integer()
    paid_fen = fields.Integer()
    refunded_fen = fields.Integer()
    held_fen = fields.Integer()


class CashHeldOut(BaseSchema):
    """Cash that somebody holds for a store."""

    holder_id = fields.UUID(attribute="holder.id")
    store_id = fields.UUID(attribute="store.id")
    fen = fields.Integer()
