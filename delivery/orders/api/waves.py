"""Waves: listed, made, held, closed, cancelled."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from delivery.kernel.access import Permission, fetch
from delivery.kernel.clock import now
from delivery.kernel.db import db
from delivery.kernel.http import acting, actor, endpoint
from delivery.kernel.paging import Page
from delivery.orders import schemas, services
from delivery.orders.api.blueprint import bp
from delivery.orders.models import Wave
from delivery.orders.queries import waves as queries
from delivery.orders.rules import Times
from delivery.places.models import Neighbourhood

P = Permission


@bp.get("/waves")
@endpoint(P.WAVE_READ)
@bp.arguments(schemas.Paging, location="query")
@bp.response(200, schemas.WavesOut)
def list_waves(words: dict[str, Any]) -> Page[Wave]:
    """List the waves that one sees, those nearest to now first."""
    return queries.waves_of(acting(), words["page"])


@bp.post("/waves")
@endpoint(P.WAVE_EDIT)
@bp.arguments(schemas.WaveIn)
@bp.response(201, schemas.WaveOut)
def make_wave(words: dict[str, Any]) -> Wave:
    """Open a wave."""
    place = fetch(Neighbourhood, words["neighbourhood_id"], acting())
    times = Times(words["cut_off_at"], words["collect_from_at"], words["collect_to_at"])
    made = services.make_wave(place, times, capacity=words["capacity"], actor=actor(), at=now())
    return db.session.get_one(Wave, made)


@bp.get("/waves/<uuid:wave_id>")
@endpoint(P.WAVE_READ)
@bp.response(200, schemas.WaveOut)
def read_wave(wave_id: UUID) -> Wave:
    """Read one wave."""
    return fetch(Wave, wave_id, acting())


def _act(wave_id: UUID, act: Callable[..., Any]) -> Wave:
    wave = fetch(Wave, wave_id, acting())
    act(wave, actor=actor(), at=now())
    db.session.refresh(wave)
    return wave


@bp.post("/waves/<uuid:wave_id>/hold")
@endpoint(P.WAVE_HOLD)
@bp.response(200, schemas.WaveOut)
def hold_wave(wave_id: UUID) -> Wave:
    """Take no orders until the wave is resumed."""
    return _act(wave_id, services.hold_wave)


@bp.post("/waves/<uuid:wave_id>/resume")
@endpoint(P.WAVE_HOLD)
@bp.response(200, schemas.WaveOut)
def resume_wave(wave_id: UUID) -> Wave:
    """Take orders again."""
    return _act(wave_id, services.resume_wave)


@bp.post("/waves/<uuid:wave_id>/close")
@endpoint(P.WAVE_CLOSE)
@bp.response(200, schemas.WaveOut)
def close_wave(wave_id: UUID) -> Wave:
    """Close a wave before its cut-off."""
    return _act(wave_id, services.close_wave)


@bp.post("/waves/<uuid:wave_id>/cancel")
@endpoint(P.WAVE_CANCEL)
@bp.response(200, schemas.WaveOut)
def cancel_wave(wave_id: UUID) -> Wave:
    """Cancel a wave and all its orders."""
    return _act(wave_id, services.cancel_wave)
