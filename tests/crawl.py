"""Asks every address of the application, as a program that knows whose rows it names."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from delivery.kernel import ids
from delivery.kernel.access import EVERYBODY, GRANTS, SIGNED_IN, Permission, Role
from tests.world import Rows

# What addresses name beside rows; each of these is a thing that exists.
WORDS = {
    "code": "en",
    "label": "A1",
    "token": "0" * 48,
    "number": 1,
    "run": 1,
    "role": "store-staff",
    "name": "local",
}
WITHOUT_PERMISSION = {"static", "api-docs.openapi_json"}
ROLES = [role for role in Role if role not in (Role.VISITOR, Role.SYSTEM)]


@dataclass(frozen=True)
class Way:
    """One method of one address: what it is called, what it needs, which rows it names."""

    rule: Rule
    method: str
    permission: Permission
    rows: tuple[str, ...]

    @property
    def endpoint(self) -> str:
        return self.rule.endpoint

    @property
    def is_api(self) -> bool:
        return self.rule.rule.startswith("/api/")

    def __str__(self) -> str:
        return f"{self.method} {self.rule.rule}"

    def address(self, app: Flask, rows: Rows) -> str:
        """Return the address for ``rows``; where it takes one of several words, the first."""
        words = {name: _word(self.rule, name, rows) for name in self.rule.arguments}
        return app.url_map.bind("localhost").build(self.endpoint, words, method=self.method)


def _word(rule: Rule, name: str, rows: Rows) -> Any:
    if name in rows:
        return rows[name]
    converter = rule._converters[name]
    return sorted(converter.items)[0] if hasattr(converter, "items") else WORDS[name]


def ways(app: Flask, known: Rows) -> Iterator[Way]:
    """Yield every method of every address that needs a permission."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if rule.endpoint in WITHOUT_PERMISSION:
            continue
        named = tuple(sorted(name for name in rule.arguments if name in known))
        permission = app.view_functions[rule.endpoint].permission
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield Way(rule, method, permission, named)


def holders(permission: Permission) -> list[Role]:
    """Return the roles that hold ``permission``."""
    if permission in EVERYBODY | SIGNED_IN:
        return ROLES
    return [role for role in ROLES if permission in GRANTS[role]]


def absent(rows: Rows) -> Rows:
    """Return names of rows that do not exist."""
    return {n: 2**40 if isinstance(v, int) else uuid.uuid4() for n, v in rows.items()}


def ask(
    client, way: Way, address: str, token: str = "", words: Any = None, *, terse=False, **headers
):
    """Send one request with the bearer ``token``: JSON to the API, a form to a page.

    ``terse`` asks pages as a program does, who is refused in one line.
    """
    said = {"Idempotency-Key": ids.token()} | headers
    if token:
        said["Authorization"] = f"Bearer {token}"
    if way.method == "GET":
        # A program is refused in a line, a person on a page that takes longer to draw.
        return client.get(address, headers=said, **({"json": {}} if terse else {}))
    body = {"json": words or {}} if way.is_api or terse else {"data": words or {}}
    return client.open(address, method=way.method, headers=said, **body)


def examples(client) -> dict[tuple[str, str], Any]:
    """Return a body for each writing address of the API, made of what its description says."""
    spec = client.get("/api/openapi.json").json
    return {
        (verb.upper(), path): _example(spec, told["requestBody"]["content"])
        for path, verbs in spec["paths"].items()
        for verb, told in verbs.items()
        if "requestBody" in told
    }


def _example(spec: Any, content: Any) -> Any:
    return _value(spec, next(iter(content.values()))["schema"])


def _value(spec: Any, schema: Any) -> Any:
    if "$ref" in schema:
        return _value(spec, spec["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    if "example" in schema:
        return schema["example"]
    if "enum" in schema:
        return schema["enum"][0]
    kinds = schema.get("type", "object")
    kind = kinds if isinstance(kinds, str) else kinds[0]
    if kind == "object":
        wanted = set(schema.get("required", ())) | _with_example(schema)
        return {
            name: _value(spec, inner)
            for name, inner in schema.get("properties", {}).items()
            if name in wanted
        }
    if kind == "array":
        return [_value(spec, schema["items"])]
    return _plain(kind, schema)


def _with_example(schema: Any) -> set[str]:
    return {name for name, inner in schema.get("properties", {}).items() if "example" in inner}


def _plain(kind: str, schema: Any) -> Any:
    texts = {"uuid": str(uuid.uuid4()), "date-time": "2026-03-02T12:00:00+08:00", "time": "12:00"}
    if kind == "string":
        return texts.get(schema.get("format", ""), "x" * schema.get("minLength", 1))
    return {"boolean": True, "integer": schema.get("minimum", 1), "number": 1.0}[kind]
