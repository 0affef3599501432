"""A store's price list as a CSV file: read row by row, each refused row with its reasons."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from flask_babel import gettext as _
from marshmallow import ValidationError

from delivery.kernel.errors import Invalid
from delivery.kernel.refusals import flat
from delivery.merchants.catalogue.rules import Article
from delivery.merchants.catalogue.schemas import ArticleRow

MOST_ROWS = 5_000
MOST_BYTES = 2_000_000
COLUMNS = tuple(ArticleRow().fields)
NEEDED = tuple(name for name, column in ArticleRow().fields.items() if column.required)


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """One row that cannot be taken: its number in the file, and why, by column."""

    number: int
    reasons: dict[str, list[str]]


@dataclass(frozen=True)
class PriceList:
    """What a file says: the articles that can be taken, and the rows that cannot."""

    articles: list[Article] = field(default_factory=list)
    refused: list[RefusedRow] = field(default_factory=list)

    @cached_property
    def rows(self) -> int:
        """Return how many rows were read."""
        return len(self.articles) + len(self.refused)


def read_price_list(content: bytes) -> PriceList:
    """Return what the CSV file ``content`` says, in UTF-8 or GB 18030; columns in any order.

    Raises
    ------
    Invalid
        It is no such file, is too long, or lacks a column.
    """
    found, seen = PriceList(), set()
    for number, row in _rows(content):
        try:
            article = Article(**_words(row))
        except ValidationError as bad:
            found.refused.append(RefusedRow(number, flat(bad)))
            continue
        if article.gtin in seen:
            found.refused.append(RefusedRow(number, {"gtin": [_("This number came before.")]}))
            continue
        seen.add(article.gtin)
        found.articles.append(article)
    return found


def _words(row: dict[str, str]) -> dict[str, object]:
    words = ArticleRow().load({name: text for name, text in row.items() if text})
    return {"price_fen" if name == "price" else name: value for name, value in words.items()}


def _rows(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    if len(content) > MOST_BYTES:
        raise _unusable(_("The file is larger than 2 MB."))
    reader = csv.DictReader(io.StringIO(_text(content), newline=""), strict=True)
    try:
        columns = [(name or "").strip() for name in reader.fieldnames or []]
        if missing := [name for name in NEEDED if name not in columns]:
            raise _unusable(_("These columns are missing: %(names)s.", names=", ".join(missing)))
        reader.fieldnames = columns
        for number, row in enumerate(reader, start=2):
            if number > MOST_ROWS + 1:
                raise _unusable(_("The file has more than %(most)s rows.", most=MOST_ROWS))
            yield number, {name: (row.get(name) or "").strip() for name in COLUMNS}
    except csv.Error as bad:
        raise _unusable(_("This is not a table in CSV.")) from bad


def _text(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _unusable(_("This is not a table in CSV."))


def _unusable(sentence: str) -> Invalid:
    return Invalid(sentence, fields={"file": [sentence]})
