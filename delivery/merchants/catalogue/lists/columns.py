"""The columns of a price list, and under which names stores keep them."""

import unicodedata
from collections.abc import Mapping, Sequence
from enum import StrEnum


class Column(StrEnum):
    """What a column holds; the order is that of an exported list."""

    GTIN = "gtin"
    NAME = "name"
    NAME_EN = "name_en"
    CATEGORY = "category"
    SOLD_BY = "sold_by"
    UNIT = "unit"
    UNIT_EN = "unit_en"
    CONTENT = "content"
    CONTENT_UNIT = "content_unit"
    MASS_G = "mass_g"
    TEMPERATURE = "temperature"
    PRICE = "price"
    STOCK = "stock"
    ZONE = "zone"


C = Column
NEEDED = (C.GTIN, C.NAME, C.CATEGORY, C.UNIT, C.MASS_G, C.PRICE, C.STOCK, C.ZONE)
# The first of each language is what an exported list says.
NAMES: Mapping[Column, Sequence[str]] = {
    C.GTIN: (
        *("条码", "条形码", "商品条码", "国际条码", "国条", "69码", "商品编码", "编码"),
        *("bar code", "barcode", "gtin", "ean", "upc", "bar code number"),
    ),
    C.NAME: (
        *("商品名称", "品名", "名称", "商品名", "商品", "产品名称"),
        *("name", "product", "product name", "title", "description"),
    ),
    C.NAME_EN: ("英文名称", "英文名", "外文名", "english name", "name en", "name in english"),
    C.CATEGORY: ("类别", "分类", "品类", "商品分类", "大类", "category", "department", "class"),
    C.SOLD_BY: ("计价方式", "销售方式", "计量方式", "称重", "sold by", "sold", "pricing"),
    C.UNIT: ("规格", "单位", "包装", "规格型号", "销售单位", "unit", "size", "pack", "spec"),
    C.UNIT_EN: ("英文规格", "英文单位", "english unit", "unit en", "unit in english"),
    C.CONTENT: (
        *("含量", "内容量", "净含量数值", "每件含量", "规格数值"),
        *("content", "content amount", "net content", "contents"),
    ),
    C.CONTENT_UNIT: (
        *("含量单位", "内容量单位", "净含量单位", "规格单位"),
        *("content unit", "unit of content", "contents unit"),
    ),
    C.MASS_G: (
        *("重量(克)", "重量", "克重", "净重", "净含量", "毛重", "每份克数", "重量g"),
        *("grams", "mass g", "mass", "weight", "weight g", "net weight"),
    ),
    C.TEMPERATURE: (
        *("温层", "储存方式", "存储温度", "储存条件", "贮存", "温度"),
        *("kept", "temperature", "storage", "temperature class"),
    ),
    C.PRICE: (
        *("价格", "售价", "单价", "零售价", "销售价", "现价"),
        *("price", "unit price", "retail price", "price yuan"),
    ),
    C.STOCK: (
        *("库存", "库存数量", "数量", "可售数量", "现存量"),
        *("stock", "quantity", "qty", "on hand", "available"),
    ),
    C.ZONE: ("货区", "货位", "库位", "货架", "区位", "架位", "zone", "shelf", "location", "aisle"),
}


def even(name: str) -> str:
    """Return a column's name without what makes two spellings of it: widths, cases, signs."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return "".join(c for c in folded if c.isalnum())


_KNOWN = {even(name): column for column, names in NAMES.items() for name in names}
_KNOWN |= {even(column.value): column for column in Column}


def match(heads: Sequence[str]) -> dict[Column, int]:
    """Return for each column that is recognised which one of ``heads`` it is; the first one wins.

    A head that says more is known by its beginning: ``售价（元/份）`` is a price.
    """
    found: dict[Column, int] = {}
    for whole in (True, False):
        for index, head in enumerate(heads):
            column = _KNOWN.get(even(head)) if whole else _begins(head)
            if column and column not in found and index not in found.values():
                found[column] = index
    return found


def _begins(head: str) -> Column | None:
    bare = unicodedata.normalize("NFKC", head).split("(")[0].split("/")[0]
    return _KNOWN.get(even(bare))


def missing(columns: Mapping[Column, int]) -> list[Column]:
    """Return the columns that a price list cannot do without, and ``columns`` does."""
    return [column for column in NEEDED if column not in columns]


def shown(column: Column, chinese: bool) -> str:
    """Return what an exported list calls a column."""
    return next(name for name in NAMES[column] if name.isascii() != chinese)
