"""The format as a JSON Schema, made from the same annotations that read it."""

import dataclasses
import types
from collections.abc import Mapping
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from delivery.routing.core.reading import annotations
from delivery.routing.core.travel import Travel
from delivery.routing.core.units import Bounds

Schema = dict[str, Any]


def json_schema(kind: type) -> Schema:
    """Return the JSON Schema (2020-12) of `Problem`, `Plan` or a part of them."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_schema(kind)}


def _schema(kind: Any) -> Schema:
    origin, inner = get_origin(kind), get_args(kind)
    if kind is Travel:
        return _travel()
    if origin in (Union, types.UnionType):
        plain = next(k for k in inner if k is not type(None))
        return {"anyOf": [_schema(plain), {"type": "null"}]}
    if origin is Annotated:
        return _bounded(inner[0], inner[1])
    if origin is Literal:
        return {"enum": list(inner)}
    if origin is tuple:
        return _list(inner)
    if origin is Mapping:
        return {"type": "object", "additionalProperties": _schema(inner[1])}
    if kind is bool:
        return {"type": "boolean"}
    return _object(kind) if dataclasses.is_dataclass(kind) else {}


def _bounded(base: type, limit: Any) -> Schema:
    if isinstance(limit, Bounds):
        kind = "number" if base is float else "integer"
        return {"type": kind, "minimum": limit.least, "maximum": limit.most}
    return {"type": "string", "minLength": 1, "maxLength": limit.most}


def _list(inner: tuple[Any, ...]) -> Schema:
    if inner[-1] is Ellipsis:
        return {"type": "array", "items": _schema(inner[0])}
    items = [_schema(item) for item in inner]
    return {"type": "array", "prefixItems": items, "minItems": len(items), "maxItems": len(items)}


def _object(kind: Any) -> Schema:
    hints, fields = annotations(kind), dataclasses.fields(kind)
    asked = [f.name for f in fields if f.default is f.default_factory is dataclasses.MISSING]
    return {
        "type": "object",
        "description": (kind.__doc__ or "").split("\n")[0],
        "properties": {f.name: _schema(hints[f.name]) for f in fields},
        "required": asked,
        "additionalProperties": False,
    }


def _travel() -> Schema:
    """Return the schema of a way of moving, which has a speed or two matrices."""
    names = annotations(Travel)
    entry = {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "null"}]}
    table = {"type": "array", "items": {"type": "array", "items": entry}}
    return {
        "type": "object",
        "properties": {
            "id": _schema(names["id"]),
            "speed_mm_s": _schema(get_args(names["speed_mm_s"])[0]),
            "distance_m": table,
            "time_s": table,
        },
        "oneOf": [
            {"required": ["id", "speed_mm_s"]},
            {"required": ["id", "distance_m", "time_s"]},
        ],
        "additionalProperties": False,
    }
