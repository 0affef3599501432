"""Sends nonsense to acts, each time in a savepoint, and counts what stays behind."""

import json
from collections import defaultdict
from collections.abc import Iterator
from copy import deepcopy
from typing import Any, ClassVar
from urllib.parse import urlencode

from flask import request
from sqlalchemy import text

from delivery.kernel import http
from delivery.kernel.access import Role
from delivery.kernel.db import Base, db
from tests.crawl import Way, ask, examples, holders, ways
from tests.world import World

REMEMBERED = {"tries"}  # a wrong code or password counts, on purpose
COUNT = text(
    "SELECT "
    + ", ".join(
        f"(SELECT count(*) FROM {table})"
        for table in sorted(set(Base.metadata.tables) - REMEMBERED)
    )
)
Path = tuple[str | int, ...]


class Siege:
    """Every act of the application, and somebody who may do it to a row of their own."""

    # What one test has found out of the application holds for the next.
    doers: ClassVar[dict[str, Role]] = {}
    fields: ClassVar[dict[str, set[str]]] = defaultdict(set)

    def __init__(self, app, client, world: World, monkeypatch):
        self.app, self.client, self.world = app, client, world
        monkeypatch.setattr(http, "_loaded", self._noting(http._loaded))
        self.ways = list(ways(app, world.home.rows))
        self.examples = examples(client)
        db.session.remove()
        self.before = self.count()

    def _noting(self, load):
        def noted(schema, words):
            self.fields[request.endpoint].update(schema().fields)
            return load(schema, words)

        return noted

    @property
    def acts(self) -> list[Way]:
        """Return the ways that write."""
        return [way for way in self.ways if way.method != "GET"]

    def example(self, way: Way) -> Any:
        """Return a body of the API's own description, or nothing where it takes none."""
        path = way.rule.rule.replace("<uuid:", "{").replace("<", "{").replace(">", "}")
        return self.examples.get((way.method, path)) if way.is_api else None

    def doer(self, way: Way) -> Role:
        """Return a role that the rows of the world let go ``way``, if one of those who may is."""
        if str(way) not in self.doers:
            roles = holders(way.permission)
            able = (r for r in roles if self.send(way, r).status_code not in (403, 404))
            self.doers[str(way)] = next(able, roles[0])
        return self.doers[str(way)]

    def send(self, way: Way, role: Role, query: str = "", **how: Any) -> Any:
        """Go ``way``, see that a refusal leaves nothing behind, and forget what it did."""
        point = db.engine.begin_nested()
        try:
            answer = self._ask(way, self.world.home.tokens[role], query, **how)
            what = str(way), query[:300], str(how)[:300], answer.status
            assert answer.status_code < 500, (*what, answer.text[:300])
            assert answer.status_code < 400 or self.count() == self.before, what
            return answer
        finally:
            db.session.remove()  # a test's requests share its session
            point.rollback()

    def count(self) -> Any:
        """Return how many rows each table has."""
        return db.engine.execute(COUNT).one()

    def _ask(self, way: Way, token: str, query: str, **how: Any) -> Any:
        address = way.address(self.app, self.world.home.rows) + query
        if set(how) <= {"words"}:
            return ask(self.client, way, address, token, how.get("words"))
        said = {"Authorization": f"Bearer {token}", "Idempotency-Key": "a-key-of-its-own"}
        return self.client.open(
            address, method=way.method, headers=said | how.pop("more", {}), **how
        )


def spots(value: Any, path: Path = ()) -> Iterator[Path]:
    """Yield the way to everything inside ``value``, fields of fields too."""
    inside = value.items() if isinstance(value, dict) else ()
    for name, inner in [*inside, *(enumerate(value[:1]) if isinstance(value, list) else ())]:
        yield (*path, name)
        yield from spots(inner, (*path, name))


def changed(value: Any, path: Path, new: Any) -> Any:
    """Return ``value`` with ``new`` at ``path``."""
    copy = deepcopy(value)
    inner = copy
    for name in path[:-1]:
        inner = inner[name]
    inner[path[-1]] = new
    return copy


def as_json(value: Any) -> dict[str, Any]:
    """Return the keywords that send ``value`` as JSON, half pairs and endless numbers included."""
    return {"data": json.dumps(value), "content_type": "application/json"}


def as_form(fields: set[str], value: str) -> dict[str, Any]:
    """Return the keywords that send a form with ``value`` in each of ``fields``."""
    data = urlencode(dict.fromkeys(fields, value), errors="surrogatepass")
    return {"data": data, "content_type": "application/x-www-form-urlencoded"}
