"""How statements are worded, on pages and in files alike."""

from flask_babel import LazyString, lazy_pgettext

METHOD_WORDS: dict[str, LazyString] = {
    "store-code": lazy_pgettext("statement", "Paid by the store's code"),
    "online": lazy_pgettext("statement", "Paid online"),
    "cash": lazy_pgettext("statement", "Paid in cash"),
}
STATE_WORDS: dict[str, LazyString] = {
    "placed": lazy_pgettext("statement", "stands"),
    "cancelled": lazy_pgettext("statement", "cancelled"),
}
OTHERWISE = lazy_pgettext("statement", "Paid otherwise")
