"""Reads JSON into frozen dataclasses by their annotations, and writes them back.

Strict on purpose: an unknown key, ``true`` for a number or ``1.0`` for ``1`` is refused with
the path of the field, so that a slip in a caller never becomes a strange plan.
"""

import dataclasses
import types
from collections.abc import Mapping
from functools import cache
from typing import (
    Annotated,
    Any,
    Literal,
    TypeVar,
    Union,
    cast,
    get_args,
    get_origin,
    get_type_hints,
)

from delivery.routing.core.units import Bounds, Length

FIELDS_MOST = 20
T = TypeVar("T")


class InvalidProblem(ValueError):
    """The input does not say a problem that can be planned.

    Attributes
    ----------
    fields : dict of str to str
        What is wrong, by the path of the field, e.g. ``{"loads[3].mass_g": "…"}``.
    """

    def __init__(self, fields: Mapping[str, str]) -> None:
        self.fields = dict(fields)
        super().__init__("; ".join(f"{path}: {text}" for path, text in self.fields.items()))

    def __reduce__(self) -> tuple[type["InvalidProblem"], tuple[dict[str, str]]]:
        return InvalidProblem, (self.fields,)


class Refused(Exception):
    """A field is wrong; ``Faulty`` collects these until the whole input is read."""


class Faulty:
    """Collects refusals by path, at most ``FIELDS_MOST`` of them."""

    def __init__(self) -> None:
        self.fields: dict[str, str] = {}

    def add(self, path: str, text: str) -> None:
        """Note that ``path`` is wrong; the first note of a path stays."""
        if len(self.fields) < FIELDS_MOST:
            self.fields.setdefault(path or "problem", text)

    def raise_any(self) -> None:
        """Raise `InvalidProblem` if anything was noted."""
        if self.fields:
            raise InvalidProblem(self.fields)


def read_whole(kind: type[T], data: object) -> T:
    """Return ``data`` as ``kind``, or raise `InvalidProblem` with all that is wrong."""
    faulty = Faulty()
    value = read(kind, data, "", faulty)
    faulty.raise_any()
    return cast(T, value)


def read(kind: Any, value: object, path: str, faulty: Faulty) -> Any:
    """Return ``value`` as ``kind``; note what is wrong in ``faulty`` and return ``None`` then."""
    try:
        return _read(kind, value, path, faulty)
    except Refused as refused:
        faulty.add(path, str(refused))
        return None


def shown(value: object) -> str:
    """Return ``value`` short and in plain ASCII, fit for an error message."""
    if isinstance(value, int) and abs(value) >= 10**18:
        return "a number beyond 18 digits"
    text = ascii(value) if isinstance(value, int | float | str | bool) else type(value).__name__
    return text if len(text) <= 60 else text[:57] + "..."


def _read(kind: Any, value: object, path: str, faulty: Faulty) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        inner = next(k for k in get_args(kind) if k is not type(None))
        return None if value is None else _read(inner, value, path, faulty)
    if origin is Annotated:
        base, limit = get_args(kind)
        return _bounded(base, limit, value)
    if origin is Literal:
        return _one_of(get_args(kind), value)
    if origin is tuple:
        return _items(get_args(kind), value, path, faulty)
    if origin is Mapping:
        return _entries(get_args(kind)[1], value, path, faulty)
    if kind is Any:
        return value
    if kind is bool:
        return _flag(value)
    hook = getattr(kind, "read", None)
    return hook(value, path, faulty) if hook else _object(kind, value, path, faulty)


def _bounded(base: type, limit: Bounds | Length, value: object) -> Any:
    if isinstance(limit, Length):
        return _text(limit, value)
    fits = type(value) is int or (base is float and type(value) is float)
    if not fits or not limit.least <= value <= limit.most:  # type: ignore[operator]
        kind = "number" if base is float else "whole number"
        span = f"from {limit.least} to {limit.most}"
        raise Refused(f"must be a {kind} {span}, not {shown(value)}")
    return value


def _text(limit: Length, value: object) -> str:
    if not isinstance(value, str) or not 0 < len(value) <= limit.most or not value.isprintable():
        raise Refused(f"must be printable text of 1 to {limit.most} characters, not {shown(value)}")
    return value


def _one_of(allowed: tuple[Any, ...], value: object) -> Any:
    for option in allowed:
        if type(value) is type(option) and value == option:
            return option
    raise Refused(f"must be {' or '.join(map(repr, allowed))}, not {shown(value)}")


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise Refused(f"must be true or false, not {shown(value)}")
    return value


def _items(kinds: tuple[Any, ...], value: object, path: str, faulty: Faulty) -> Any:
    if not isinstance(value, list | tuple):
        raise Refused(f"must be a list, not {shown(value)}")
    if kinds[-1] is Ellipsis:
        kinds = (kinds[0],) * len(value)
    if len(kinds) != len(value):
        raise Refused(f"must be a list of {len(kinds)}, not of {len(value)}")
    pairs = enumerate(zip(kinds, value, strict=True))
    return tuple(read(kind, item, f"{path}[{i}]", faulty) for i, (kind, item) in pairs)


def _entries(kind: Any, value: object, path: str, faulty: Faulty) -> dict[str, Any]:
    if not isinstance(value, Mapping):
        raise Refused(f"must be an object, not {shown(value)}")
    keys = enumerate(value)
    return {
        read(Annotated[str, Length(200)], key, f"{path}[{i}]", faulty): read(
            kind, value[key], f"{path}[{i}]", faulty
        )
        for i, key in keys
    }


def _object(kind: Any, value: object, path: str, faulty: Faulty) -> Any:
    if not isinstance(value, Mapping):
        raise Refused(f"must be an object, not {shown(value)}")
    hints, fields = annotations(kind), {f.name: f for f in dataclasses.fields(kind)}
    at = f"{path}." if path else ""
    for key in value:
        if key not in fields:
            faulty.add(at + shown(key).strip("'"), "is not a key of this format")
    found, before = {}, len(faulty.fields)
    for name, field in fields.items():
        if value.get(name) is None and _has_default(field):
            continue
        if name not in value:
            faulty.add(at + name, "is missing")
            continue
        found[name] = read(hints[name], value[name], at + name, faulty)
    return kind(**found) if len(faulty.fields) == before else None


def _has_default(field: dataclasses.Field[Any]) -> bool:
    return not (field.default is field.default_factory is dataclasses.MISSING)


@cache
def annotations(kind: Any) -> dict[str, Any]:
    """Return the annotations of a dataclass, with their bounds."""
    return get_type_hints(kind, include_extras=True)


def written(value: Any) -> Any:
    """Return a dataclass as JSON-able data, leaving out what is ``None``."""
    if hook := getattr(value, "written", None):
        return hook()
    if dataclasses.is_dataclass(value):
        pairs = ((f.name, getattr(value, f.name)) for f in dataclasses.fields(value))
        return {name: written(item) for name, item in pairs if item is not None}
    if isinstance(value, tuple):
        return [written(item) for item in value]
    if isinstance(value, Mapping):
        return {key: written(item) for key, item in value.items()}
    return value
