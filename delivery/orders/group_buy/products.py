"""What the export says of its products, and the sums that it states itself."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from decimal import InvalidOperation

from delivery.orders.group_buy.cells import Sheet, Value
from delivery.orders.group_buy.columns import heading
from delivery.orders.group_buy.values import decimal_of
from delivery.orders.group_buy.writing import clean, even

_HEADING_ROWS = 10
_LARGEST = 10**12
_PRODUCT_LIST = ("商品", "规格", "销售数量", "团当前单价", "商品总金额")
_MONEY = {
    "amount_fen": "商品总金额",
    "discount_fen": "优惠总金额",
    "total_fen": "订单总金额",
    "refund_fen": "订单退款总金额",
}
_SUMS = ("订单总数", "商品总数", *_MONEY.values())


@dataclass(frozen=True, slots=True, order=True)
class Product:
    """One thing that can be ordered; ``spec`` (半箱六盒) tells its variants apart and may be empty."""

    name: str
    spec: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A product as the export lists it; what it leaves out or writes as ``-`` is None."""

    product: Product
    number: str
    price_fen: int | None
    pieces: int | None
    amount_fen: int | None


@dataclass(frozen=True, slots=True)
class Sums:
    """What the export states of all its orders together."""

    orders: int
    amount_fen: int
    discount_fen: int
    total_fen: int
    refund_fen: int
    pieces: int

    @classmethod
    def of(cls, row: Mapping[str, Value]) -> "Sums | None":
        """Read one compound's row, or None where some sum is no figure."""
        read = {"orders": _count(row["订单总数"]), "pieces": _count(row["商品总数"])}
        read |= {field: _fen(row[name]) for field, name in _MONEY.items()}
        sums = {field: value for field, value in read.items() if value is not None}
        return cls(**sums) if len(sums) == len(read) else None

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            **{f.name: getattr(self, f.name) + getattr(other, f.name) for f in fields(self)}
        )


class ProductList:
    """The products that an export lists, found by name and specification however they are typed."""

    def __init__(self, listed: tuple[Listed, ...] = ()) -> None:
        self.listed = listed
        self._by_key = {_key(item.product): item for item in listed}

    def find(self, product: Product) -> Listed | None:
        """Return what the export lists of ``product``, or None."""
        return self._by_key.get(_key(product))

    def product_of(self, name: str, spec: str) -> tuple[Product, bool]:
        """Tell which product a row means, and whether its own specification says another.

        The app writes the specification twice, behind the name and in a column of its own. People
        who copy a row by hand change the first and forget the second, so the name decides.
        """
        whole, split = Product(name, spec), _split(name, spec)
        if self.find(split) or (even(split.spec) == even(spec) and not self.find(whole)):
            return split, bool(spec) and even(split.spec) != even(spec)
        return whole, False


def read_products(sheets: tuple[Sheet, ...]) -> ProductList:
    """Read the list of products; an export without one gives an empty list."""
    rows = next((rows for s in sheets if (rows := list(_table(s, _PRODUCT_LIST)))), [])
    return ProductList(tuple(_listed(row) for row in rows if clean(str(row["商品"] or ""))))


def read_sums(sheets: tuple[Sheet, ...]) -> Sums | None:
    """Read the sums over all compounds, or None where the export states none, or not in figures."""
    rows = next((rows for s in sheets if (rows := list(_table(s, _SUMS)))), [])
    counted = [Sums.of(row) for row in rows]
    known = [sums for sums in counted if sums is not None]
    return sum(known[1:], known[0]) if known and len(known) == len(rows) else None


def _listed(row: Mapping[str, Value]) -> Listed:
    return Listed(
        Product(clean(str(row["商品"])), clean(str(row["规格"] or ""))),
        clean(str(row.get("商品ID") or "")),
        price_fen=_fen(row["团当前单价"]),
        pieces=_count(row["销售数量"]),
        amount_fen=_fen(row["商品总金额"]),
    )


def _table(sheet: Sheet, headings: tuple[str, ...]) -> Iterator[dict[str, Value]]:
    """Yield each row under the first heading row that has all of ``headings``."""
    for top in sheet.rows[:_HEADING_ROWS]:
        names = [heading(cell.value) for cell in top.cells]
        if set(headings) <= set(names):
            for row in sheet.rows[top.number :]:
                yield {name: row.cell(i).value for i, name in enumerate(names) if name}
            return


def _split(name: str, spec: str) -> Product:
    """Take the specification off a name: ``雪蜜王(一箱七斤)`` is 雪蜜王, 一箱七斤."""
    for bracketed in (f"({spec})", f"（{spec}）"):
        if spec and name.endswith(bracketed):
            return Product(name.removesuffix(bracketed).strip(), spec)
    found = re.fullmatch(r"([^(（]+)[(（](.+)[)）]", name)
    return Product(found[1].strip(), found[2].strip()) if found else Product(name, spec)


def _key(product: Product) -> tuple[str, str]:
    return even(product.name), even(product.spec)


def _fen(value: Value) -> int | None:
    return _count(value, times=100)


def _count(value: Value, *, times: int = 1) -> int | None:
    try:
        number = decimal_of(value) * times if value is not None else None
    except InvalidOperation:
        return None
    return round(number) if number is not None and abs(number) < _LARGEST else None
