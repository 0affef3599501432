"""The words of news."""

from delivery.kernel.schema import LARGEST, BaseSchema, Flag, Many, Moment, Whole, Words


class Paging(BaseSchema):
    """Which news to show: those before an event, or the newest."""

    before = Whole(most=LARGEST, load_default=None, metadata={"example": 4711})


class Read(BaseSchema):
    """Which news were read; all of it, where nothing is named."""

    events = Many(Whole(most=LARGEST), load_default=None, metadata={"example": [4711]})


class NewsOut(BaseSchema):
    """One piece of news, in the language of the request."""

    event = Whole(metadata={"example": 4711})
    at = Moment()
    title = Words(metadata={"example": "3 袋到了云岩花园 东门"})
    text = Words(metadata={"example": "合家超市，11月23日 周一 16:00–19:00 取。取货码 7KXM 2QP。"})
    is_read = Flag(metadata={"example": False})
    subject = Words(metadata={"example": "orders"})
    action = Words(metadata={"example": "arrive"})


class CountOut(BaseSchema):
    """How many pieces of news."""

    count = Whole(metadata={"example": 2})
