"""What a whole price list costs.

``make bench-lists`` prints, for both databases and both kinds of file, the seconds of each step for
50,000 rows, first all new and then all changed, and the longest that any write held others up.
"""

import argparse
import io
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from openpyxl import Workbook
from stdnum import ean

from delivery import create_app
from delivery.demo.catalogue import products
from delivery.kernel import clock
from delivery.kernel.access import Role
from delivery.kernel.db import Base, db, transact
from delivery.kernel.sheets.writing import csv_of
from delivery.merchants.catalogue.lists import checking, publishing, services
from delivery.merchants.catalogue.lists.columns import Column, shown
from delivery.merchants.catalogue.lists.models import PriceList
from delivery.merchants.catalogue.lists.services import MOST_ROWS
from tests import factories as make
from tests.conftest import NOON, SETTINGS, new_database
from tests.servers import postgresql

HEADS = [shown(column, chinese=True) for column in Column]


def rows(count: int, more_fen: int) -> Iterator[list[Any]]:
    """Yield the rows of a list that goes on and on."""
    goods = list(products().values())
    for n in range(count):
        one, base = goods[n % len(goods)], f"200{n:09d}"
        yield [
            *(base + ean.calc_check_digit(base), f"{one.name_zh}{n // len(goods) or ''}"),
            *(one.name_en, one.category, one.sold_by, one.unit_zh, one.unit_en, one.mass_g),
            *(one.temperature, (199 + n % 900 + more_fen) / 100, n % 200, one.zone),
        ]


def as_xlsx(count: int, more_fen: int) -> bytes:
    """Return such a list as a workbook."""
    book, out = Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet("list")
    sheet.append(HEADS)
    for row in rows(count, more_fen):
        sheet.append(row)
    book.save(out)
    return out.getvalue()


def as_csv(count: int, more_fen: int) -> bytes:
    """Return such a list as text."""
    return csv_of(HEADS, ([str(cell) for cell in row] for row in rows(count, more_fen)))


def timed(act: Callable[[], Any]) -> tuple[float, Any]:
    """Return how many seconds ``act`` took, and its answer."""
    begun = time.perf_counter()
    answer = act()
    return time.perf_counter() - begun, answer


@contextmanager
def installation(kind: str) -> Iterator[None]:
    """Give an empty database of ``kind``."""
    with tempfile.TemporaryDirectory() as folder, postgresql() as server:
        url = f"sqlite:///{folder}/lists.sqlite"
        if kind == "postgresql":
            url = new_database(server, "menkou_lists")
        app = create_app(replace(SETTINGS, database_url=url))
        with app.app_context(), clock.at(NOON):
            Base.metadata.create_all(db.engine)
            yield
            db.session.remove()
            db.engine.dispose()


def import_twice(kind: str, made: Callable[[int, int], bytes], count: int) -> None:
    """Take a list in twice, and print what each step took."""
    store = make.make_store(make.make_neighbourhood())
    manager = make.actor_with(Role.STORE_MANAGER, store.id)
    db.session.commit()
    for what, more in (("new", 0), ("changed", 7)):
        content, longest, cpu_s = made(count, more), [0.0], time.process_time()
        with watched(longest):
            looked_s, looked = timed(lambda c=content: services.look_at(c, "list"))
            list_id = transact(lambda sent=looked: send(store, sent, manager))
            check_s, _ = timed(lambda i=list_id: checking.check(i))
            transact(
                lambda i=list_id: services.accept(
                    db.session.get(PriceList, i), actor=manager, at=NOON
                )
            )
            publish_s, _ = timed(lambda i=list_id: publishing.publish(i))
        row = db.session.get(PriceList, list_id)
        done = (row.state, row.rows, row.new if what == "new" else row.changed)
        if done != ("published", count, count):
            sys.exit(f"not all was taken in: {done}")
        total = looked_s + check_s + publish_s
        print(
            f"{kind:10} {looked.kind:4} {count} {what:7} columns {looked_s * 1000:4.0f} ms  rows "
            f"{check_s:5.2f} s  shelves {publish_s:5.2f} s  together {total:5.2f} s  "
            f"(cpu {time.process_time() - cpu_s:5.2f} s)  longest write {longest[0]:5.2f} s"
        )
        db.session.rollback()


def send(store: Any, looked: services.Sent, manager: Any) -> Any:
    """Send a list and confirm the columns that were recognised."""
    row = services.send(store, looked, actor=manager, at=NOON)
    columns = {Column(name): index for name, index in row.columns.items()}
    services.confirm(row, columns, actor=manager, at=NOON)
    return row.id


@contextmanager
def watched(longest: list[float]) -> Iterator[None]:
    """Note in ``longest`` how long the longest write transaction was."""
    before = checking.transact, publishing.transact

    def timing(act: Callable[[], Any]) -> Any:
        took, answer = timed(lambda: transact(act))
        longest[0] = max(longest[0], took)
        return answer

    checking.transact = publishing.transact = timing
    try:
        yield
    finally:
        checking.transact, publishing.transact = before


def main() -> None:
    """Measure and print."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--rows", type=int, default=MOST_ROWS)
    count = arguments.parse_args().rows
    for kind in ("sqlite", "postgresql"):
        for made in (as_csv, as_xlsx):
            with installation(kind):
                import_twice(kind, made, count)


if __name__ == "__main__":
    main()
