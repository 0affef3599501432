"""The words of price lists, in and out."""

import base64
import binascii
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import fields

from delivery.kernel.schema import COMMON, BaseSchema, Id, Whole, Words
from delivery.merchants.catalogue.lists.columns import Column
from delivery.merchants.catalogue.lists.services import LIMITS

INDEX = {"most": LIMITS.columns - 1, "load_default": None}
EXAMPLES = {column: {"example": index} for index, column in enumerate(Column)}
A_FILE = base64.b64encode("条码,商品名称,类别,规格,重量,价格,库存,货区\n".encode()).decode()


class File(fields.String):
    """A file's bytes in base64."""

    default_error_messages = COMMON | {
        "invalid": _l("Expected a file in base64."),
        "invalid_utf8": _l("Expected a file in base64."),
    }

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        text = super()._deserialize(value, attr, data, **kwargs)
        try:
            return base64.b64decode(text, validate=True)
        except (binascii.Error, ValueError) as bad:
            raise self.make_error("invalid") from bad


class Asked(BaseSchema):
    """Which store's lists, and which page of them."""

    store = Id(load_default=None)
    page = Whole(least=1, most=10_000, load_default=1)


class Pages(BaseSchema):
    """Which page of a list's notes, and of its changes."""

    page = Whole(least=1, most=10_000, load_default=1)
    changes = Whole(least=1, most=10_000, load_default=1)


class ColumnsForm(BaseSchema):
    """Which of the file's columns is what, counted from 0; what is absent the file does not have."""

    gtin = Whole(metadata=EXAMPLES[Column.GTIN], **INDEX)
    name = Whole(metadata=EXAMPLES[Column.NAME], **INDEX)
    name_en = Whole(metadata=EXAMPLES[Column.NAME_EN], **INDEX)
    category = Whole(metadata=EXAMPLES[Column.CATEGORY], **INDEX)
    sold_by = Whole(metadata=EXAMPLES[Column.SOLD_BY], **INDEX)
    unit = Whole(metadata=EXAMPLES[Column.UNIT], **INDEX)
    unit_en = Whole(metadata=EXAMPLES[Column.UNIT_EN], **INDEX)
    content = Whole(metadata=EXAMPLES[Column.CONTENT], **INDEX)
    content_unit = Whole(metadata=EXAMPLES[Column.CONTENT_UNIT], **INDEX)
    mass_g = Whole(metadata=EXAMPLES[Column.MASS_G], **INDEX)
    temperature = Whole(metadata=EXAMPLES[Column.TEMPERATURE], **INDEX)
    price = Whole(metadata=EXAMPLES[Column.PRICE], **INDEX)
    stock = Whole(metadata=EXAMPLES[Column.STOCK], **INDEX)
    zone = Whole(metadata=EXAMPLES[Column.ZONE], **INDEX)


class FileIn(BaseSchema):
    """A price list as a file: CSV in UTF-8, GB18030 or UTF-16, or XLSX."""

    file_name = Words(most=120, load_default="", metadata={"example": "价格表.csv"})
    content_base64 = File(required=True, metadata={"example": A_FILE})


class PriceListOut(BaseSchema):
    """A price list on its way: ``permille`` of its file are read."""

    id = fields.UUID()
    store_id = fields.UUID()
    state = fields.String(metadata={"example": "checked"})
    file_name = fields.String(metadata={"example": "价格表.csv"})
    kind = fields.String(metadata={"example": "csv"})
    encoding = fields.String(metadata={"example": "gb18030"})
    heads = fields.List(fields.String(), metadata={"example": ["条码", "商品名称"]})
    columns = fields.Dict(
        keys=fields.String(), values=fields.Integer(), metadata={"example": {"gtin": 0, "name": 1}}
    )
    permille = fields.Integer(metadata={"example": 1000})
    rows = fields.Integer(metadata={"example": 50_000})
    refused = fields.Integer(metadata={"example": 0})
    repaired = fields.Integer(metadata={"example": 3})
    new = fields.Integer(metadata={"example": 120})
    changed = fields.Integer(metadata={"example": 4_000})
    fault = fields.String(allow_none=True, metadata={"example": None})


class PriceListsOut(BaseSchema):
    """A page of price lists; ``after`` is the number of the next page, if there is one."""

    rows = fields.List(fields.Nested(PriceListOut))
    after = fields.Integer(allow_none=True)


class NoteOut(BaseSchema):
    """What is to be said of a row; one that ``refuses`` keeps the whole list out."""

    number = fields.Integer(metadata={"example": 17})
    column = fields.String(metadata={"example": "price"})
    code = fields.String(metadata={"example": "no-amount"})
    refuses = fields.Boolean()
    said = fields.String(metadata={"example": "Price: Expected an amount, such as 3.90."})


class NotesOut(BaseSchema):
    """A page of notes, those that refuse first."""

    rows = fields.List(fields.Nested(NoteOut))
    after = fields.Integer(allow_none=True)
