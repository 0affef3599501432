"""``flask delivery setup``: asks for what a real installation begins with."""

from collections.abc import Callable
from typing import Any

import click
from flask_babel import force_locale

from delivery.desk.founding import set_up
from delivery.kernel.errors import DeliveryError
from delivery.migrations import runner
from delivery.people.rules import spaced_code

NEXT = """
Done: {district} is set up.

Next:
  1. Start the web server and the worker (see “A real installation” in README.md).
  2. Sign in with {phone} and the password.
  3. Places: the homes of {compound} ("building 3, units 1-4, floors 1-11, 2 per floor"),
     and more compounds, gates and drop points.
  4. People: invite the staff of the store and the gate; print the groups' codes.
  5. The coordinator adds vehicles and volunteers under Crew, and the first wave under Waves."""


def _asked(name: str, question: str, **words: Any) -> Callable[..., Any]:
    return click.option(f"--{name}", prompt=question, **words)


@click.command("setup")
@_asked("district", "District (as on its sign)")
@_asked("time-zone", "Its time zone", default="Asia/Shanghai", show_default=True)
@_asked("neighbourhood", "Neighbourhood")
@_asked("compound", "First compound")
@_asked("gate", "Its gate", default="东门", show_default=True)
@_asked("drop-point", "Drop point at this gate", default="东门架子", show_default=True)
@_asked("drop-point-at", "  where, as LATITUDE,LONGITUDE (such as 26.6012,106.7105)")
@_asked("store", "First store")
@_asked("store-at", "  where, as LATITUDE,LONGITUDE")
@_asked("operator", "Operator (your name)")
@_asked("operator-phone", "  phone number to sign in with")
@click.option(
    "--operator-password",
    envvar="MENKOU_OPERATOR_PASSWORD",
    prompt="  password",
    hide_input=True,
    confirmation_prompt=True,
)
@_asked("coordinator", "Coordinator's name (empty: later, in the browser)", default="")
@click.option("--coordinator-phone", default="", help="Asked for where a coordinator is named.")
def setup(**words: str) -> None:
    """Make district, neighbourhood, compound, gate, drop point, store and the first operator.

    Asks for what is not given. Safe to try again: nothing is kept of an attempt that failed,
    and an installation that is set up is left alone.
    """
    if words["coordinator"] and not words["coordinator_phone"]:
        words["coordinator_phone"] = click.prompt("  phone number")
    runner.upgrade()
    with force_locale("en"):
        try:
            code = set_up(words)
        except DeliveryError as refused:
            raise click.ClickException(_told(refused)) from None
    click.echo(
        NEXT.format(
            district=words["district"], phone=words["operator_phone"], compound=words["compound"]
        )
    )
    if code:
        click.echo(
            f"\n{words['coordinator']} opens /welcome, types the code {spaced_code(code)} "
            "and chooses a password (good for 14 days)."
        )


def _told(refused: DeliveryError) -> str:
    lines = [f"{name}: {' '.join(said)}" for name, said in refused.fields.items()]
    return "\n  ".join([refused.message, *lines])
