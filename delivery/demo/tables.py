"""The tables in ``data``, row by row."""

import csv
from importlib.resources import files


def rows(table: str) -> list[dict[str, str]]:
    """Return the rows of ``data/<table>.csv``, each by column name."""
    text = (files("delivery.demo") / "data" / f"{table}.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines(), strict=True))
