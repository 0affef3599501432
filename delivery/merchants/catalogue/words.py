"""The words that a catalogue's codes are shown by, in the reader's language."""

from flask_babel import LazyString, lazy_pgettext
from flask_babel import lazy_gettext as _l

CATEGORY_WORDS: dict[str, LazyString] = {
    "vegetables": _l("Vegetables"),
    "fruit": _l("Fruit"),
    "meat": _l("Meat"),
    "eggs-dairy": _l("Eggs, dairy"),
    "rice-noodles-oil": _l("Staples"),
    "tofu": _l("Tofu"),
    "frozen": _l("Frozen"),
    "drinks": _l("Drinks"),
    "snacks": _l("Snacks"),
    "household": _l("Household"),
}
SOLD_BY_WORDS: dict[str, LazyString] = {
    "piece": _l("By the piece"),
    "weight": _l("By weight"),
}
TEMPERATURE_WORDS: dict[str, LazyString] = {
    "ambient": _l("Ambient"),
    "chilled": _l("Chilled"),
    "frozen": lazy_pgettext("temperature", "Frozen"),
}
REASON_WORDS: dict[str, LazyString] = {
    "count": _l("Counted again"),
    "delivery": _l("Goods came in"),
    "damage": _l("Spoiled or broken"),
}
