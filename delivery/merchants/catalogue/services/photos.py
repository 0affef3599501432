"""How an offer looks: a photograph of the store's own instead of a drawing."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete

from delivery.kernel.access import Actor, Permission
from delivery.kernel.db import db, insert_into
from delivery.kernel.ledger import record
from delivery.kernel.photos import small_photo
from delivery.merchants.catalogue.models import Offer, OfferPhoto

PHOTOS = OfferPhoto.__table__
LARGE, SMALL = 1000, 360  # pixels


@dataclass(frozen=True, slots=True)
class Sizes:
    """One photograph in the two sizes that are shown."""

    jpeg: bytes
    thumb: bytes

    @property
    def mark(self) -> str:
        """Return a mark that changes with the picture, so that browsers may keep it for good."""
        return hashlib.sha256(self.jpeg).hexdigest()[:16]


def read_photo(sent: bytes) -> Sizes:
    """Return ``sent`` in the sizes that are shown; slow, so it is done before the first SQL.

    Raises
    ------
    Invalid
        It is no picture that can be read.
    """
    jpeg = small_photo(sent, LARGE)
    return Sizes(jpeg, small_photo(jpeg, SMALL))


def keep_photo(offer: Offer, sizes: Sizes, *, actor: Actor, at: datetime) -> None:
    """Let ``offer`` be shown by a photograph, in place of a drawing or of another one."""
    actor.require(Permission.OFFER_EDIT)
    shown = {"jpeg": sizes.jpeg, "thumb": sizes.thumb}
    db.session.execute(
        insert_into(PHOTOS)
        .values(offer_id=offer.id, **shown)
        .on_conflict_do_update(index_elements=["offer_id"], set_=shown)
    )
    _marked(offer, sizes.mark, actor, at)


def drop_photo(offer: Offer, *, actor: Actor, at: datetime) -> None:
    """Let ``offer`` be shown by a drawing again."""
    actor.require(Permission.OFFER_EDIT)
    db.session.execute(delete(PHOTOS).where(PHOTOS.c.offer_id == offer.id))
    _marked(offer, None, actor, at)


def _marked(offer: Offer, mark: str | None, actor: Actor, at: datetime) -> None:
    offer.photo = mark
    record("show", offer, actor_id=actor.id, at=at, photo=mark)
    db.session.flush()
