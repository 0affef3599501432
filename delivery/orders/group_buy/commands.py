"""``flask delivery import group-buy``: the orders of a group-buying app."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, TypeVar

import click
from flask_babel import force_locale
from flask_babel import gettext as _

from delivery.kernel.clock import now
from delivery.kernel.db import transact
from delivery.kernel.errors import DeliveryError
from delivery.kernel.languages import LANGUAGES
from delivery.kernel.sheets.refusals import WorkbookRefused
from delivery.merchants.catalogue.models import TEMPERATURES
from delivery.merchants.catalogue.rules import CATEGORIES
from delivery.orders.group_buy.goods import Kind
from delivery.orders.group_buy.printing import write_slips
from delivery.orders.group_buy.report import Decision, Obstacle, Report, decide
from delivery.orders.group_buy.rules import examine
from delivery.orders.group_buy.sentences import OBSTACLES, refusal
from delivery.orders.group_buy.services import Imported, Wishes, import_orders
from delivery.orders.group_buy.telling import difference_lines, row_lines, sum_lines
from delivery.orders.group_buy.workbook import read_workbook

T = TypeVar("T")
ACCEPTABLE = [o.value for o in Obstacle if o is not Obstacle.NOTHING_TO_WRITE]


@click.command("group-buy")
@click.argument("workbook", type=click.File("rb"))
@click.option("--write", is_flag=True, help="Write the orders; without it, only show the report.")
@click.option(
    "--accept",
    multiple=True,
    type=click.Choice(ACCEPTABLE),
    help="Write although rows were refused (they stay out), or sums differ.",
)
@click.option("--store", help="Who hands over the goods, where several stores serve.")
@click.option(
    "--on",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day that the goods come; a wave is made where it has none. Else the next open wave.",
)
@click.option("--category", default="fruit", show_default=True, type=click.Choice(CATEGORIES))
@click.option(
    "--temperature", default="ambient", show_default=True, type=click.Choice(TEMPERATURES)
)
@click.option("--paid/--owed", default=True, help="Has the app taken the money? [default: paid]")
@click.option(
    "--slips",
    type=click.Path(file_okay=False, path_type=Path),
    help="A folder for the slips of packer and volunteer.",
)
@click.option("--language", default="en", show_default=True, type=click.Choice(list(LANGUAGES)))
def group_buy(
    workbook: BinaryIO,
    write: bool,
    accept: tuple[str, ...],
    store: str | None,
    on: datetime | None,
    category: str,
    temperature: str,
    paid: bool,
    slips: Path | None,
    language: str,
) -> None:
    """Import the orders of a group-buying app from the WORKBOOK (.xlsx) that it exports.

    Shows what was read, repaired and refused, row by row, and tries the whole import without
    keeping it. With --write all of it is kept, or nothing.
    """
    wishes = Wishes(store, on.date() if on else None, Kind(category, temperature), paid)
    with force_locale(language):
        report = _read(workbook)
        _tell(report)
        decision = decide(report, {Obstacle(word) for word in accept})
        if slips:
            for path in write_slips(report, slips, language):
                click.echo(_("Slips: %(path)s", path=path))
        _finish(report, decision, wishes, write)


def _read(workbook: BinaryIO) -> Report:
    try:
        return examine(read_workbook(workbook))
    except WorkbookRefused as refused:
        told = _("%(why)s Nothing was read.", why=refusal(refused))
        raise click.ClickException(told) from None


def _tell(report: Report) -> None:
    _section(report.sheet, row_lines(report))
    _section("", sum_lines(report))
    if report.differences:
        _section(_("The rows do not come to what the export states:"), difference_lines(report))


def _section(title: str, lines: Iterable[str]) -> None:
    if title:
        click.echo(title)
    for line in lines:
        click.echo(line)
    click.echo()


def _finish(report: Report, decision: Decision, wishes: Wishes, write: bool) -> None:
    """Write, or try it and take everything back; say what was done, or why nothing was."""
    if not decision.may_write:
        for obstacle in decision.remaining:
            click.echo(f"  {obstacle}: {OBSTACLES[obstacle]}")
        told = _("Nothing was written. Look at the report; accept what may stay as it is.")
        if write:
            raise click.ClickException(told)
        click.echo(told)
        return
    keep = transact if write else rehearse
    try:
        done = keep(lambda: import_orders(report, decision, wishes, at=now()))
    except DeliveryError as refused:
        raise click.ClickException(refused.message) from None
    click.echo(_done(done, write))


def _done(done: Imported, written: bool) -> str:
    figures = {
        "orders": done.orders,
        "lines": done.lines,
        "homes": done.new_households,
        "products": done.products,
    }
    if written:
        return _(
            "Written: %(orders)s orders, %(lines)s lines, %(homes)s new homes, %(products)s products.",
            **figures,
        )
    return _(
        "Tried, and nothing kept: %(orders)s orders, %(lines)s lines, %(homes)s new homes, "
        "%(products)s products. Add --write to keep them.",
        **figures,
    )


class _Rehearsed(Exception):
    """Ends a transaction that was only tried."""


def rehearse(act: Callable[[], T]) -> T:
    """Run ``act`` in a write transaction, take all of it back, and return what it returned."""
    answers: list[T] = []

    def act_and_stop() -> None:
        answers.append(act())
        raise _Rehearsed

    with suppress(_Rehearsed):
        transact(act_and_stop)
    return answers[0]
