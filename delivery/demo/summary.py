"""What a day came to, in figures."""

from dataclasses import dataclass

from sqlalchemy import func, select

from delivery.kernel.db import db
from delivery.kernel.languages import money
from delivery.merchants.picking.models import Bag
from delivery.orders.models import Line, MoneyEntry, Order, Wave
from delivery.routing.core.check import faults
from delivery.routing.core.plan import Plan as CorePlan
from delivery.routing.core.problem import Problem
from delivery.routing.models import Plan, Route, Stop


@dataclass(frozen=True, slots=True)
class Figures:
    """One wave's day; lengths in metres and seconds, money in fen."""

    households: int
    orders: int
    lines: int
    short_lines: int
    replaced_lines: int
    bags: dict[str, int]  # by state
    routes: int
    stops: int
    distance_m: int
    duration_s: int
    unserved: int
    faults: int
    gap: float | None
    goods_fen: int
    paid_fen: int
    owed_fen: int

    def lines_of_text(self) -> list[str]:
        """Return the figures as lines to print."""
        gap = "not proved" if self.gap is None else f"at most {100 * self.gap:.1f}% above the best"
        states = ", ".join(f"{count} {state}" for state, count in sorted(self.bags.items()))
        return [
            f"orders      {self.orders} of {self.households} households, {self.lines} lines, "
            f"{self.short_lines} short, {self.replaced_lines} replaced",
            f"bags        {sum(self.bags.values())}: {states}",
            f"routes      {self.routes}, {self.stops} stops, {self.distance_m / 1000:.1f} km, "
            f"{self.duration_s // 60} minutes; {gap}",
            f"unserved    {self.unserved} orders",
            f"faults      {self.faults or 'none'}",
            f"money       goods {money(self.goods_fen)}, paid {money(self.paid_fen)}, "
            f"owed {money(self.owed_fen)}",
        ]


def figures_of(wave: Wave) -> Figures:
    """Return what ``wave`` came to so far."""
    here = select(Order.id).where(Order.wave_id == wave.id, Order.state == "placed")
    orders, households = _one(
        select(func.count(), func.count(func.distinct(Order.household_id))).where(
            Order.id.in_(here)
        )
    )
    lines = dict(
        _all(
            select(Line.state, func.count())
            .where(Line.order_id.in_(here), Line.replaces_id.is_(None))
            .group_by(Line.state)
        )
    )
    bags = dict(
        _all(select(Bag.state, func.count()).where(Bag.order_id.in_(here)).group_by(Bag.state))
    )
    planned = (Route.wave_id == wave.id, Route.state == "planned")
    routes = db.session.scalars(select(Route).where(*planned)).all()
    (stops,) = _one(select(func.count()).select_from(Stop).join(Route).where(*planned))
    money_sums = [MoneyEntry.goods_fen, MoneyEntry.paid_fen, MoneyEntry.owed_fen]
    goods, paid, owed = _one(
        select(*(func.sum(c) for c in money_sums)).where(MoneyEntry.order_id.in_(here))
    )
    unserved, found, gap = _judged(wave)
    return Figures(
        households=households,
        orders=orders,
        lines=sum(lines.values()),
        short_lines=lines.get("short", 0),
        replaced_lines=lines.get("substituted", 0),
        bags=bags,
        routes=len(routes),
        stops=stops,
        distance_m=sum(route.distance_m for route in routes),
        duration_s=sum(int((r.back_at - r.leaves_at).total_seconds()) for r in routes),
        unserved=unserved,
        faults=found,
        gap=gap,
        goods_fen=goods or 0,
        paid_fen=paid or 0,
        owed_fen=owed or 0,
    )


def _judged(wave: Wave) -> tuple[int, int, float | None]:
    plan = db.session.scalars(
        select(Plan).where(Plan.wave_id == wave.id, Plan.state == "adopted")
    ).one()
    answer = CorePlan.from_json(plan.answer)
    left = [order for one in plan.left_out for order in one["orders"]]
    skipped = [order for one in answer.skipped for order in plan.orders[one.load]]
    wrong = faults(Problem.from_json(plan.problem), answer)
    return len(left) + len(skipped), len(wrong), plan.answer.get("gap")


def _one(statement):
    return db.session.execute(statement).one()


def _all(statement):
    return [tuple(row) for row in db.session.execute(statement)]
