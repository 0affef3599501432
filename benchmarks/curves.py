"""Draws how the gap falls with time, as an SVG in the colours of the project."""

import math
import statistics
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from benchmarks.best import Best
from benchmarks.figures import gaps
from benchmarks.running import Run
from benchmarks.solvers import SEEDLESS as SILENT

WIDE, HIGH = 760, 460
LEFT, RIGHT, TOP, BOTTOM = 74, 176, 62, 62
FIRST_S = 0.05
STEPS = 120
STYLES = {
    "menkou": ("#0d5c49", "", 3),
    "pyvrp": ("#1b6fc2", "9 5", 2),
    "vroom": ("#bc4b00", "2 4", 2),
    "library": ("#5f1670", "9 4 2 4", 2),
    "plain": ("#00745c", "5 3", 3),
}
PAPER, INK, INK_2, LINE = "#ffffff", "#1a2421", "#525d58", "#ddd9cd"
NAMES = {"menkou": "Menkou", "pyvrp": "PyVRP", "vroom": "VROOM"}
NAMES |= {"library": "OR-Tools", "plain": "Menkou, plain"}
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Scale:
    """From seconds (by powers of ten) and per cent to places in the picture."""

    longest_s: float
    most: float

    def x(self, seconds: float) -> float:
        """Return how far right ``seconds`` is."""
        inside = min(max(seconds, FIRST_S), self.longest_s)
        share = math.log(inside / FIRST_S) / math.log(self.longest_s / FIRST_S)
        return LEFT + (WIDE - LEFT - RIGHT) * share

    def y(self, gap: float) -> float:
        """Return how far down ``gap`` is; what is beyond the scale is at its top."""
        return HIGH - BOTTOM - (HIGH - BOTTOM - TOP) * min(gap, self.most) / self.most


def picture(title: str, runs: Sequence[Run], best: Best) -> str:
    """Return an SVG of the mean gap over seconds: a line for each solver, a dot for each limit.

    The line is of the runs with the longest limit; dots are what runs of each limit came to.
    """
    title = escape(title)
    lines = {name: points for name in STYLES if (points := mean_line(name, runs, best))}
    dots = {name: _dots(name, runs, best) for name in lines}
    scale = Scale(max(run.seconds for run in runs), _most(lines))
    shown = [*_axes(scale), *_titles(title, runs)]
    for name, label_y in zip(lines, _labels(scale, lines), strict=True):
        shown += _line(name, lines[name], scale)
        shown += _marks(name, dots[name], scale, label_y)
    size = f'viewBox="0 0 {WIDE} {HIGH}" width="{WIDE}" height="{HIGH}"'
    font = 'font-family="system-ui, sans-serif" font-size="14"'
    back = f'<rect width="{WIDE}" height="{HIGH}" fill="{PAPER}"/>'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} {font} role="img">'
    return "\n".join([head, f"<title>{title}</title>", back, *shown, "</svg>\n"])


def mean_line(name: str, runs: Sequence[Run], best: Best) -> list[Point]:
    """Return (seconds, mean gap) of a solver over its longest runs, from when all have a plan.

    One that tells nothing on the way has a point for each limit instead.
    """
    if name in SILENT:
        return _dots(name, runs, best)
    mine = [run for run in runs if run.solver == name and run.answer.cost is not None]
    longest = max((run.seconds for run in mine), default=0.0)
    curves = [_gaps(run, best) for run in mine if run.seconds == longest]
    if not curves:
        return []
    begins = max(FIRST_S, *(curve[0][0] for curve in curves))
    moments = [begins * (max(longest, begins) / begins) ** (i / STEPS) for i in range(STEPS + 1)]
    return [(s, sum(_at(curve, s) for curve in curves) / len(curves)) for s in moments]


def _dots(name: str, runs: Sequence[Run], best: Best) -> list[Point]:
    """Return (seconds given, mean gap) of a solver's runs."""
    found = gaps(runs, best).get(name, {})
    return [(s, statistics.fmean(of_runs.values())) for s, of_runs in sorted(found.items())]


def _gaps(run: Run, best: Best) -> list[Point]:
    """Return the gap of the best plan up to each moment; the plan handed out ends it."""
    lowest, found = math.inf, []
    for seconds, cost in run.answer.curve:
        lowest = min(lowest, max(0.0, best.gap(run.case, cost)))
        found.append((seconds, lowest))
    return found


def _at(curve: Sequence[Point], seconds: float) -> float:
    return curve[max(0, bisect_right(curve, (seconds, math.inf)) - 1)][1]


def _most(lines: dict[str, list[Point]]) -> float:
    """Return the top of the scale: enough for the ends, and for half of what comes before."""
    ends = [points[-1][1] for points in lines.values()]
    middles = [points[len(points) // 4][1] for points in lines.values()]
    wanted = max([0.5, *ends, *middles]) * 1.1
    return next(s for s in (0.5, 1, 2, 3, 5, 10, 20, 30, 50, 100, 1e9) if s >= min(wanted, 1e9))


def _axes(scale: Scale) -> Iterator[str]:
    foot, end = HIGH - BOTTOM, WIDE - RIGHT
    for i in range(6):
        gap = scale.most * i / 5
        y = scale.y(gap)
        yield f'<path d="M{LEFT} {y:.1f}H{end}" stroke="{LINE}"/>'
        yield _text(LEFT - 8, y + 5, f"{gap:g} %", "end")
    for seconds in (0.1, 0.3, 1, 3, 10, 30, 60, 120):
        if FIRST_S <= seconds <= scale.longest_s:
            x = scale.x(seconds)
            yield f'<path d="M{x:.1f} {foot}v6" stroke="{INK_2}"/>'
            yield _text(x, foot + 22, f"{seconds:g}", "middle")
    yield f'<path d="M{LEFT} {TOP}V{foot}H{end}" fill="none" stroke="{INK_2}"/>'
    yield _text((LEFT + end) / 2, foot + 46, "seconds (logarithmic)", "middle")
    yield (
        f'<text transform="translate(18 {(TOP + foot) / 2}) rotate(-90)" text-anchor="middle" '
        f'fill="{INK}">gap to the best seen</text>'
    )


def _titles(title: str, runs: Sequence[Run]) -> Iterator[str]:
    cases = len({run.case for run in runs})
    seeds = max(run.seed for run in runs)
    yield f'<text x="{LEFT}" y="26" font-size="18" font-weight="600" fill="{INK}">{title}</text>'
    told = f"mean of {cases} instance{'s' * (cases > 1)}, up to {seeds} seed{'s' * (seeds > 1)}; "
    yield _text(LEFT, 47, f"{told}one thread, same wall clock", "start")


def _labels(scale: Scale, lines: dict[str, list[Point]]) -> list[float]:
    """Return where the name of each line stands: at its end, and none over another."""
    wanted = sorted((scale.y(points[-1][1]), i) for i, points in enumerate(lines.values()))
    places, above = [0.0] * len(wanted), HIGH - BOTTOM + 20.0
    for y, i in reversed(wanted):
        places[i] = above = min(y, above - 18)
    return places


def _line(name: str, points: Sequence[Point], scale: Scale) -> Iterator[str]:
    colour, dash, wide = STYLES[name]
    path = " ".join(f"{scale.x(s):.1f},{scale.y(gap):.1f}" for s, gap in points)
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    yield (
        f'<polyline points="{path}" fill="none" stroke="{colour}" '
        f'stroke-width="{wide}" stroke-linejoin="round"{dashes}/>'
    )


def _marks(name: str, dots: Sequence[Point], scale: Scale, label_y: float) -> Iterator[str]:
    colour = STYLES[name][0]
    for seconds, gap in dots:
        x, y = scale.x(seconds), scale.y(gap)
        yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>'
    yield (
        f'<text x="{WIDE - RIGHT + 12}" y="{label_y + 5:.1f}" fill="{colour}" '
        f'font-weight="600">{NAMES[name]} {dots[-1][1]:.2f} %</text>'
    )


def _text(x: float, y: float, words: str, anchor: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{INK_2}">{words}</text>'
