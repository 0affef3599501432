"""Slips as pages that stand alone: to be printed, or sent as a file, without a server."""

from itertools import groupby
from pathlib import Path

from flask import current_app
from flask_babel import pgettext

from delivery.kernel.languages import TAGS
from delivery.orders.group_buy.report import Report
from delivery.orders.group_buy.slips import packer_slips, volunteer_slips
from delivery.orders.group_buy.telling import named
from delivery.people.naming import door


def write_slips(report: Report, folder: Path, language: str) -> tuple[Path, Path]:
    """Write the packer's and the volunteer's slips into ``folder``; return the two files.

    Parameters
    ----------
    language
        ``en`` or ``zh_Hans``; the caller has made it the language of this context.
    """
    folder.mkdir(parents=True, exist_ok=True)
    packer, volunteer = folder / "packer.html", folder / "volunteer.html"
    packer.write_text(packer_page(report, language), encoding="utf-8")
    volunteer.write_text(volunteer_page(report, language), encoding="utf-8")
    return packer, volunteer


def packer_page(report: Report, language: str) -> str:
    """Return the packer's slips, one sheet a compound."""
    slips = packer_slips(report.orders)
    return _page("orders/slips_packer.html", pgettext("slip", "Packing"), language, slips=slips)


def volunteer_page(report: Report, language: str) -> str:
    """Return the volunteer's slips, one sheet a compound with its buildings in order."""
    by_compound = groupby(volunteer_slips(report.orders), key=lambda slip: slip.compound)
    rounds = [(compound, list(slips)) for compound, slips in by_compound]
    title = pgettext("slip", "Bringing to the doors")
    return _page("orders/slips_volunteer.html", title, language, rounds=rounds)


def _page(template: str, title: str, language: str, **words: object) -> str:
    style = Path(current_app.static_folder or "", "menkou.css").read_text(encoding="utf-8")
    page = current_app.jinja_env.get_template(template)
    return page.render(
        title=title, lang=TAGS[language], style=style, door=door, product=named, **words
    )
