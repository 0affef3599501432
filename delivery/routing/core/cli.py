"""``python -m delivery.routing``: plans a problem file without database or server."""

import argparse
import json
import sys
from pathlib import Path

from delivery.routing.core.check import faults
from delivery.routing.core.plan import Plan
from delivery.routing.core.problem import InvalidProblem, Problem
from delivery.routing.core.schema import json_schema
from delivery.routing.core.solve import solve
from delivery.routing.core.stopping import Seconds
from delivery.routing.core.warm import warm_up

BAD_INPUT = 2
SECONDS_MOST = 86_400.0
SCHEMAS: dict[str, type] = {"problem": Problem, "plan": Plan}


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit code: 0, or 2 if the input cannot be used."""
    sys.stderr.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        options = _options().parse_args(arguments)
        return int(options.run(options))
    except InvalidProblem as invalid:
        for path, text in invalid.fields.items():
            sys.stderr.write(f"{path}: {text}\n")
    except OSError as refused:
        sys.stderr.write(f"{refused.filename}: {refused.strerror}\n")
    return BAD_INPUT


def _options() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m delivery.routing", description=__doc__)
    commands = parser.add_subparsers(required=True)
    make = commands.add_parser("solve", help="make a plan for a problem")
    make.add_argument("problem", type=Path)
    make.add_argument("--seconds", type=_seconds, default=3.0, help="how long to search (3)")
    make.add_argument("--seed", type=_seed, default=1, help="another seed, another search (1)")
    make.add_argument("-o", "--output", type=Path, help="where to write the plan, if not here")
    make.set_defaults(run=_solve)
    judge = commands.add_parser("check", help="say what is wrong with a plan")
    judge.add_argument("problem", type=Path)
    judge.add_argument("plan", type=Path)
    judge.set_defaults(run=_check)
    shape = commands.add_parser("schema", help="print the JSON Schema of the format")
    shape.add_argument("of", choices=SCHEMAS)
    shape.set_defaults(run=_schema)
    return parser


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 < value <= SECONDS_MOST:
        raise argparse.ArgumentTypeError(f"must be above 0 and at most {SECONDS_MOST:g}")
    return value


def _seed(text: str) -> int:
    value = int(text)
    if not 0 <= value < 2**31:
        raise argparse.ArgumentTypeError("must be a whole number from 0 to 2147483647")
    return value


def _solve(options: argparse.Namespace) -> int:
    problem = Problem.from_json(_json(options.problem))
    warm_up()
    plan = solve(problem, stop=Seconds(options.seconds), seed=options.seed)
    text = json.dumps(plan.to_json(), ensure_ascii=False) + "\n"
    if options.output is None:
        sys.stdout.write(text)
        return 0
    options.output.write_text(text, encoding="utf-8")
    routes, left = len(plan.routes), len(plan.skipped)
    sys.stdout.write(f"cost {plan.cost}, {routes} routes, {left} loads left out\n")
    return 0


def _check(options: argparse.Namespace) -> int:
    problem = Problem.from_json(_json(options.problem))
    found = faults(problem, Plan.from_json(_json(options.plan)))
    for fault in found:
        sys.stdout.write(f"{fault.code}: {fault}\n")
    return 1 if found else 0


def _schema(options: argparse.Namespace) -> int:
    sys.stdout.write(json.dumps(json_schema(SCHEMAS[options.of]), indent=1) + "\n")
    return 0


def _json(path: Path) -> object:
    try:
        data: object = json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError) as error:
        kind = "nested too deeply" if isinstance(error, RecursionError) else error
        raise InvalidProblem({str(path): f"is not JSON in UTF-8: {kind}"}) from error
    return data
