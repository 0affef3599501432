"""How vehicles are called on pages."""

from collections.abc import Mapping

from flask_babel import LazyString
from flask_babel import lazy_gettext as _l

KIND_NAMES: Mapping[str, LazyString] = {
    "van": _l("Van"),
    "cargo-bike": _l("Cargo bike"),
    "on-foot": _l("On foot"),
    "robot": _l("Robot"),
}
