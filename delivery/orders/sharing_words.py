"""What a store's rule for sharing is called, and what it means, in the reader's language."""

from flask_babel import LazyString, lazy_pgettext
from flask_babel import lazy_gettext as _l

NAMES: dict[str, LazyString] = {
    "first-come": lazy_pgettext("sharing", "First come"),
    "equal": lazy_pgettext("sharing", "Equal"),
    "proportional": lazy_pgettext("sharing", "In proportion"),
    "need-first": lazy_pgettext("sharing", "Need first"),
    "lottery": lazy_pgettext("sharing", "By lot"),
}
MEANINGS: dict[str, LazyString] = {
    "first-come": _l("Who ordered first is served first."),
    "equal": _l(
        "Everybody gets the same number, as far as it goes; the last ones go to who ordered first."
    ),
    "proportional": _l("Everybody gets the same share of what they ordered, in whole pieces."),
    "need-first": _l("Homes that are served at their door come first, then who ordered first."),
    "lottery": _l("A lot is drawn for each product; everybody can work out their own."),
}
