"""Partner supermarkets, and which neighbourhoods they serve."""

import uuid
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime, time

from flask_babel import gettext as _
from sqlalchemy import delete

from delivery.kernel.access import Actor, Permission, fetch_all
from delivery.kernel.db import db
from delivery.kernel.errors import Invalid
from delivery.kernel.ledger import record
from delivery.merchants.catalogue.models import ServiceArea, Store
from delivery.places.models import Neighbourhood


@dataclass(frozen=True, slots=True, kw_only=True)
class StoreWords:
    """What is known of a store; ``payment_code`` is what its till's payment QR says."""

    name: str
    name_en: str | None = None
    lat: float
    lon: float
    opens_at: time
    closes_at: time
    loading_s: int = 240
    payment_code: str | None = None


def add_store(
    words: StoreWords, areas: Iterable[uuid.UUID], *, actor: Actor, at: datetime
) -> Store:
    """Add a store that serves the neighbourhoods ``areas``, all of one district.

    Raises
    ------
    Invalid
        No neighbourhood is named, or the store closes before it opens.
    NotFound
        A neighbourhood is absent, or out of the actor's sight.
    """
    actor.require(Permission.STORE_EDIT)
    served = _served(areas, actor)
    _check_hours(words)
    store = Store(district_id=served[0].district_id, **asdict(words))
    db.session.add(store)
    db.session.flush()
    _serve(store, served)
    record("add", store, actor_id=actor.id, at=at, areas=len(served))
    return store


def edit_store(
    store: Store, words: StoreWords, areas: Iterable[uuid.UUID], *, actor: Actor, at: datetime
) -> None:
    """Let ``store`` be as ``words`` say, and serve the neighbourhoods ``areas``."""
    actor.require(Permission.STORE_EDIT)
    served = _served(areas, actor)
    _check_hours(words)
    for name, value in asdict(words).items():
        setattr(store, name, value)
    db.session.execute(delete(ServiceArea).where(ServiceArea.store_id == store.id))
    _serve(store, served)
    record("edit", store, actor_id=actor.id, at=at, areas=len(served))


def _served(areas: Iterable[uuid.UUID], actor: Actor) -> list[Neighbourhood]:
    served = fetch_all(Neighbourhood, areas, actor)
    if not served:
        sentence = _("Please choose at least one neighbourhood.")
        raise Invalid(sentence, fields={"areas": [sentence]})
    return served


def _check_hours(words: StoreWords) -> None:
    if not words.opens_at < words.closes_at:
        sentence = _("The store closes after it opens.")
        raise Invalid(sentence, fields={"closes_at": [sentence]})


def _serve(store: Store, served: Iterable[Neighbourhood]) -> None:
    db.session.add_all(ServiceArea(store_id=store.id, neighbourhood_id=n.id) for n in served)
    db.session.flush()
