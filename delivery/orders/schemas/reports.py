"""The words of reports that something was wrong with a bag, in and out."""

from marshmallow import fields

from delivery.kernel.photos import A_DOT
from delivery.kernel.schema import BaseSchema, Choice, Id, Many, Whole, Words, Yuan
from delivery.orders.report_rows import KINDS
from delivery.orders.rules import MOST_LINES
from delivery.orders.schemas.words import AN_ID

LONGEST = 300


class ReportForm(BaseSchema):
    """What is wrong with which lines of an order."""

    lines = Many(Id(), least=1, most=MOST_LINES, required=True)
    kind = Choice(KINDS, required=True, metadata={"example": "spoiled"})
    words = Words(most=LONGEST, load_default="")


class ReportIn(BaseSchema):
    """What is wrong with which lines of an order; ``photo`` is a JPEG, PNG or WebP in base64."""

    line_ids = Many(
        Id(), least=1, most=MOST_LINES, required=True, metadata={"example": [AN_ID["example"]]}
    )
    kind = Choice(KINDS, required=True, metadata={"example": "spoiled"})
    words = Words(most=LONGEST, load_default="", metadata={"example": "两个西红柿坏了"})
    photo = fields.String(load_default=None, allow_none=True, metadata={"example": A_DOT})


class RefundForm(BaseSchema):
    """How much of what the line cost is given back, and what is said with it."""

    amount = Yuan(required=True, least_fen=1, metadata={"example": "3.90"})
    answer = Words(most=LONGEST, load_default="")


class ExplainForm(BaseSchema):
    """An answer in words."""

    answer = Words(required=True, most=LONGEST)


class RefundIn(BaseSchema):
    """How much of what the line cost is given back, and what is said with it."""

    amount_fen = Whole(required=True, least=1, metadata={"example": 390})
    answer = Words(most=LONGEST, load_default="", metadata={"example": "抱歉，已退款。"})


class ExplainIn(BaseSchema):
    """An answer in words."""

    answer = Words(required=True, most=LONGEST, metadata={"example": "箱子里另有一袋。"})


class ReportOut(BaseSchema):
    """One line with which something is wrong, and what the store answered."""

    id = fields.UUID()
    order_id = fields.UUID()
    line_id = fields.UUID()
    name = fields.String(attribute="line.offer.product.name", metadata={"example": "番茄"})
    kind = fields.String(metadata={"example": "spoiled"})
    words = fields.String()
    state = fields.String(metadata={"example": "open"})
    made_at = fields.AwareDateTime()
    has_photo = fields.Function(lambda report: report.photo_id is not None)
    refund_fen = fields.Integer()
    answer = fields.String()
    answered_at = fields.AwareDateTime(allow_none=True)


class ReportsOut(BaseSchema):
    """Reports; ``after`` is the number of the next page, if there is one."""

    rows = fields.List(fields.Nested(ReportOut))
    after = fields.Integer(allow_none=True)
