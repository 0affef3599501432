"""The content of a piece as people and programs type it."""

from typing import Any

from flask_babel import lazy_gettext as _l

from delivery.kernel.schema import COMMON, Words
from delivery.merchants.catalogue.contents import Content, NoContent, content_of, stated


class Amount(Words):
    """How much is in a piece: ``500 g``, ``1.5 kg``, ``12 × 250 ml``, ``15 枚``; gives a Content."""

    default_error_messages = COMMON | {
        "content": _l("This is no content, such as 500 g, 12 × 250 ml or 15 pieces."),
    }

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        typed = super()._deserialize(value, attr, data, **kwargs)
        try:
            return content_of(stated(typed))
        except NoContent as bad:
            raise self.make_error("content") from bad

    def _validate(self, value: Content) -> None:
        """Its length was looked at as it was read."""
