"""Named places at which a test can kill the process, to prove that nothing is lost or doubled.

Outside the tests ``MENKOU_FAILPOINT`` is not set, and ``reach`` does nothing.
"""

import os

NAMES = (
    "schedule:before-commit",
    "schedule:after-commit",
    "ask-weekly:before-commit",
    "ask-weekly:after-commit",
    "close:before-commit",
    "close:after-commit",
    "list:before-commit",
    "list:after-commit",
    "answer:before-commit",
    "answer:after-commit",
    "ask:before-commit",
    "ask:after-commit",
    "plan:before-read",
    "plan:after-read",
    "plan:after-solve",
    "plan:before-commit",
    "plan:after-commit",
    "replan:before-commit",
    "replan:after-commit",
    "adopt:before-commit",
    "adopt:after-commit",
    "check-list:between-chunks",
    "take-in-list:before-commit",
    "unclaimed:before-commit",
    "unclaimed:after-commit",
    "tell:before-commit",
    "tell:after-commit",
    "tell:before-send",
    "tell:after-send",
)
EXIT_CODE = 86


def reach(name: str) -> None:
    """End the process at once, without clean-up, if a test asked for it at ``name``."""
    if os.environ.get("MENKOU_FAILPOINT") == name:
        os._exit(EXIT_CODE)
