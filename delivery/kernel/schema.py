"""The words of a request: the base schema and the fields that all schemas are made of.

Marshmallow's own fields are not used directly: these carry limits, so that no number or text
reaches the database that it cannot hold, and sentences in the user's language.
"""

import re
import unicodedata
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import RAISE, Schema, ValidationError, fields, pre_load, validate

LARGEST = 2**31 - 1
LONGEST_TEXT = 500
YEARS = range(1900, 2200)
AMOUNT = re.compile(r"[¥￥]? ?([0-9]{1,8})(?:\.([0-9]{1,2}))?", re.ASCII)
COMMON = {
    "required": _l("This is missing."),
    "null": _l("This is missing."),
    "validator_failed": _l("This does not fit."),
}


class BaseSchema(Schema):
    """Strips what was typed, refuses unknown fields and text that cannot be stored."""

    class Meta:
        unknown = RAISE

    error_messages = {
        "unknown": _l("There is no such field."),
        "type": _l("Expected named fields."),
        "invalid_type": _l("Expected named fields."),
    }

    @pre_load
    def clean(self, data: Any, **_: Any) -> Any:
        """Return ``data`` with its texts stripped; lone surrogates and NUL bytes are refused."""
        return _clean(data, depth=0)


def _clean(value: Any, depth: int) -> Any:
    if depth > 8:
        raise ValidationError([_l("This is nested too deeply.")])
    if isinstance(value, str):
        return _storable(value.strip())
    if isinstance(value, dict):
        return {_storable(str(k)): _clean(v, depth + 1) for k, v in value.items()}
    if isinstance(value, list):
        return [_clean(v, depth + 1) for v in value]
    return value


def _storable(text: str) -> str:
    if "\0" in text or any("\ud800" <= c <= "\udfff" for c in text):
        raise ValidationError([_l("This text has characters that cannot be stored.")])
    return text


class Refused(Schema):
    """Every refusal of the API, whatever its status."""

    type = fields.String(metadata={"example": "sold-out"})
    detail = fields.String(metadata={"example": "Pak choi: 2 left. Nothing was ordered."})
    fields = fields.Dict(  # type: ignore[assignment]  # the word of our answers
        keys=fields.String(),
        values=fields.List(fields.String()),
        metadata={"example": {"lines.0.quantity": ["Please use a number from 1 to 99."]}},
    )


class Words(fields.String):
    """Text of ``least`` to ``most`` characters."""

    default_error_messages = COMMON | {"invalid": _l("Expected text.")}

    def __init__(self, *, least: int = 1, most: int = LONGEST_TEXT, **kwargs: Any):
        length = validate.Length(
            least,
            most,
            error=_l("Please use %(least)s to %(most)s characters.", least=least, most=most),
        )
        super().__init__(validate=length, **kwargs)


class Whole(fields.Integer):
    """A whole number from ``least`` to ``most``, both included; ``"12"`` is one, ``1.5`` is not."""

    default_error_messages = COMMON | {
        "invalid": _l("Expected a whole number."),
        "too_large": _l("This number is too large."),
    }

    def __init__(self, *, least: int = 0, most: int = LARGEST, **kwargs: Any):
        span = validate.Range(
            least,
            most,
            error=_l("Please use a number from %(least)s to %(most)s.", least=least, most=most),
        )
        super().__init__(validate=span, **kwargs)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> int:
        if isinstance(value, float | bool) or len(str(value)) > 12:
            raise self.make_error("invalid")
        return super()._deserialize(value, attr, data, **kwargs)


class Yuan(fields.String):
    """An amount as people type it, ``3.9`` or ``¥3.90``; gives whole fen."""

    default_error_messages = COMMON | {
        "invalid": _l("Expected an amount, such as 3.90."),
        "money": _l("Expected an amount, such as 3.90."),
    }

    def __init__(self, *, least_fen: int = 0, most_fen: int = 100_000_00, **kwargs: Any):
        super().__init__(**kwargs)
        self.least_fen, self.most_fen = least_fen, most_fen

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        typed = super()._deserialize(value, attr, data, **kwargs)
        amount = AMOUNT.fullmatch(unicodedata.normalize("NFKC", typed))
        if amount is None:
            raise self.make_error("money")
        fen = int(amount[1]) * 100 + int((amount[2] or "").ljust(2, "0"))
        if not self.least_fen <= fen <= self.most_fen:
            raise self.make_error("money")
        return fen


class Degrees(fields.Float):
    """A latitude (``most=90``) or a longitude (``most=180``) in degrees."""

    default_error_messages = COMMON | {
        "invalid": _l("Expected degrees, such as 26.6012."),
        "special": _l("Expected degrees, such as 26.6012."),
        "too_large": _l("This number is too large."),
    }

    def __init__(self, *, most: int, **kwargs: Any):
        span = validate.Range(
            -most,
            most,
            error=_l("Please use degrees from %(least)s to %(most)s.", least=-most, most=most),
        )
        super().__init__(validate=span, **kwargs)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> float:
        if isinstance(value, bool) or len(str(value)) > 24:
            raise self.make_error("invalid")
        return super()._deserialize(value, attr, data, **kwargs)


class Id(fields.UUID):
    """The id of a row."""

    default_error_messages = COMMON | {"invalid_uuid": _l("There is no such row.")}


class Choice(Words):
    """One of a few words."""

    def __init__(self, words: Any, **kwargs: Any):
        super().__init__(**kwargs)
        self.validators = [validate.OneOf(list(words), error=_l("Please choose one of these."))]


class Flag(fields.Boolean):
    """Yes or no; a box that is not ticked is absent from a form."""

    default_error_messages = COMMON | {"invalid": _l("Expected yes or no.")}


class Moment(fields.AwareDateTime):
    """An instant with its zone, ISO 8601."""

    default_error_messages = COMMON | {
        "invalid": _l("Expected a date and time."),
        "invalid_awareness": _l("Expected a date and time."),
        "format": _l("Expected a date and time."),
    }

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        return _thinkable(self, super()._deserialize(value, attr, data, **kwargs))


class LocalMoment(fields.NaiveDateTime):
    """A date and time on the district's clocks, as a form sends it: ``2026-11-23T12:00``."""

    default_error_messages = COMMON | {
        "invalid": _l("Expected a date and time."),
        "invalid_awareness": _l("Expected a date and time."),
        "format": _l("Expected a date and time."),
    }

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        return _thinkable(self, super()._deserialize(value, attr, data, **kwargs))


def _thinkable(field: fields.Field, moment: datetime) -> datetime:
    """Return ``moment``, or refuse it: at the ends of the calendar no other zone can tell it."""
    if moment.year not in YEARS:
        raise field.make_error("invalid")
    return moment


class TimeOfDay(fields.Time):
    """A time on the district's clocks: ``12:00``."""

    default_error_messages = COMMON | {
        "invalid": _l("Expected a time, such as 12:00."),
        "format": _l("Expected a time, such as 12:00."),
    }

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        clock = super()._deserialize(value, attr, data, **kwargs)
        if clock.tzinfo is not None:  # it is the district's, whatever a client thinks
            raise self.make_error("invalid")
        return clock


class Many(fields.List):
    """A list of at most ``most`` things."""

    default_error_messages = COMMON | {"invalid": _l("Expected a list.")}

    def __init__(self, inner: Any, *, least: int = 0, most: int = 500, **kwargs: Any):
        length = validate.Length(
            least,
            most,
            error=_l("Please send %(least)s to %(most)s of these.", least=least, most=most),
        )
        super().__init__(inner, validate=length, **kwargs)


class Inside(fields.Nested):
    """Named fields inside a field."""

    default_error_messages = COMMON | {"type": _l("Expected named fields.")}
