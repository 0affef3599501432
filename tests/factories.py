"""Rows for tests: each function makes one thing, with what it stands on."""

from datetime import timedelta
from itertools import count

from sqlalchemy import select

from delivery.crew.models import Shift, Vehicle, Volunteer
from delivery.kernel.access import Actor, Role
from delivery.kernel.db import db
from delivery.merchants.catalogue.models import (
    Offer,
    OfferPhoto,
    Product,
    ServiceArea,
    StockMove,
    Store,
)
from delivery.merchants.catalogue.rules import search_key_of
from delivery.merchants.picking.models import Bag
from delivery.orders.list_rows import WeeklyAsk, WeeklyLine, WeeklyList
from delivery.orders.models import Line, MoneyEntry, Order, Wave
from delivery.orders.payment_rows import OnlinePayment
from delivery.orders.report_rows import Report, ReportPhoto
from delivery.people.models import Grant, Household, HouseholdGroup, User
from delivery.places.models import Compound, District, DropPoint, Gate, Neighbourhood
from tests.conftest import NOON

number = count(1)


def keep(*rows):
    """Flush ``rows`` into the session and return the first."""
    db.session.add_all(rows)
    db.session.flush()
    return rows[0]


def make_neighbourhood():
    district = keep(District(name="云岩区示范街道", name_en="Yunyan"))
    return keep(Neighbourhood(district_id=district.id, name="黔灵社区", name_en="Qianling"))


def make_gate(neighbourhood=None):
    neighbourhood = neighbourhood or make_neighbourhood()
    compound = keep(Compound(neighbourhood_id=neighbourhood.id, name=f"云岩花园{next(number)}"))
    return keep(Gate(_state="open", compound_id=compound.id, name="东门", name_en="East Gate"))


def make_drop_point(gate=None, **words):
    gate = gate or make_gate()
    spot = {"name": "东门架子", "lat": 26.6, "lon": 106.71} | words
    return keep(DropPoint(gate_id=gate.id, **spot))


def make_group(compound_id):
    return keep(HouseholdGroup(compound_id=compound_id, name=f"第{next(number)}组"))


def make_household(compound_id, group=None, **words):
    home = {"building": "3", "unit": "2", "floor": 11, "room": f"11{next(number):02}"} | words
    return keep(Household(compound_id=compound_id, group_id=group and group.id, **home))


def make_user(name="王芳", *, phone=None, **words):
    return keep(User(name=name, phone=phone or f"+86199{next(number):08}", **words))


def grant(user, role, scope_id):
    return keep(Grant(user_id=user.id, role=role, scope_id=scope_id))


def actor_with(role, *scope_ids, user=None):
    """Return an actor of ``role`` whose user and grants are rows."""
    user = user or make_user()
    for scope_id in scope_ids:
        grant(user, role, scope_id)
    return Actor(id=user.id, scopes={Role(role): frozenset(scope_ids)}, name=user.name)


def make_store(neighbourhood, **words):
    at = {"name": f"合家超市{next(number)}", "lat": 26.61, "lon": 106.7} | words
    store = keep(Store(district_id=neighbourhood.district_id, **at))
    keep(ServiceArea(store_id=store.id, neighbourhood_id=neighbourhood.id))
    return store


def make_offer(store, *, stock=10, price_fen=390, zone="A1", **words):
    n = next(number)
    about = {
        "gtin": f"2{n:012}",
        "name": f"上海青{n}",
        "name_en": f"Pak choi {n}",
        "category": "vegetables",
        "sold_by": "piece",
        "unit": "约 500 g",
        "mass_g": 500,
        "temperature": "ambient",
        "art": "greens",
    } | words
    key = search_key_of(about["name"], about["name_en"], about["gtin"])
    product = keep(Product(**{"search_key": key, **about}))
    offer = keep(
        Offer(store_id=store.id, product_id=product.id, price_fen=price_fen, stock=stock, zone=zone)
    )
    keep(StockMove(offer_id=offer.id, change=stock, reason="count"))
    return offer


def make_photo(offer):
    """Let ``offer`` have a photograph, of a few bytes."""
    offer.photo = "0123456789abcdef"
    return keep(OfferPhoto(offer_id=offer.id, jpeg=b"\xff\xd8\xff\xd9", thumb=b"\xff\xd8"))


def make_wave(neighbourhood, *, state="open", hours=2, **words):
    cut_off = NOON + timedelta(hours=hours)
    when = {
        "cut_off_at": cut_off,
        "collect_from_at": cut_off + timedelta(hours=2),
        "collect_to_at": cut_off + timedelta(hours=5),
        "capacity": 100,
    } | words
    return keep(Wave(_state=state, neighbourhood_id=neighbourhood.id, **when))


def make_order(wave, store, household, drop_point, *offers, quantity=2, state="placed"):
    """Return an order of ``quantity`` of each of ``offers``, with its money, as if just placed."""
    order = keep(
        Order(
            _state=state,
            wave_id=wave.id,
            store_id=store.id,
            household_id=household.id,
            drop_point_id=drop_point.id,
            placed_at=NOON,
        )
    )
    for offer in offers:
        keep(
            Line(
                _state="ordered",
                order_id=order.id,
                offer_id=offer.id,
                quantity=quantity,
                price_fen=offer.price_fen,
                amount_fen=offer.price_fen * quantity,
            )
        )
    total = sum(offer.price_fen * quantity for offer in offers)
    keep(MoneyEntry(order_id=order.id, kind="order", goods_fen=total, owed_fen=total))
    return order


def make_proposal(order, *, pieces=2):
    """Return what is proposed instead of another line of ``order``, which is not there at all."""
    gone, other = (make_offer(order.store, price_fen=500) for _ in range(2))
    about = {"order_id": order.id, "quantity": pieces, "price_fen": 500, "amount_fen": 0}
    line = keep(Line(_state="substituted", offer_id=gone.id, picked=0, **about))
    held = {"held_fen": 500 * pieces, "answer_by_at": NOON + timedelta(hours=1)}
    keep(MoneyEntry(order_id=order.id, kind="hold", held_fen=500 * pieces, owed_fen=500 * pieces))
    return keep(Line(_state="proposed", offer_id=other.id, replaces_id=line.id, **held, **about))


def make_weekly_ask(wave, household, *offers, quantity=2):
    """Return the question whether ``household`` wants ``quantity`` of each of ``offers`` again."""
    kept = keep(WeeklyList(household_id=household.id, weekday=wave.collect_from_at.weekday()))
    for offer in offers:
        about = {"offer_id": offer.id, "quantity": quantity, "price_fen": offer.price_fen}
        keep(WeeklyLine(list_id=kept.id, **about))
    day = wave.collect_from_at.date()
    return keep(WeeklyAsk(_state="asked", list_id=kept.id, wave_id=wave.id, day=day))


def make_report(order, *, kind="spoiled", **words):
    """Return a report about the first line of ``order``."""
    line = db.session.scalars(select(Line).where(Line.order_id == order.id).limit(1)).one()
    photo = keep(ReportPhoto(order_id=order.id, jpeg=b"\xff\xd8\xff\xd9"))
    about = {"order_id": order.id, "line_id": line.id, "kind": kind, "photo_id": photo.id} | words
    return keep(Report(_state="open", **about))


def make_online_payment(order, *, amount_fen=780):
    """Return a try to pay ``order`` online."""
    about = {"order_id": order.id, "provider": "local", "amount_fen": amount_fen}
    return keep(OnlinePayment(_state="asked", reference=f"payment-{next(number)}", **about))


def make_bag(order, *, state="packed", number_of=(1, 1), temperature="ambient", mass_g=1200):
    return keep(
        Bag(
            _state=state,
            order_id=order.id,
            number=number_of[0],
            of=number_of[1],
            temperature=temperature,
            mass_g=mass_g,
            code=f"B{next(number):05}",
            shelf_number=1,
        )
    )


def make_shift(wave, *, volunteer=None, **words):
    vehicle = keep(
        Vehicle(
            neighbourhood_id=wave.neighbourhood_id,
            name=f"三轮{next(number)}",
            **{
                "kind": "cargo-bike",
                "lat": 26.61,
                "lon": 106.7,
                "mass_g": 300_000,
                "crates": 45,
                "cold_crates": 12,
                "speed_mm_s": 3900,
                "fixed_fen": 1500,
                "fen_per_km": 100,
            }
            | words,
        )
    )
    return keep(
        Shift(
            wave_id=wave.id,
            vehicle_id=vehicle.id,
            volunteer_id=volunteer and volunteer.id,
            starts_at=wave.cut_off_at,
            ends_at=wave.collect_to_at,
        )
    )


def make_volunteer(neighbourhood):
    return keep(Volunteer(user_id=make_user("志愿者").id, neighbourhood_id=neighbourhood.id))
