"""Numbers with the word that says what they count: ``3栋``, ``二单元``, ``1101``, ``A座``.

An address ends in a run of such labels with nothing but punctuation between them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from delivery.orders.group_buy.writing import NUMERALS, number_of


class Kind(StrEnum):
    """What a label counts, as far as its word tells."""

    LANE = "lane"
    PHASE = "phase"
    BUILDING = "building"
    ENTRANCE = "entrance"  # 号门: a building in Shanghai, a unit inside one elsewhere
    NUMBER = "number"  # 号: a building, or a room, or a house number in a street
    STOREY = "storey"  # 楼: a floor, or short for 号楼
    UNIT = "unit"
    FLOOR = "floor"
    ROOM = "room"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Label:
    """``3栋`` is text ``3``, word ``栋``; ``start`` and ``end`` are where the whole of it stands."""

    text: str
    word: str
    kind: Kind
    start: int
    end: int


_KINDS = {
    Kind.LANE: "弄 巷 号院",
    Kind.PHASE: "期 区",
    Kind.BUILDING: "号楼 栋楼 栋 幢 座 #楼 #",
    Kind.ENTRANCE: "号门",
    Kind.NUMBER: "号",
    Kind.STOREY: "楼",
    Kind.UNIT: "单元 门 梯",
    Kind.FLOOR: "层",
    Kind.ROOM: "号房 室 房 户",
}
_KIND_OF = {word: kind for kind, words in _KINDS.items() for word in words.split()}
_WORD = "|".join(sorted(_KIND_OF, key=len, reverse=True))

# A number may stand bare; a letter, a stem (甲) or a Chinese numeral is a label only with its word.
_PLAIN = r"(?:(?<![A-Z0-9])[A-Z])?(?<![0-9])[0-9]{1,6}(?:[A-Z](?![A-Z]))?"
_SPELT = rf"(?<=[栋幢座楼号元层])[{NUMERALS}]{{3,6}}"  # the room of 三栋二单元一一零一
_NAMED = rf"(?<![A-Z0-9])[A-Z]|[甲乙丙丁]|[东西南北中](?=单元)|负?[{NUMERALS}]{{1,6}}"
_LABEL = re.compile(
    rf"(?P<plain>{_PLAIN})(?:\s?(?P<word>{_WORD}))?"
    rf"|(?P<named>{_NAMED})(?P<named_word>{_WORD})|(?P<spelt>{_SPELT})"
)
_GAP = re.compile(r"[\s第,.。、;:·/\\|\"“”'#-]*")


def runs_of(text: str) -> list[list[Label]]:
    """Return the runs of labels in ``text``, which must have been made `even` before."""
    runs: list[list[Label]] = []
    for label in _labels(text):
        if runs and _GAP.fullmatch(text, runs[-1][-1].end, label.start):
            runs[-1].append(label)
        else:
            runs.append([label])
    return runs


def _labels(text: str) -> Iterator[Label]:
    for found in _LABEL.finditer(text):
        word = found["word"] or found["named_word"] or ""
        text = (
            _plain(found["plain"]) if found["plain"] else _named(found["named"] or found["spelt"])
        )
        yield Label(text, word, _KIND_OF.get(word, Kind.NONE), found.start(), found.end())


def _plain(label: str) -> str:
    """Drop leading noughts: 0502 on a form is the door that says 502."""
    return re.sub(r"^([A-Z]?)0+(?=[0-9])", r"\1", label)


def _named(label: str) -> str:
    sign, numeral = ("-", label[1:]) if label.startswith("负") else ("", label)
    return f"{sign}{number_of(numeral)}" if set(numeral) <= set(NUMERALS) else label
