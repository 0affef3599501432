"""Lets ``python -m delivery.routing`` run the planner's command."""

import sys

from delivery.routing.core.cli import main

sys.exit(main())
