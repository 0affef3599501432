"""What others ask of places."""

from sqlalchemy import select

from delivery.kernel.db import db
from delivery.places.models import District

FALLBACK_ZONE = "Asia/Shanghai"


def time_zone() -> str:
    """Return the IANA name of the district's time zone; before set-up, China's."""
    return db.session.scalar(select(District.time_zone).limit(1)) or FALLBACK_ZONE
