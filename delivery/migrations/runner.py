"""Runs the migrations from inside the application, with its settings and its engine."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy.engine import make_url

HERE = Path(__file__).resolve().parent


def config() -> Config:
    """Return where alembic finds its scripts; it needs no ini file."""
    made = Config()
    made.set_main_option("script_location", str(HERE))
    return made


def upgrade(to: str = "head") -> str:
    """Apply the steps that are missing, up to ``to``, and return the newest one's name."""
    path = make_url(current_app.config["SQLALCHEMY_DATABASE_URI"]).database
    if current_app.config["SQLALCHEMY_DATABASE_URI"].startswith("sqlite") and path != ":memory:":
        Path(path or "").parent.mkdir(parents=True, exist_ok=True)
    command.upgrade(config(), to)
    return head()


def head() -> str:
    """Return the name of the newest step."""
    return ScriptDirectory.from_config(config()).get_current_head() or ""


def make(message: str) -> str:
    """Write a step from what the models say and the database does not; return its file."""
    number = len(list((HERE / "versions").glob("*.py"))) + 1
    made = command.revision(config(), message=message, autogenerate=True, rev_id=f"{number:04}")
    return str(getattr(made, "path", ""))
