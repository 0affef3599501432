"""``flask delivery import catalogue``: a store's price list from a file."""

from pathlib import Path

import click
from flask_babel import force_locale
from sqlalchemy import or_, select

from delivery.kernel.access import SYSTEM
from delivery.kernel.clock import now
from delivery.kernel.db import db, transact
from delivery.kernel.errors import DeliveryError
from delivery.merchants.catalogue.models import Store
from delivery.merchants.catalogue.price_list import PriceList, read_price_list
from delivery.merchants.catalogue.services import Imported, import_products


@click.command("catalogue")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--store", "name", required=True, help="The store's name, in either language.")
@click.option("--dry-run", is_flag=True, help="Read and report; write nothing.")
def import_catalogue(file: Path, name: str, dry_run: bool) -> None:
    """Put the price list FILE (CSV) on a store's shelves: all of it, or nothing.

    Columns: gtin, name, name_en, category, sold_by, unit, unit_en, mass_g, temperature, art,
    price, stock, zone.
    """
    with force_locale("en"):
        try:
            read = read_price_list(file.read_bytes())
        except DeliveryError as refused:
            raise click.ClickException(refused.message) from None
        _report(read)
        if read.refused:
            raise click.ClickException("Nothing was taken in. Please mend these rows.")
        if not dry_run:
            done = transact(lambda: _take_in(read, name))
            click.echo(
                f"{done.offers} new on the shelves, {done.changed} changed, "
                f"{done.products} products that no store had before"
            )


def _report(read: PriceList) -> None:
    click.echo(f"{read.rows} rows read, {len(read.refused)} refused")
    for row in read.refused:
        for column, reasons in row.reasons.items():
            click.echo(f"  row {row.number}, {column}: {' '.join(reasons)}")


def _take_in(read: PriceList, name: str) -> Imported:
    named = or_(Store.name == name, Store.name_en == name)
    stores = db.session.scalars(select(Store).where(named)).all()
    if len(stores) != 1:
        raise click.ClickException(f"There are {len(stores)} stores called {name!r}.")
    return import_products(stores[0], read.articles, actor=SYSTEM, at=now())
