"""Times in words, as large print says them: nobody eats lunch at 12 in the afternoon."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from flask_babel import force_locale

from delivery.orders.pages.blueprint import spoken_clock

TIMES = [
    (3, 0, "凌晨 3 点", "3 o'clock at night"),
    (9, 5, "上午 9 点 05 分", "9:05 in the morning"),
    (12, 0, "中午 12 点", "12 o'clock noon"),
    (16, 40, "下午 4 点 40 分", "4:40 in the afternoon"),
    (19, 0, "晚上 7 点", "7 o'clock in the evening"),
]


@pytest.mark.parametrize(("hour", "minute", "chinese", "english"), TIMES)
def test_a_time_is_said_as_people_say_it(app, hour, minute, chinese, english):
    instant = datetime(2026, 3, 2, hour, minute, tzinfo=ZoneInfo("Asia/Shanghai"))
    with app.test_request_context():
        for language, said in (("zh_Hans", chinese), ("en", english)):
            with force_locale(language):
                assert spoken_clock(instant) == said
