"""The dry run: every row is read and put aside, in chunks, with no transaction open between them.

Which lists are due is asked of their state. A worker that dies leaves its list ``asked`` and
claimed for a while; the next one begins it anew.
"""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from typing import Any

from sqlalchemy import delete, func, insert, or_, select, update

from delivery.kernel.access import SYSTEM
from delivery.kernel.clock import now
from delivery.kernel.db import changed, db, glance, transact
from delivery.kernel.failpoints import reach
from delivery.kernel.ids import new_id
from delivery.kernel.sheets.opening import open_table
from delivery.kernel.sheets.refusals import WorkbookRefused
from delivery.kernel.sheets.rows import Table
from delivery.merchants.catalogue.lists.columns import Column
from delivery.merchants.catalogue.lists.models import (
    PRICE_LIST,
    PriceList,
    PriceListFile,
    PriceListNote,
    PriceListRow,
)
from delivery.merchants.catalogue.lists.reading import Article, read
from delivery.merchants.catalogue.lists.services import LIMITS
from delivery.merchants.catalogue.lists.values import Fault
from delivery.merchants.catalogue.models import Offer, Product
from delivery.merchants.catalogue.rules import PICTURES, search_key_of

CHUNK = 2_000  # rows a transaction
AT_ONCE = 500  # names in one question, far below the limits of either database
MOST_NOTES = 1_000  # kept of one file; a report that nobody reads to its end is no help
HELD_FOR = timedelta(minutes=1)
LISTS, ROWS, NOTES = (m.__table__ for m in (PriceList, PriceListRow, PriceListNote))
FAULTS = frozenset(Fault)


def lists_due(state: str) -> list[uuid.UUID]:
    """Return the lists in ``state`` that no worker holds."""
    free = or_(PriceList.claimed_until.is_(None), PriceList.claimed_until < now())
    due = select(PriceList.id).where(PriceList.state == state, free)
    return list(db.session.scalars(due.order_by(PriceList.sent_at, PriceList.id)))


def claim(list_id: uuid.UUID, state: str) -> datetime | None:
    """Hold a list for a while, if nobody else does; what is returned proves it."""
    until = now() + HELD_FOR
    free = or_(LISTS.c.claimed_until.is_(None), LISTS.c.claimed_until < now())
    held = update(LISTS).where(LISTS.c.id == list_id, LISTS.c.state == state, free)
    won = transact(lambda: changed(db.session.execute(held.values(claimed_until=until))))
    return until if won else None


@dataclass(slots=True)
class _Tally:
    """How far one list is, and until when this worker holds it."""

    list_id: uuid.UUID
    held_until: datetime
    rows: int = 0
    refused: int = 0
    repaired: int = 0
    notes: int = field(default=0)


class _LetGo(Exception):
    """Somebody put the list away, or another worker holds it: nothing more is written."""


def check_due() -> int:
    """Look at all lists that wait for it; return how many were."""
    return sum(check(list_id) for list_id in glance(partial(lists_due, "asked")))


def check(list_id: uuid.UUID) -> int:
    """Look at one list; return 1 if this worker did."""
    until = claim(list_id, "asked")
    if until is None:
        return 0
    tally = _Tally(list_id, until)
    try:
        _stage(tally)
    except WorkbookRefused as refused:
        transact(partial(_refuse, list_id, refused))
    except _LetGo:
        return 0
    return 1


def _stage(tally: _Tally) -> None:
    content, columns = glance(partial(_file, tally.list_id))
    transact(partial(_clear, tally.list_id))
    table = open_table(content, LIMITS)
    articles = read(table, columns)
    while chunk := list(islice(articles, CHUNK)):
        rows = _prepared(chunk, tally)
        notes = _noted(chunk, tally)
        transact(partial(_write, tally, rows, notes, table))
        reach("check-list:between-chunks")
    transact(partial(_finish, tally))


def _file(list_id: uuid.UUID) -> tuple[bytes, dict[Column, int]]:
    content, columns = db.session.execute(
        select(PriceListFile.content, PriceList.columns)
        .join(PriceList, PriceList.id == PriceListFile.price_list_id)
        .where(PriceList.id == list_id)
    ).one()
    return content, {Column(name): index for name, index in columns.items()}


def _clear(list_id: uuid.UUID) -> None:
    for table in (ROWS, NOTES):
        db.session.execute(delete(table).where(table.c.price_list_id == list_id))


def _prepared(chunk: Sequence[Article], tally: _Tally) -> list[dict[str, Any]]:
    """Return the rows to put aside; only products that nobody sells yet need words to be found by."""
    fit = [(article.number, article.values) for article in chunk if article.values]
    known = glance(partial(_known, [values["gtin"] for _, values in fit]))
    return [
        {
            "price_list_id": tally.list_id,
            "number": number,
            "search_key": "" if values["gtin"] in known else _search_key(values),
            "art": PICTURES[values["category"]],
            "price_fen": values["price"],
            **{"product_id": new_id(), "offer_id": new_id(), "move_id": new_id()},
            **{name: value for name, value in values.items() if name != "price"},
        }
        for number, values in fit
    ]


def _search_key(values: dict[str, Any]) -> str:
    return search_key_of(values["name"], values["name_en"], values["gtin"])


def _known(gtins: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(gtins), AT_ONCE):
        some = Product.gtin.in_(gtins[start : start + AT_ONCE])
        found.update(db.session.scalars(select(Product.gtin).where(some)))
    return found


def _noted(chunk: Iterable[Article], tally: _Tally) -> list[dict[str, Any]]:
    """Return the notes to keep, and count the rows that they are about."""
    kept: list[dict[str, Any]] = []
    for article in chunk:
        tally.rows += 1
        tally.refused += article.values is None
        tally.repaired += article.values is not None and bool(article.notes)
        for place, note in enumerate(article.notes):
            if tally.notes < MOST_NOTES:
                tally.notes += 1
                kept.append(
                    {
                        "price_list_id": tally.list_id,
                        "number": article.number,
                        "place": place,
                        "column": note.column,
                        "code": str(note.code),
                        "facts": dict(note.facts),
                        "refuses": note.code in FAULTS,
                    }
                )
    return kept


def _write(
    tally: _Tally, rows: list[dict[str, Any]], notes: list[dict[str, Any]], table: Table
) -> None:
    _go_on(tally, rows=tally.rows, refused=tally.refused, permille=int(table.share * 999))
    if rows:
        db.session.execute(insert(ROWS), rows)
    if notes:
        db.session.execute(insert(NOTES), notes)


def _go_on(tally: _Tally, **values: Any) -> None:
    """Say how far the list is, and hold it on; raise ``_LetGo`` if it is not ours any more."""
    until = now() + HELD_FOR
    mine = (LISTS.c.id == tally.list_id, LISTS.c.state == "asked")
    held = update(LISTS).where(*mine, LISTS.c.claimed_until == tally.held_until)
    if changed(db.session.execute(held.values(claimed_until=until, **values))) != 1:
        raise _LetGo
    tally.held_until = until


def _finish(tally: _Tally) -> None:
    _go_on(tally, rows=tally.rows, refused=tally.refused, repaired=tally.repaired, permille=1000)
    row = db.session.get_one(PriceList, tally.list_id, populate_existing=True)
    there = db.session.execute(
        select(func.count(), func.count().filter(differs()))
        .select_from(ROWS)
        .join(Product, Product.gtin == ROWS.c.gtin)
        .join(Offer, (Offer.product_id == Product.id) & (Offer.store_id == row.store_id))
        .where(ROWS.c.price_list_id == row.id)
    ).one()
    row.new, row.changed = tally.rows - tally.refused - int(there[0]), int(there[1])
    row.claimed_until = None
    PRICE_LIST.apply(
        row, "check", actor=SYSTEM, at=now(), rows=row.rows, refused=row.refused, new=row.new
    )


def differs() -> Any:
    """Return the condition under which a row changes the offer and product it is joined to."""
    return or_(
        *(Offer.price_fen != ROWS.c.price_fen, Offer.stock != ROWS.c.stock),
        *(Offer.zone != ROWS.c.zone, Offer.listed.is_(False)),
        Product.content.is_(None) & ROWS.c.content.is_not(None),
    )


def _refuse(list_id: uuid.UUID, refused: WorkbookRefused) -> None:
    row = db.session.get_one(PriceList, list_id, populate_existing=True)
    if row.state != "asked":
        return
    row.fault, row.facts = str(refused.fault), dict(refused.facts)
    row.claimed_until = None
    PRICE_LIST.apply(row, "refuse", actor=SYSTEM, at=now(), fault=row.fault)
