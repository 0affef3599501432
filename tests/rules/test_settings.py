"""An installation that would not be safe does not start."""

from dataclasses import fields
from pathlib import Path

import pytest

from delivery.settings import BadSetting, Settings

SECRET = {"MENKOU_SECRET_KEY": "c1b4e0a2d79f4e6b8a3c5d7e9f1a2b3c"}


@pytest.mark.parametrize("secret", ["", "short", "a" * 64, "changeme" * 3])
def test_a_short_or_plain_secret_is_refused(secret):
    with pytest.raises(BadSetting, match="MENKOU_SECRET_KEY"):
        Settings.from_environment({"MENKOU_SECRET_KEY": secret})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("MENKOU_PLAIN_HTTP", "1"),  # cookies in the clear are for a demonstration
        ("MENKOU_DEMO", "perhaps"),
        ("MENKOU_DATABASE_URL", "mysql://localhost/menkou"),
        ("MENKOU_SOLVE_SECONDS", "-1"),
        ("MENKOU_PROXIES", "-1"),
        ("MENKOU_PASSWORD_ROUNDS", "1"),
        ("MENKOU_PLANNER_PROCESSES", "many"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_by_name(name, value):
    with pytest.raises(BadSetting):
        Settings.from_environment(SECRET | {name: value})


def test_cookies_are_secure_unless_a_demonstration_says_otherwise():
    assert Settings.from_environment(SECRET).flask()["SESSION_COOKIE_SECURE"] is True
    demo = SECRET | {"MENKOU_DEMO": "1", "MENKOU_PLAIN_HTTP": "1"}
    assert Settings.from_environment(demo).flask()["SESSION_COOKIE_SECURE"] is False


def test_every_setting_is_told_in_the_readme():
    readme = (Path(__file__).resolve().parents[2] / "README.md").read_text()
    missing = [f.name for f in fields(Settings) if f"MENKOU_{f.name.upper()}" not in readme]
    assert missing == []
