"""The words that reports are shown by."""

from flask_babel import LazyString, lazy_pgettext
from flask_babel import lazy_gettext as _l

KIND_WORDS: dict[str, LazyString] = {
    "missing": _l("It was not in the bag"),
    "wrong": _l("It is something else"),
    "spoiled": _l("It is spoiled"),
    "broken": _l("It is broken"),
    "other": lazy_pgettext("what is wrong", "Something else"),
}


def report_kind(kind: str) -> str:
    """Return what is wrong, in the reader's language."""
    return str(KIND_WORDS[kind])
