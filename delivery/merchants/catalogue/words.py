"""The words that a catalogue's codes are shown by, in the reader's language."""

from flask_babel import LazyString, lazy_pgettext
from flask_babel import lazy_gettext as _l

CATEGORY_WORDS: dict[str, LazyString] = {
    "vegetables": lazy_pgettext("category", "Vegetables"),
    "fruit": lazy_pgettext("category", "Fruit"),
    "meat": lazy_pgettext("category", "Meat"),
    "eggs-dairy": lazy_pgettext("category", "Eggs, dairy"),
    "rice-noodles-oil": lazy_pgettext("category", "Staples"),
    "tofu": lazy_pgettext("category", "Tofu"),
    "frozen": lazy_pgettext("category", "Frozen"),
    "drinks": lazy_pgettext("category", "Drinks"),
    "snacks": lazy_pgettext("category", "Snacks"),
    "household": lazy_pgettext("category", "Household"),
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
# What a unit price is for.
UNIT_PRICE_WORDS: dict[str, LazyString] = {
    "g": _l("500 g"),
    "ml": _l("500 ml"),
    "piece": lazy_pgettext("unit price", "piece"),
}
REASON_WORDS: dict[str, LazyString] = {
    "count": _l("Counted again"),
    "delivery": _l("Goods came in"),
    "damage": _l("Spoiled or broken"),
    "return": _l("Came back from a customer"),
    "correction": _l("A slip put right"),
}
# What a store does not say itself: it follows from orders and from picking.
MOVE_WORDS: dict[str, LazyString] = REASON_WORDS | {
    "order": lazy_pgettext("stock", "Ordered"),
    "amend": lazy_pgettext("stock", "Order changed"),
    "cancel": lazy_pgettext("stock", "Order cancelled"),
    "short": lazy_pgettext("stock", "Not found while picking"),
}
