"""The words of statements for programs."""

from marshmallow import fields

from delivery.kernel.schema import BaseSchema, Whole


class Pages(BaseSchema):
    """Which page of a list."""

    page = Whole(least=1, most=10_000, load_default=1)


class MoneyOut(BaseSchema):
    """Sums in fen: ``goods = ordered - short + weighed + replaced - claimed + other``, and
    ``paid + owed = goods + refunded + held``; ``cash_held`` is not in the till yet.
    """

    ordered_fen = fields.Integer(metadata={"example": 128_000})
    short_fen = fields.Integer(metadata={"example": 3_900})
    weighed_fen = fields.Integer(metadata={"example": -120})
    replaced_fen = fields.Integer(metadata={"example": 0})
    claimed_fen = fields.Integer(metadata={"example": 0})
    other_fen = fields.Integer(metadata={"example": 0})
    goods_fen = fields.Integer(metadata={"example": 123_980})
    paid_fen = fields.Dict(
        keys=fields.String(),
        values=fields.Integer(),
        metadata={"example": {"store-code": 100_000, "cash": 20_000}},
    )
    cash_held_fen = fields.Integer(metadata={"example": 5_000})
    refunded_fen = fields.Integer(metadata={"example": 390})
    held_fen = fields.Integer(metadata={"example": 0})
    owed_fen = fields.Integer(metadata={"example": 4_370})
    adds_up = fields.Boolean(metadata={"example": True})


class ListedOut(BaseSchema):
    """One statement in the list."""

    store_id = fields.UUID(attribute="store.id")
    wave_id = fields.UUID(attribute="wave.id")
    cut_off_at = fields.DateTime(attribute="wave.cut_off_at")
    orders = fields.Integer(metadata={"example": 42})
    money = fields.Nested(MoneyOut)


class StatementsOut(BaseSchema):
    """A page of statements; ``after`` is the number of the next page, if there is one."""

    rows = fields.List(fields.Nested(ListedOut))
    after = fields.Integer(allow_none=True)


class OrderRowOut(BaseSchema):
    """One order's money."""

    order_id = fields.UUID()
    placed_at = fields.DateTime()
    state = fields.String(metadata={"example": "placed"})
    money = fields.Nested(MoneyOut)


class LineRowOut(BaseSchema):
    """One product of one order. ``price_fen`` is for a piece, or for a kilogram by weight."""

    order_id = fields.UUID()
    gtin = fields.String(attribute="product.gtin", metadata={"example": "2001010000101"})
    name = fields.String(attribute="product.name", metadata={"example": "上海青"})
    state = fields.String(metadata={"example": "picked"})
    quantity = fields.Integer(metadata={"example": 2})
    picked = fields.Integer(allow_none=True, metadata={"example": 2})
    weighed_g = fields.Integer(allow_none=True, metadata={"example": 1020})
    price_fen = fields.Integer(metadata={"example": 390})
    ordered_fen = fields.Integer(metadata={"example": 780})
    amount_fen = fields.Integer(metadata={"example": 780})


class StatementOut(BaseSchema):
    """A statement; ``waiting`` lines are not picked yet, until then its sums may change."""

    store_id = fields.UUID(attribute="store.id")
    wave_id = fields.UUID(attribute="wave.id")
    money = fields.Nested(MoneyOut)
    waiting = fields.Integer(metadata={"example": 0})
    adds_up = fields.Boolean(metadata={"example": True})
    orders = fields.List(fields.Nested(OrderRowOut))
    lines = fields.List(fields.Nested(LineRowOut))
