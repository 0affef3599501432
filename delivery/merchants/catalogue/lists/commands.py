"""``flask delivery import catalogue``: a store's price list from a file, without a worker."""

import uuid
from functools import partial
from pathlib import Path

import click
from flask_babel import force_locale
from sqlalchemy import or_, select

from delivery.kernel.access import SYSTEM
from delivery.kernel.clock import now
from delivery.kernel.db import db, glance, transact
from delivery.kernel.errors import DeliveryError
from delivery.kernel.sheets.sentences import told
from delivery.merchants.catalogue.lists import queries, services
from delivery.merchants.catalogue.lists.checking import check
from delivery.merchants.catalogue.lists.columns import Column
from delivery.merchants.catalogue.lists.models import PriceList
from delivery.merchants.catalogue.lists.publishing import publish
from delivery.merchants.catalogue.lists.sentences import said
from delivery.merchants.catalogue.models import Store


@click.command("catalogue")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--store", "name", required=True, help="The store's name, in either language.")
@click.option("--dry-run", is_flag=True, help="Read and report; write nothing.")
def import_catalogue(file: Path, name: str, dry_run: bool) -> None:
    """Put the price list FILE (CSV or XLSX) on a store's shelves: all of it, or nothing.

    Columns are known by their names, in Chinese or English: bar code, name, category, unit,
    weight, price, stock, zone; and, if there are any, English name, sold by, temperature.
    """
    with force_locale("en"):
        try:
            sent = services.look_at(file.read_bytes(), file.name)
            list_id = transact(partial(_send, sent, name))
        except DeliveryError as refused:
            raise click.ClickException(refused.message) from None
        check(list_id)
        refused = glance(partial(_report, list_id))
        if refused or dry_run:
            transact(partial(_drop, list_id))
        if refused:
            raise click.ClickException("Nothing was taken in. Please mend these rows.")
        if not dry_run:
            transact(partial(_accept, list_id))
            publish(list_id)
            click.echo(glance(partial(_done, list_id)))


def _send(sent: services.Sent, name: str) -> uuid.UUID:
    named = or_(Store.name == name, Store.name_en == name)
    stores = db.session.scalars(select(Store).where(named)).all()
    if len(stores) != 1:
        raise click.ClickException(f"There are {len(stores)} stores called {name!r}.")
    row = services.send(stores[0], sent, actor=SYSTEM, at=now())
    columns = {Column(column): index for column, index in row.columns.items()}
    services.confirm(row, columns, actor=SYSTEM, at=now())
    return row.id


def _report(list_id: uuid.UUID) -> bool:
    row = db.session.get_one(PriceList, list_id)
    if row.fault:
        click.echo(told(row.fault, row.facts))
        return True
    click.echo(f"{row.rows} rows read, {row.refused} refused")
    for note in queries.all_notes(row):
        click.echo(
            f"  row {note.number}, {note.column}: {said(note.column, note.code, note.facts)}"
        )
    return bool(row.refused)


def _drop(list_id: uuid.UUID) -> None:
    row = db.session.get_one(PriceList, list_id)
    if row.state == "checked":
        services.drop(row, actor=SYSTEM, at=now())


def _accept(list_id: uuid.UUID) -> None:
    services.accept(db.session.get_one(PriceList, list_id), actor=SYSTEM, at=now())


def _done(list_id: uuid.UUID) -> str:
    row = db.session.get_one(PriceList, list_id)
    return f"{row.new} new on the shelves, {row.changed} changed"
