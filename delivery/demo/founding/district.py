"""Founds the whole demonstration district."""

import random
from datetime import time

from delivery.demo.district import District as Made
from delivery.demo.founding.homes import write_homes
from delivery.demo.founding.places import write_places
from delivery.demo.founding.rows import Ids, Row, write
from delivery.demo.founding.shops import write_shops
from delivery.demo.founding.staff import write_staff
from delivery.demo.streets import streets
from delivery.kernel.ids import new_id
from delivery.orders.models import WaveSchedule
from delivery.places.models import District, Neighbourhood
from delivery.routing.models import StreetLayer

CUT_OFF, COLLECT_FROM, COLLECT_TO = time(12), time(16), time(20)


def found(made: Made, rng: random.Random) -> Ids:
    """Write ``made`` and all that is in it, with a wave every day; the caller commits.

    Returns the ids of the rows by their keys in ``made``, and of the ``district`` and its
    ``neighbourhood``.
    """
    ids = Ids()
    write(District, [_named(made.name_zh, made.name_en, ids.new("district"), made.time_zone)])
    home = {
        "id": ids.new("neighbourhood"),
        "district_id": ids["district"],
        "name": made.neighbourhood_zh,
        "name_en": made.neighbourhood_en,
    }
    write(Neighbourhood, [home])
    write_places(made, ids)
    write_homes(made, ids)
    write_shops(made, ids, rng)
    write_staff(made, ids)
    write(
        StreetLayer,
        [
            {
                "id": new_id(),
                "neighbourhood_id": ids["neighbourhood"],
                "geojson": streets(made, rng),
            }
        ],
    )
    write(WaveSchedule, [_wave_of(day, len(made.households), ids) for day in range(7)])
    return ids


def _named(name: str, name_en: str, id_: object, time_zone: str) -> Row:
    return {"id": id_, "name": name, "name_en": name_en, "time_zone": time_zone}


def _wave_of(weekday: int, households: int, ids: Ids) -> Row:
    return {
        "id": new_id(),
        "neighbourhood_id": ids["neighbourhood"],
        "weekday": weekday,
        "cut_off": CUT_OFF,
        "collect_from": COLLECT_FROM,
        "collect_to": COLLECT_TO,
        "capacity": households,
    }
