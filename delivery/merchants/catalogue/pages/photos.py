"""Photographs of goods: kept by the store, shown on its shelves."""

from uuid import UUID

from flask import Response as Sent
from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from delivery.kernel.access import Permission, fetch
from delivery.kernel.clock import now
from delivery.kernel.db import db
from delivery.kernel.errors import Invalid, NotFound
from delivery.kernel.http import acting, actor, endpoint, load_query
from delivery.kernel.photos import MOST_BYTES
from delivery.merchants.catalogue import schemas, services
from delivery.merchants.catalogue.models import Offer, OfferPhoto
from delivery.merchants.catalogue.pages.blueprint import bp
from delivery.merchants.catalogue.pages.goods import offer

P = Permission
A_YEAR_S = 31_536_000


@bp.app_template_filter()
def picture(offer: Offer, large: bool = False) -> str:
    """Return what stands for an offer: the address of its photograph, or a symbol in ``art.svg``."""
    if offer.photo is None:
        return offer.product.art
    large_ = {"large": 1} if large else {}
    return url_for("catalogue.photo", offer_id=offer.id, v=offer.photo, **large_)


@bp.get("/goods/<uuid:offer_id>/photo")
@endpoint(P.OFFER_SEE)
def photo(offer_id: UUID) -> Sent:
    """Show how an offer looks; the address changes with the picture, so it is kept for good."""
    words = load_query(schemas.PhotoAsked)
    fetch(Offer, offer_id, acting())
    kept = db.session.get(OfferPhoto, offer_id)
    if kept is None:
        raise NotFound(_("There is nothing here for you. It may have been moved or removed."))
    answer = Sent(kept.jpeg if words["large"] else kept.thumb, mimetype="image/jpeg")
    answer.cache_control.private, answer.cache_control.max_age = True, A_YEAR_S
    answer.cache_control.immutable = True
    return answer


@bp.post("/goods/<uuid:offer_id>/photo")
@endpoint(P.OFFER_EDIT, again=offer, largest=MOST_BYTES + (1 << 16))
def keep_photo(offer_id: UUID) -> Response:
    """Show the offer by a photograph."""
    sizes = _sent()  # before the first SQL: reading a picture takes its time
    row = fetch(Offer, offer_id, acting())
    if sizes is None:
        sentence = _("Please choose a file.")
        raise Invalid(sentence, fields={"photo": [sentence]})
    services.keep_photo(row, sizes, actor=actor(), at=now())
    flash(_("Saved. Customers see the photo now."))
    return redirect(url_for("catalogue.offer", offer_id=offer_id))


def _sent() -> services.Sizes | None:
    sent = request.files.get("photo")
    if sent is None or not sent.filename:
        return None
    with sent.stream as stream:
        return services.read_photo(stream.read())


@bp.post("/goods/<uuid:offer_id>/photo/drop")
@endpoint(P.OFFER_EDIT, again=offer)
def drop_photo(offer_id: UUID) -> Response:
    """Show the offer by a drawing again."""
    services.drop_photo(fetch(Offer, offer_id, acting()), actor=actor(), at=now())
    flash(_("The photo is gone; a drawing stands in its place."))
    return redirect(url_for("catalogue.offer", offer_id=offer_id))
