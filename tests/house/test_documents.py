"""What an operator or an engineer can meet is written down."""

import re
from pathlib import Path

from delivery.cli import COMMANDS
from delivery.desk.imports import COMMANDS as IMPORTS
from delivery.notices.rules import NOT_TOLD, TOLD

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text()
ROW = re.compile(r"^\| (\w+) \| (.+) \|$", re.MULTILINE)


def test_every_command_is_told_in_the_readme():
    commands = [*(name for name in COMMANDS if name != "import"), *(f"import {n}" for n in IMPORTS)]
    assert [name for name in commands if f"delivery {name}" not in README] == []


def test_every_event_is_written_down_with_whether_it_is_told():
    written = {
        (subject, action.strip("* ")): "**" in action
        for subject, actions in ROW.findall((ROOT / "docs" / "events.md").read_text())
        for action in actions.split(",")
        if subject != "subject"
    }
    known = dict.fromkeys(TOLD, True) | dict.fromkeys(NOT_TOLD, False)
    assert written == known
