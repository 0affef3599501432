"""What a household is told of its orders and its bags."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from delivery.handoffs.codes import code_of
from delivery.handoffs.naming import bags_words
from delivery.kernel.codes import spoken
from delivery.kernel.languages import clock, day, money, named, when
from delivery.kernel.ledger import Event
from delivery.notices.texts.words import Words, sentences, span
from delivery.orders.list_rows import WeeklyAsk
from delivery.orders.models import Line, Order
from delivery.orders.report_rows import Report
from delivery.orders.report_words import report_kind
from delivery.people.naming import gate_label


def about(order: Order, icon: str, title: str, text: str) -> Words:
    """Return what leads to the order."""
    return Words(icon, title, text, "desk.order", {"order_id": order.id})


def _until(order: Order) -> str:
    return _("It can be changed until %(when)s.", when=when(order.wave.cut_off_at))


def _placed(event: Event, order: Order) -> Words:
    text = _(
        "%(store)s, collection %(when)s.",
        store=named(order.store),
        when=span(*order.collects),
    )
    return about(order, "check", _("Order placed"), sentences(text, _until(order)))


def _amended(event: Event, order: Order) -> Words:
    text = _("Your order at %(store)s is saved.", store=named(order.store))
    return about(order, "edit", _("Order changed"), sentences(text, _until(order)))


def _slot_chosen(event: Event, order: Order) -> Words:
    text = _(
        "Collection %(when)s, %(gate)s.",
        when=span(*order.collects),
        gate=gate_label(order.drop_point.gate),
    )
    return about(order, "clock", _("Time to collect changed"), text)


def _cancelled(event: Event, order: Order) -> Words:
    if order.wave.state == "cancelled":
        text = _(
            "The collection of %(when)s is called off, and with it your order at %(store)s.",
            when=when(order.wave.collect_from_at),
            store=named(order.store),
        )
    else:
        text = _("Your order at %(store)s is cancelled.", store=named(order.store))
    return about(order, "x", _("Order cancelled"), sentences(text, _("Nothing is charged.")))


def _nothing_found(event: Event, order: Order) -> Words:
    text = _("%(store)s had nothing of what you ordered.", store=named(order.store))
    title = _("Everything was sold out")
    return about(order, "x", title, sentences(text, _("Nothing is charged.")))


def _paid(event: Event, order: Order) -> Words:
    paid = money(event.facts["amount_fen"])
    if event.facts["method"] == "cash":
        text = _("%(sum)s in cash for %(store)s.", sum=paid, store=named(order.store))
    elif event.facts["method"] == "online":
        text = _("%(sum)s online for %(store)s.", sum=paid, store=named(order.store))
        if back_fen := event.facts.get("back_fen"):
            back = money(back_fen)
            text = sentences(text, _("%(sum)s of it was too much and is given back.", sum=back))
    else:
        text = _("%(sum)s to the code of %(store)s.", sum=paid, store=named(order.store))
    return about(order, "yuan", _("Payment received"), text)


def bags_of(event: Event, order: Order) -> dict[str, str]:
    """Return how many bags it is about, and of which store."""
    return {"bags": bags_words(event.facts["bags"]), "store": named(order.store)}


def _loaded(event: Event, order: Order) -> Words:
    text = _("%(bags)s from %(store)s. You will hear when they are there.", **bags_of(event, order))
    return about(order, "trike", _("On the way"), text)


def code_words(order: Order) -> str:
    """Say the code with which the order is collected."""
    code = spoken(code_of(order.wave_id, order.household_id))
    return _("Pick-up code %(code)s.", code=code)


def _arrived(event: Event, order: Order) -> Words:
    gate = gate_label(order.drop_point.gate)
    title = _("%(bags)s at %(gate)s", bags=bags_words(event.facts["bags"]), gate=gate)
    text = _(
        "From %(store)s, to collect %(when)s.",
        store=named(order.store),
        when=span(*order.collects),
    )
    parts = [text, code_words(order)]
    if owed_fen := event.facts["owed_fen"]:
        parts.append(_("To pay there: %(sum)s.", sum=money(owed_fen)))
    return about(order, "mark", title, sentences(*parts))


def _reminded(event: Event, order: Order) -> Words:
    text = _(
        "%(bags)s wait at %(gate)s until %(until)s.",
        bags=bags_words(event.facts["bags"]),
        gate=gate_label(order.drop_point.gate),
        until=clock(order.wave.collect_to_at),
    )
    return about(order, "clock", _("Please collect your bags"), sentences(text, code_words(order)))


def _handed_over(event: Event, order: Order) -> Words:
    text = _("%(bags)s from %(store)s, at %(time)s.", time=clock(event.at), **bags_of(event, order))
    if event.facts.get("method") == "door":
        return about(order, "home", _("At your door"), text)
    if event.facts.get("method") == "gift":
        thanks = _("Thank you for giving them on.")
        return about(order, "hand", _("Given on"), sentences(text, thanks))
    return about(order, "hand", _("Handed over"), text)


def _not_handed_over(event: Event, order: Order) -> Words:
    text = _(
        "%(bags)s from %(store)s are still at %(gate)s; the message before was a mistake.",
        gate=gate_label(order.drop_point.gate),
        **bags_of(event, order),
    )
    return about(order, "undo", _("Not handed over yet"), sentences(text, code_words(order)))


def _missed(event: Event, order: Order) -> Words:
    if "gate" in event.facts:
        text = _(
            "%(bags)s from %(store)s were put down elsewhere. They come to %(gate)s, and you will hear.",
            gate=gate_label(order.drop_point.gate),
            **bags_of(event, order),
        )
        return about(order, "trike", _("At another gate by mistake"), text)
    text = _("%(bags)s from %(store)s. Your coordinator looks into it.", **bags_of(event, order))
    return about(order, "warn", _("Not found at the gate"), text)


def _found(event: Event, order: Order) -> Words:
    text = _(
        "%(bags)s from %(store)s, at %(gate)s.",
        gate=gate_label(order.drop_point.gate),
        **bags_of(event, order),
    )
    return about(order, "check", _("Found again"), sentences(text, code_words(order)))


def _returned(event: Event, order: Order) -> Words:
    text = _("%(bags)s went back to %(store)s.", **bags_of(event, order))
    return about(order, "undo", _("Sent back to the store"), text)


def _destroyed(event: Event, order: Order) -> Words:
    text = _("%(bags)s from %(store)s were no longer good.", **bags_of(event, order))
    return about(order, "x", _("Thrown away"), text)


def _short(event: Event, line: Line) -> Words:
    facts, name = event.facts, named(line.offer.product)
    if line.state == "picked" and line.picked == line.quantity:
        text = _("%(store)s found it after all.", store=named(line.order.store))
        return about(line.order, "check", name, text)
    title = _(
        "%(name)s: %(picked)s of %(ordered)s",
        name=name,
        picked=facts["picked"],
        ordered=facts["ordered"],
    )
    text = _("%(store)s had no more.", store=named(line.order.store))
    if (less_fen := facts["less_fen"]) > 0:
        text = sentences(text, _("You pay %(sum)s less.", sum=money(less_fen)))
    return about(line.order, "warn", title, text)


def _both(line: Line) -> dict[str, str]:
    old = line.replaces or line
    return {"new": named(line.offer.product), "old": named(old.offer.product)}


def _so_many(event: Event) -> str:
    facts = event.facts
    return _("%(n)s × for %(sum)s.", n=facts["pieces"], sum=money(facts["amount_fen"]))


def _proposed(event: Event, line: Line) -> Words:
    title = _("%(new)s instead of %(old)s?", **_both(line))
    if line.state == "proposed" and line.answer_by_at:
        takes = line.replaces is not None and line.replaces.wishes.otherwise == "take"
        told = (
            _("Please answer by %(time)s; else it comes.", time=clock(line.answer_by_at))
            if takes
            else _("Please answer by %(time)s; else it is refunded.", time=clock(line.answer_by_at))
        )
    else:
        told = ANSWERED.get(line.state, _l("You said yes."))
    text = sentences(_so_many(event), str(told))
    return Words("swap", title, text, "picking.substitution", {"line_id": line.id})


def _came_instead(event: Event, line: Line) -> Words:
    title = _("%(new)s instead of %(old)s", **_both(line))
    if line.state == "withdrawn":
        return about(line.order, "undo", title, str(ANSWERED["withdrawn"]))
    had = _("%(store)s had no more.", store=named(line.order.store))
    return about(line.order, "swap", title, sentences(had, _so_many(event)))


def _came_by_default(event: Event, line: Line) -> Words:
    title = _("%(new)s instead of %(old)s", **_both(line))
    nobody = _("Nobody answered, so it comes, as you wished.")
    return about(line.order, "swap", title, sentences(nobody, _so_many(event)))


def _refused_by_default(event: Event, line: Line) -> Words:
    title = _("No %(new)s instead of %(old)s", **_both(line))
    text = _("Nobody answered, so it is refunded, as you wished.")
    return about(line.order, "x", title, text)


def _reported(event: Event, report: Report) -> Words:
    name = named(report.line.offer.product)
    title = _("A customer reports: %(name)s", name=name)
    text = f"{report_kind(report.kind)}."
    if report.state != "open":
        text = sentences(text, _("It is answered."))
    return Words("warn", title, text, "orders.one_report", {"report_id": report.id})


def _given_back(event: Event, report: Report) -> Words:
    text = _(
        "%(store)s gives you back %(sum)s for %(name)s.",
        store=named(report.order.store),
        sum=money(event.facts["amount_fen"]),
        name=named(report.line.offer.product),
    )
    return about(report.order, "yuan", _("Money given back"), text)


def _explained(event: Event, report: Report) -> Words:
    text = _(
        "%(store)s answers what you reported about %(name)s.",
        store=named(report.order.store),
        name=named(report.line.offer.product),
    )
    return about(report.order, "info", _("The store has answered"), text)


def _weekly(event: Event, ask: WeeklyAsk) -> Words:
    title = _("Your list for %(day)s", day=day(ask.wave.collect_from_at))
    if ask.state == "asked":
        until = when(ask.wave.cut_off_at)
        text = _(
            "Do you want it this week? Without a yes by %(when)s nothing is ordered.", when=until
        )
    else:
        text = str(WEEKLY[ask.state])
    return Words("list", title, text, "orders.weekly", {})


WEEKLY = {
    "ordered": _l("You said yes, and it is ordered."),
    "in-basket": _l("It was put into your basket."),
    "declined": _l("You said not this week."),
}
ANSWERED = {
    "picked": _l("You said yes."),
    "refused": _l("It does not come, and costs nothing."),
    "withdrawn": _l("The store took it back."),
}
TEXTS: dict[tuple[str, str], Callable[[Event, Any], Words]] = {
    ("orders", "place"): _placed,
    ("orders", "place-again"): _placed,
    ("orders", "amend"): _amended,
    ("orders", "choose-slot"): _slot_chosen,
    ("orders", "cancel"): _cancelled,
    ("orders", "run-short"): _nothing_found,
    ("orders", "pay"): _paid,
    ("orders", "load"): _loaded,
    ("orders", "arrive"): _arrived,
    ("orders", "remind"): _reminded,
    ("orders", "hand-over"): _handed_over,
    ("orders", "undo-hand-over"): _not_handed_over,
    ("orders", "miss"): _missed,
    ("orders", "find"): _found,
    ("orders", "return"): _returned,
    ("orders", "destroy"): _destroyed,
    ("lines", "pick"): _short,
    ("lines", "run-short"): _short,
    ("lines", "give-up"): _short,
    ("lines", "give-up-rest"): _short,
    ("lines", "propose"): _proposed,
    ("lines", "take"): _came_instead,
    ("lines", "approve"): _came_by_default,
    ("lines", "refuse"): _refused_by_default,
    ("weekly_asks", "ask"): _weekly,
    ("reports", "make"): _reported,
    ("reports", "refund"): _given_back,
    ("reports", "explain"): _explained,
}
