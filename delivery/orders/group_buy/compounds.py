"""The name of a compound, found behind region, road and lane."""

import re

from delivery.orders.group_buy.writing import NUMERALS

EDGES = " ,.。、;:·/\\|\"“”'#-!?"
"""Punctuation that may stand around a name and is no part of it."""

# 小区 and 园区 are no districts, 城市 and 都市 no towns.
_REGION = re.compile(
    r"[\u4e00-\u9fff]{2,7}?(?:省|自治区|自治州|(?<![城都])市|(?<![小社园])区|县|镇|乡|街道)"
)
_NUMBER = rf"(?:[0-9]+|[{NUMERALS}]+)"
_ROADS = (
    re.compile(rf".*?[路街道巷弄][\s.。,]*{_NUMBER}[弄号巷][\s.。,]*|.*?{_NUMBER}弄[\s.。,]*"),
    re.compile(r"[\u4e00-\u9fff]{1,6}?(?:路|街|大道|胡同)"),
)
_NO_NAMES = ("小区", "社区")


def compound_in(text: str) -> str:
    """Return what ``text``, made `even` before, leaves when region, road and lane are gone."""
    name = text.strip(EDGES)
    while (found := _REGION.match(name)) and not _is_name(text, found[0]):
        name = name[found.end() :].strip(EDGES)
    for road in _ROADS:
        found = road.match(name)
        rest = name[found.end() :].strip(EDGES) if found else name
        name = name if rest in _NO_NAMES else rest
    return name


def _is_name(text: str, region: str) -> bool:
    """Tell 江南水乡, which is a compound when it stands alone, from a township."""
    return text.strip(EDGES) == region and region.endswith(("乡", "镇"))
