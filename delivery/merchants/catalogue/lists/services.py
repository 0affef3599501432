"""What people do with price lists: send a file, say what its columns are, take it in, or not."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from delivery.kernel.access import Actor, Permission
from delivery.kernel.db import db
from delivery.kernel.errors import Invalid, WrongState
from delivery.kernel.ledger import record
from delivery.kernel.sheets.container import Limits
from delivery.kernel.sheets.opening import open_table
from delivery.kernel.sheets.refusals import WorkbookRefused
from delivery.kernel.sheets.sentences import refusal
from delivery.merchants.catalogue.lists.columns import Column, match, missing
from delivery.merchants.catalogue.lists.models import PRICE_LIST, PriceList, PriceListFile
from delivery.merchants.catalogue.lists.reading import Peeked, peek
from delivery.merchants.catalogue.lists.sentences import COLUMN_WORDS
from delivery.merchants.catalogue.models import Store

MOST_ROWS = 50_000
LIMITS = Limits(
    file_bytes=16 << 20, unpacked_bytes=96 << 20, rows=MOST_ROWS + 1, columns=64, cells=1_500_000
)


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as far as it was looked at before any row is written."""

    content: bytes
    file_name: str
    kind: str
    encoding: str
    top: Peeked


def look_at(content: bytes, file_name: str) -> Sent:
    """Return what stands at the top of a file; touches no database.

    Raises
    ------
    Invalid
        It is no table that can be read, or was made to do harm; the sentence says where and why.
    """
    try:
        table = open_table(content, LIMITS)
        return Sent(content, file_name[-120:], table.kind, table.encoding, peek(table))
    except WorkbookRefused as refused:
        raise _unusable(refusal(refused)) from refused


def _unusable(sentence: str) -> Invalid:
    return Invalid(sentence, fields={"file": [sentence]})


def send(store: Store, sent: Sent, *, actor: Actor, at: datetime) -> PriceList:
    """Keep a file for ``store``, with the columns that are recognised."""
    actor.require(Permission.OFFER_EDIT)
    row = PriceList(
        _state=PRICE_LIST.initial,
        store_id=store.id,
        sent_by=actor.id,
        sent_at=at,
        file_name=sent.file_name,
        kind=sent.kind,
        encoding=sent.encoding,
        heads=sent.top.heads,
        sample=sent.top.sample,
        columns={column.value: index for column, index in match(sent.top.heads).items()},
    )
    db.session.add(row)
    db.session.flush()
    db.session.add(PriceListFile(price_list_id=row.id, content=sent.content))
    record("send", row, actor_id=actor.id, at=at, bytes=len(sent.content))
    db.session.flush()
    return row


def confirm(
    row: PriceList, columns: Mapping[Column, int | None], *, actor: Actor, at: datetime
) -> None:
    """Say which of the file's columns is what, and have every row looked at.

    Raises
    ------
    Invalid
        A column is missing, named twice, or not in the file.
    WrongState
        The list is done with, or is being looked at.
    """
    chosen = {column: index for column, index in columns.items() if index is not None}
    faults = {c.value: [_("This is missing.")] for c in missing(chosen)}
    for column, index in chosen.items():
        if index >= len(row.heads):
            faults[column.value] = [_("The file has no such column.")]
        elif list(chosen.values()).count(index) > 1:
            said = _("The column “%(head)s” is chosen twice.", head=row.heads[index])
            faults[column.value] = [said]
    if faults:
        names = [str(COLUMN_WORDS[column]) for column in Column if column.value in faults]
        sentence = _("Please look at these columns again: %(names)s.", names=", ".join(names))
        raise Invalid(sentence, fields=faults)
    PRICE_LIST.apply(row, "confirm", actor=actor, at=at)
    row.columns = {column.value: index for column, index in chosen.items()}
    row.rows = row.refused = row.repaired = row.new = row.changed = row.permille = 0
    row.claimed_until = None
    db.session.flush()


def accept(row: PriceList, *, actor: Actor, at: datetime) -> None:
    """Have a list taken in, whole.

    Raises
    ------
    Invalid
        It has rows that cannot be taken; nothing is.
    WrongState
        It is not looked at yet, or is done with.
    """
    if row.state == "checked" and row.refused:
        raise Invalid(_("Nothing was taken in. Please mend these rows."))
    if row.state == "checked" and not row.rows:
        raise WrongState(_("The list has no rows."))
    PRICE_LIST.apply(row, "accept", actor=actor, at=at)
    row.claimed_until = None
    db.session.flush()


def drop(row: PriceList, *, actor: Actor, at: datetime) -> None:
    """Put a list away; nothing of it is taken in."""
    PRICE_LIST.apply(row, "drop", actor=actor, at=at)
