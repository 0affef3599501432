"""The words of picking: what pickers press and type, and what programs send and read."""

from delivery.kernel.schema import BaseSchema, Id, Whole, Words

MOST_PIECES = 100_000
MOST_GRAMS = 1_000_000
LAST_PAGE = 9_999


class PageAsked(BaseSchema):
    """Which page of a long list."""

    page = Whole(least=1, most=LAST_PAGE, load_default=1)


class TaskPicked(BaseSchema):
    """What the picker found: all of it where ``found`` is left out."""

    item = Id(required=True)
    found = Whole(most=MOST_PIECES, load_default=None)
    weighed_g = Whole(least=1, most=MOST_GRAMS, load_default=None)


class TaskPutBack(BaseSchema):
    """The task that is to be picked again."""

    item = Id(required=True)


class LabelsAsked(BaseSchema):
    """An earlier run, or one bag's code; with neither, the bags that have no label yet."""

    run = Whole(least=1, most=LAST_PAGE, load_default=None, metadata={"example": 1})
    code = Words(most=40, load_default=None, metadata={"example": "7K3M-4Q2X"})
