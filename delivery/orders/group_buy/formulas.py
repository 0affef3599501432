"""The few formulas that are plain arithmetic: ``=A2``, ``=S2+1``, ``=G2*H2-J2``, ``=SUM(H2:H5)``.

Worked out where an export lost the value that its program had shown, and to notice where the two
disagree. Anything else (names, other sheets, text functions, links) is left alone.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal

from openpyxl.formula.tokenizer import Token, Tokenizer, TokenizerError

from delivery.kernel.sheets.areas import Area, area_of
from delivery.orders.group_buy.cells import Value

Lookup = Callable[[int, int], Value]
"""(column, row), both from 1, to the value there; raises `Unworkable` if it is not known yet."""

# Far above any real formula of an order list, far below what could cost time or stack.
_LONGEST, _MOST_TOKENS, _LARGEST_SUM = 200, 60, 1_000
_LARGEST = Decimal(10) ** 15


class Unworkable(Exception):
    """The formula is not plain arithmetic over cells that are already known."""


def work_out(formula: str, lookup: Lookup) -> Value:
    """Return what ``formula`` comes to; a lone reference may also give text."""
    if len(formula) > _LONGEST:
        raise Unworkable
    tokens = _tokens(formula)
    if len(tokens) == 1 and tokens[0].subtype == Token.RANGE:
        return lookup(*_corner(tokens[0].value))
    arithmetic = _Arithmetic(tokens, lookup)
    try:
        result = arithmetic.whole()
    except ArithmeticError as error:
        raise Unworkable from error
    return int(result) if result == result.to_integral_value() else float(result)


def _tokens(formula: str) -> list[Token]:
    try:
        items = Tokenizer(formula).items
    except (TokenizerError, IndexError) as error:
        raise Unworkable from error
    tokens = [token for token in items if token.type != Token.WSPACE]
    if not 0 < len(tokens) <= _MOST_TOKENS:
        raise Unworkable
    return tokens


class _Arithmetic:
    """Sums of products of factors, by recursive descent."""

    def __init__(self, tokens: list[Token], lookup: Lookup) -> None:
        self._tokens = [*tokens, Token("", "end")]
        self._at = 0
        self._lookup = lookup

    def whole(self) -> Decimal:
        result = self._sum()
        if self._next.type != "end" or abs(result) > _LARGEST:
            raise Unworkable
        return result

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    def _take(self) -> Token:
        self._at += 1
        return self._tokens[self._at - 1]

    def _sum(self) -> Decimal:
        result = self._product()
        while self._next.type == Token.OP_IN and self._next.value in "+-":
            sign = 1 if self._take().value == "+" else -1
            result += sign * self._product()
        return result

    def _product(self) -> Decimal:
        result = self._factor()
        while self._next.type == Token.OP_IN and self._next.value in "*/":
            result = (
                result * self._factor() if self._take().value == "*" else result / self._factor()
            )
        return result

    def _factor(self) -> Decimal:
        token = self._take()
        if token.type == Token.OP_PRE:
            return -self._factor() if token.value == "-" else self._factor()
        if token.type == Token.PAREN and token.subtype == Token.OPEN:
            return self._closed(self._sum())
        if token.type == Token.FUNC and token.value.upper() == "SUM(":
            return self._closed(self._arguments())
        if token.subtype == Token.NUMBER:
            return Decimal(token.value)
        if token.subtype == Token.RANGE:
            return _number(self._lookup(*_corner(token.value)))
        raise Unworkable

    def _closed(self, result: Decimal) -> Decimal:
        if self._take().subtype != Token.CLOSE:
            raise Unworkable
        return result

    def _arguments(self) -> Decimal:
        result = self._argument()
        while self._next.type == Token.SEP:
            self._take()
            result += self._argument()
        return result

    def _argument(self) -> Decimal:
        if self._next.subtype == Token.RANGE and ":" in self._next.value:
            return sum(self._numbers(self._take().value), Decimal(0))
        return self._sum()

    def _numbers(self, text: str) -> Iterator[Decimal]:
        area = _area(text)
        if not 0 < area.size <= _LARGEST_SUM:
            raise Unworkable
        for row in range(area.first_row, area.last_row + 1):
            for column in range(area.first_column, area.last_column + 1):
                value = self._lookup(column, row)
                if not isinstance(
                    value, str | None
                ):  # SUM passes over text, as it does in the programs
                    yield _number(value)


def _number(value: Value) -> Decimal:
    """Take a number as it is and an empty cell as nought; text is not guessed at."""
    if isinstance(value, bool | str):
        raise Unworkable
    number = Decimal(repr(value or 0))
    if not number.is_finite():
        raise Unworkable
    return number


def _area(text: str) -> Area:
    area = area_of(text)
    if area is None:
        raise Unworkable
    return area


def _corner(text: str) -> tuple[int, int]:
    area = _area(text)
    if area.size != 1:
        raise Unworkable
    return area.first_column, area.first_row
