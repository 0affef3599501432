"""What people call a thing beside the name on its packet: who looks for 西红柿 wants 番茄 too."""

from collections.abc import Iterable, Iterator
from functools import cache

from pypinyin import lazy_pinyin

# One line, one thing. A name stands here only if it means the same thing everywhere: 地瓜 is a
# sweet potato in the north and a yam bean in Guizhou, so it is in no line.
ONE_THING = (
    ("番茄", "西红柿"),
    ("土豆", "马铃薯", "洋芋"),
    ("红薯", "番薯", "红苕"),
    ("包菜", "卷心菜", "莲花白", "圆白菜"),
    ("花菜", "菜花", "花椰菜"),
    ("西兰花", "青花菜"),
    ("香菜", "芫荽"),
    ("玉米", "苞谷", "包谷"),
    ("空心菜", "蕹菜"),
    ("莴笋", "莴苣"),
    ("折耳根", "鱼腥草"),
    ("辣椒", "海椒"),
    ("荸荠", "马蹄"),
    ("黄瓜", "青瓜"),
    ("豇豆", "长豆角"),
    ("猕猴桃", "奇异果"),
    ("菠萝", "凤梨"),
    ("圣女果", "小番茄", "小西红柿"),
    ("皮蛋", "松花蛋"),
    ("方便面", "泡面"),
    ("酸奶", "酸牛奶"),
    ("卫生纸", "厕纸", "手纸"),
    ("馄饨", "抄手", "云吞"),
    ("米粉", "米线"),
)


def names_like(word: str) -> tuple[str, ...]:
    """Return ``word`` and the other names of the thing that it names in characters or in pinyin."""
    return _by_name().get(word, (word,))


def named_too(known: Iterable[str]) -> Iterator[str]:
    """Yield the search keys of the other names of what ``known`` words name."""
    words = set(known)
    for names in ONE_THING:
        if any(word.startswith(name) for name in names for word in words):
            yield from (f" {name} {_sound(name)}" for name in names)


@cache
def _by_name() -> dict[str, tuple[str, ...]]:
    told: dict[str, tuple[str, ...]] = {}
    for names in ONE_THING:
        for name in names:
            told[name] = (name, *(other for other in names if other != name))
            told[_sound(name)] = (_sound(name), *names)
    return told


def _sound(name: str) -> str:
    return "".join(lazy_pinyin(name))
