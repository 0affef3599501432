"""``make real``: the real files of a folder, through the commands that an operator types."""

import os
import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from delivery.kernel.clock import now
from delivery.kernel.ids import token

ZONE = "Asia/Shanghai"
INSTALLATION = {
    "district": "示范街道",
    "time-zone": ZONE,
    "neighbourhood": "示范社区",
    "compound": "嘉怡水岸·睿府",  # the estate that the group-buying app's export is about
    "gate": "东门",
    "drop-point": "东门架子",
    "drop-point-at": "26.6012,106.7105",
    "store": "合家超市",
    "store-at": "26.6100,106.7000",
    "operator": "示范",
    "operator-phone": "14500000001",
    "operator-password": token(),
    "coordinator": "",
}


def _type(database: Path, *words: str) -> None:
    command = ["flask", "--app", "wsgi", "delivery", *words]
    click.echo(
        f"\n$ {' '.join('…' if word == INSTALLATION['operator-password'] else word for word in command)}"
    )
    told = {"MENKOU_SECRET_KEY": token(), "MENKOU_DATABASE_URL": f"sqlite:///{database}"}
    done = subprocess.run([sys.executable, "-m", *command], env=os.environ | told, check=False)
    if done.returncode:
        raise SystemExit(done.returncode)


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
def main(folder: Path) -> None:
    """Import the group-buying app's export of FOLDER, then walk its baskets through a day."""
    tomorrow = (now().astimezone(ZoneInfo(ZONE)) + timedelta(days=1)).date().isoformat()
    with tempfile.TemporaryDirectory(prefix="menkou-real-") as here:
        first, second = Path(here) / "import.sqlite", Path(here) / "day.sqlite"
        _type(
            first,
            "setup",
            *(part for name, value in INSTALLATION.items() for part in (f"--{name}", value)),
        )
        export = [str(folder / "group-buy-export.xlsx"), "--on", tomorrow]
        # The file does not meet its own sums, and four of its rows cost nothing: said, then accepted.
        accepted = ["--accept", "rows-refused", "--accept", "sums-differ"]
        _type(first, "import", "group-buy", *export, *accepted)
        _type(
            first, "import", "group-buy", *export, *accepted, "--write", "--slips", f"{here}/slips"
        )
        _type(first, "verify")
        _type(second, "demo", "--baskets", str(folder / "groceries.csv"))


if __name__ == "__main__":
    main()
