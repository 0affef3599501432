"""Which language an answer is in, and how money, mass and time are written in it."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from babel import dates, numbers
from flask import Flask, g, has_request_context, request, session
from flask_babel import Babel, get_locale, get_timezone

LANGUAGES = {"zh_Hans": "中文", "en": "English"}
DEFAULT = "zh_Hans"  # where nobody said which
TAGS = {"zh_Hans": "zh-Hans", "en": "en"}
TRANSLATIONS = Path(__file__).resolve().parents[1] / "translations"
babel = Babel()


def language() -> str:
    """Return the language of this request: the switch first, then what the browser asks for."""
    if not has_request_context():
        return DEFAULT
    if (chosen := session.get("language")) in LANGUAGES:
        return chosen
    for tag, _quality in request.accept_languages:
        if tag.lower().startswith("zh"):
            return "zh_Hans"
        if tag.lower().startswith("en"):
            return "en"
    return DEFAULT


def catalogues() -> list[str]:
    """Return the names of the translation catalogues, one a package."""
    return sorted(p.stem for p in (TRANSLATIONS / "zh_Hans" / "LC_MESSAGES").glob("*.po"))


def money(fen: int) -> str:
    """Write ``fen`` as people read it: ``¥3.90``."""
    return numbers.format_currency(fen / 100, "CNY", "¤#,##0.00", locale="zh_Hans")


def mass(grams: int) -> str:
    """Write a mass in the unit that suits it: ``500 g``, ``1.2 kg``."""
    if grams < 1000:
        return f"{grams} g"
    return f"{grams / 1000:.1f} kg".replace(".0 kg", " kg")


def clock(instant: datetime | None) -> str:
    """Write the time of day on the district's clocks, 24 hours: ``16:40``."""
    return "" if instant is None else instant.astimezone(get_timezone()).strftime("%H:%M")


def day(instant: datetime | None) -> str:
    """Write the day on the district's calendar: ``11月23日 周一``, ``Mon 23 Nov``."""
    if instant is None:
        return ""
    pattern = "M月d日 EEE" if str(get_locale()).startswith("zh") else "EEE d MMM"
    return dates.format_date(
        instant.astimezone(get_timezone()).date(), pattern, locale=get_locale()
    )


def when(instant: datetime | None) -> str:
    """Write day and time: ``11月23日 周一 16:40``."""
    return f"{day(instant)} {clock(instant)}".strip()


def named(row: object) -> str:
    """Return what ``row`` is called in the language of this request."""
    english = getattr(row, "name_en", None)
    return english if english and str(get_locale()) == "en" else row.name  # type: ignore[attr-defined]


def other_language() -> dict[str, str]:
    """Return the language that the switch leads to."""
    code = "en" if language() != "en" else "zh_Hans"
    return {"code": code, "label": "EN" if code == "en" else "中文", "tag": TAGS[code]}


def init_app(app: Flask, zone: Callable[[], str]) -> None:
    """Give ``app`` its languages; ``zone`` names the district's time zone."""
    names = catalogues()
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = ";".join([str(TRANSLATIONS)] * max(1, len(names)))
    app.config["BABEL_DOMAIN"] = ";".join(names) or "messages"

    def zone_of_request() -> str:
        if "zone" not in g:
            g.zone = zone()
        return g.zone

    babel.init_app(app, locale_selector=language, timezone_selector=zone_of_request)
    app.jinja_env.filters.update(
        money=money, mass=mass, clock=clock, day=day, when=when, named=named
    )

    @app.context_processor
    def words() -> dict[str, object]:
        return {"locale": language(), "lang": TAGS[language()], "other_language": other_language()}
