"""How columns, faults and repairs of a price list are said, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from flask_babel import LazyString, lazy_pgettext, pgettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from delivery.kernel.sheets.rows import Mark
from delivery.merchants.catalogue.lists.columns import Column
from delivery.merchants.catalogue.lists.values import Fault
from delivery.merchants.catalogue.words import CATEGORY_WORDS, SOLD_BY_WORDS, TEMPERATURE_WORDS

COLUMN_WORDS: dict[Column, LazyString] = {
    Column.GTIN: _l("Bar code number"),
    Column.NAME: lazy_pgettext("goods", "Name"),
    Column.NAME_EN: _l("Name in English"),
    Column.CATEGORY: _l("Category"),
    Column.SOLD_BY: lazy_pgettext("goods", "Sold by"),
    Column.UNIT: lazy_pgettext("goods", "Unit"),
    Column.UNIT_EN: _l("Unit in English"),
    Column.CONTENT: lazy_pgettext("goods", "Content"),
    Column.CONTENT_UNIT: _l("Unit of the content"),
    Column.MASS_G: _l("Grams a piece or portion"),
    Column.TEMPERATURE: lazy_pgettext("goods", "Temperature"),
    Column.PRICE: _l("Price"),
    Column.STOCK: _l("Stock"),
    Column.ZONE: _l("Zone on the shelves"),
}
CHOICES = {
    Column.CATEGORY: CATEGORY_WORDS,
    Column.SOLD_BY: SOLD_BY_WORDS,
    Column.TEMPERATURE: TEMPERATURE_WORDS,
}
NOTE_WORDS: dict[str, LazyString] = {
    Fault.MISSING: _l("This is missing."),
    Fault.TOO_LONG: _l("This is longer than %(most)s characters."),
    Fault.NOT_ONE_OF: _l("This is none of: %(words)s."),
    Fault.NO_NUMBER: _l("This is no weight, such as 500 g or 1.2 kg."),
    Fault.NO_CONTENT: _l("This is no content, such as 500 g, 12 × 250 ml or 15 pieces."),
    Fault.CONTENT_UNIT: _l("Please say the unit once, such as g, kg, ml, l or piece."),
    Fault.NOT_WHOLE: _l("Expected a whole number."),
    Fault.OUT_OF_RANGE: _l("Please use a number from %(least)s to %(most)s."),
    Fault.NO_AMOUNT: _l("Expected an amount, such as 3.90."),
    Fault.GTIN_WRONG: _l(
        "This is no bar code number: 8 to 14 digits, the last one checks the others."
    ),
    Fault.GTIN_ROUNDED: _l(
        "A spreadsheet has rounded this number (6.9E+12). Make the column text, and type it again."
    ),
    Fault.GTIN_TWICE: _l("This number came before."),
    Fault.UNRESOLVED: _l("This is a formula, and its value was not saved with it."),
    Fault.FAULTY: _l("This shows an error, such as #REF!"),
    Fault.UNREADABLE: _l("This row mixes two encodings; no words can be told."),
    Mark.MERGED: _l("Filled from a merged cell."),
    Mark.FORMULA: _l("Taken from the saved value of a formula."),
    Mark.OTHER_ENCODING: _l("This row is in another encoding than most; it was read in its own."),
}


def said(column: str, code: str, facts: Mapping[str, Any]) -> str:
    """Return the sentence of one note, with the column it is about."""
    words = CHOICES.get(Column(column), {}) if column else {}
    listed = pgettext("list", ", ").join(str(word) for word in words.values())
    sentence = str(NOTE_WORDS[code]) % {"words": listed, **facts}
    if not column:
        return sentence
    return _("%(column)s: %(sentence)s", column=COLUMN_WORDS[Column(column)], sentence=sentence)
