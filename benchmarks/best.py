"""The least cost ever seen of each instance, over all solvers, seeds and times, in a file."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.running import Run


@dataclass(slots=True)
class Best:
    """Costs by instance, with the solver that found each and which solvers ran for long."""

    path: Path
    known: dict[str, dict[str, Any]] = field(default_factory=dict)

    @classmethod
    def read(cls, path: Path) -> "Best":
        """Return what the file at ``path`` knows; nothing if there is none."""
        return cls(path, json.loads(path.read_text()) if path.exists() else {})

    def learn(self, runs: Iterable[Run], *, long: bool = False) -> None:
        """Take in ``runs`` and write the file; ``long`` ones need not be run again."""
        for run in runs:
            entry = self.known.setdefault(run.case, {"cost": None, "by": "", "long": []})
            cost = run.answer.cost
            if cost is not None and (entry["cost"] is None or cost < entry["cost"]):
                entry["cost"], entry["by"] = cost, run.solver
            if long and run.solver not in entry["long"]:
                entry["long"] = sorted([*entry["long"], run.solver])
        lines = [
            f"{json.dumps(name)}: {json.dumps(self.known[name])}" for name in sorted(self.known)
        ]
        self.path.write_text("{\n " + ",\n ".join(lines) + "\n}\n")

    def know(self, name: str, cost: int, by: str) -> None:
        """Take in a cost that is published for the instance called ``name``."""
        entry = self.known.setdefault(name, {"cost": None, "by": "", "long": []})
        if entry["cost"] is None or cost < entry["cost"]:
            entry["cost"], entry["by"] = cost, by

    def ran_long(self, name: str, solver: str) -> bool:
        """Say whether ``solver`` has had its long run of the instance called ``name``."""
        return solver in self.known.get(name, {"long": []})["long"]

    def gap(self, name: str, cost: int) -> float:
        """Return by how many per cent ``cost`` is above the best seen."""
        return 100 * (cost / self.known[name]["cost"] - 1)
