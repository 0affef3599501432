"""Compounds, gates and drop points as rows."""

from datetime import timedelta

from delivery.demo.district import Compound as Made
from delivery.demo.district import District
from delivery.demo.founding.rows import Ids, Row, write
from delivery.demo.gates import DropPoint as MadeDropPoint
from delivery.demo.gates import Gate as MadeGate
from delivery.kernel.clock import now
from delivery.places.models import Compound, DropPoint, Gate, GridCell

RISK_LASTS = timedelta(days=7)
DESK_S = 30  # in which a household is served


def write_places(district: District, ids: Ids) -> None:
    """Write cells, compounds, gates and drop points of ``district``."""
    write(GridCell, [_cell(one.key, one.name_zh, ids) for one in district.cells])
    write(Compound, [_compound(one, ids) for one in district.compounds])
    write(Gate, [_gate(gate, ids) for one in district.compounds for gate in one.gates])
    write(DropPoint, [_drop_point(one, ids) for one in district.drop_points])


def _cell(key: str, name: str, ids: Ids) -> Row:
    return {"id": ids.new(key), "neighbourhood_id": ids["neighbourhood"], "name": name}


def _compound(one: Made, ids: Ids) -> Row:
    return {
        "id": ids.new(one.key),
        "neighbourhood_id": ids["neighbourhood"],
        "grid_cell_id": ids[one.cell],
        "name": one.name_zh,
        "name_en": one.name_en,
        "risk_level": one.risk,
        "risk_until": now() + RISK_LASTS if one.risk else None,
    }


def _gate(gate: MadeGate, ids: Ids) -> Row:
    return {
        "id": ids.new(gate.key),
        "compound_id": ids[gate.compound],
        "name": gate.name_zh,
        "name_en": gate.name_en,
        "_state": "open",
    }


def _drop_point(one: MadeDropPoint, ids: Ids) -> Row:
    return {
        "id": ids.new(one.key),
        "gate_id": ids[one.gate],
        "name": one.name_zh,
        "name_en": one.name_en,
        "lat": one.lat,
        "lon": one.lon,
        "opens_at": one.opens,
        "closes_at": one.closes,
        "service_s": one.service_s,
        "handling_s": one.handling_s,
        "desks": one.desks,
        "desk_s": DESK_S,
        "shelf_crates": one.shelf_crates,
        "shelf_cold_crates": one.shelf_cold_crates,
    }
