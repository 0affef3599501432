"""Invented people: a name that nobody else here has, and a telephone that nobody answers."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

# As common as they come: each is drawn a little less often than the one before it.
SURNAMES = "王李张杨陈刘罗吴周黄赵龙何冯潘田郑谢马邓梁袁石韦彭蒋任孙陆卢安宋唐曾姚莫熊胡朱徐"
# Given names by generation's habit: a first and a second character, women's and men's.
GIVEN = (
    (
        "秀玉桂丽红晓雨美金翠素淑思月雪静慧佳子梦巧银菊艳",
        "英芳兰珍梅霞燕琴琼云萍玲莲芬娟涵怡洁敏莉蓉仙香菲",
    ),
    (
        "建志永家文海明正学世德光天子兴庆昌荣少宗振绍万启",
        "军强平华明林峰辉远忠贵涛勇斌才福祥坤鹏松义宇航州",
    ),
)

FIRST_PHONE = 14_500_000_001
"""145 is a range of data cards for machines: numbers in it are valid, and no person's."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody invented. ``phone`` is written as +86 and eleven digits (E.164)."""

    name: str
    phone: str


def invented_people(rng: random.Random) -> Iterator[Person]:
    """Yield people without end; no two share a name or a telephone."""
    weights = [1 / (rank + 4) for rank in range(len(SURNAMES))]
    taken: set[str] = set()
    phone = FIRST_PHONE
    while True:
        (surname,) = rng.choices(SURNAMES, weights=weights)
        first, second = rng.choice(GIVEN)
        name = surname + rng.choice(first) + rng.choice(second)
        if name not in taken:
            taken.add(name)
            yield Person(name, f"+86{phone}")
            phone += 1
