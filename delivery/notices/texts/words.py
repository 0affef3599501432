"""One piece of news in one language."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _

from delivery.kernel.languages import clock, when


@dataclass(frozen=True, slots=True)
class Words:
    """An icon, a title, a sentence or two, and the page on which to go on, if there is one."""

    icon: str
    title: str
    text: str
    endpoint: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


def sentences(*parts: str) -> str:
    """Return ``parts``, each a sentence, one after the other: with a blank, but not in Chinese."""
    return ("" if str(get_locale()).startswith("zh") else " ").join(parts)


def span(start: datetime, end: datetime) -> str:
    """Return from when to when, on one day: ``11月23日 周一 16:00–19:00``."""
    return _("%(start)s–%(end)s", start=when(start), end=clock(end))
