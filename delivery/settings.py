"""Settings: read once from the environment, checked before anything starts."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

SHORTEST_SECRET = 32
LEAST_MEMORY_KIB = 19 * 1024  # of Argon2id with two rounds, as OWASP advises


class BadSetting(ValueError):
    """A setting is missing or unusable; the message names it and says what to do."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How this installation runs. Each field is read from ``MENKOU_`` + its name in capitals.

    Parameters
    ----------
    secret_key
        Signs cookies and one-time forms; at least 32 characters, kept from everybody.
    database_url
        ``sqlite:///PATH`` or ``postgresql+psycopg://USER@HOST/NAME``.
    demo
        A demonstration: anybody on this machine may sign in as anybody.
    plain_http
        Allow cookies over plain HTTP. Only for a demonstration on the loopback address.
    hosts
        The names by which people reach this server, separated by commas; links on paper and in
        messages are made of them, and a request that names another is refused. Empty: any.
    proxies
        How many proxies of our own stand before the web server; whom they name is believed.
    planner_processes
        Processes that solve; 0 solves inside the worker (only for a debugger).
    dask_address
        A Dask scheduler that solves instead, such as ``tcp://10.0.0.5:8786``.
    solve_seconds
        How long the router may think about one wave.
    notices_dir
        Where the file transport writes what people were told; empty: the console.
    payment_provider
        Who takes money online: empty for nobody, ``local`` for a demonstration.
    payment_secret
        What the provider signs its words with; empty: ``secret_key``.
    body_limit_bytes
        The largest request that is read.
    keep_ambient_min, keep_chilled_min, keep_frozen_min
        How many minutes bags wait at a gate after their household's time to collect, by class,
        before it is asked what would help.
    keep_step_min
        Minutes from that question to a word with the group's leader, and from there to the end.
    cold_chilled_min, cold_frozen_min
        How many minutes a cold bag may be on its way, from packing to hand-over; from 70 % on it is
        shown to the gate and to the coordinator.
    password_memory_kib, password_rounds
        What one hash of a password costs (Argon2id); a demonstration may take less.
    """

    secret_key: str
    database_url: str = "sqlite:///var/menkou.sqlite"
    demo: bool = False
    plain_http: bool = False
    hosts: str = ""
    proxies: int = 0
    planner_processes: int = 1
    dask_address: str = ""
    solve_seconds: float = 3.0
    notices_dir: str = ""
    payment_provider: str = ""
    payment_secret: str = ""
    body_limit_bytes: int = 2_000_000
    keep_ambient_min: int = 120
    keep_chilled_min: int = 20
    keep_frozen_min: int = 10
    keep_step_min: int = 20
    cold_chilled_min: int = 600
    cold_frozen_min: int = 480
    password_memory_kib: int = LEAST_MEMORY_KIB
    password_rounds: int = 2

    def __post_init__(self) -> None:
        if len(self.secret_key) < SHORTEST_SECRET or len(set(self.secret_key)) < 8:
            raise BadSetting(
                "MENKOU_SECRET_KEY must be a secret of at least 32 characters. Make one with: "
                'python3 -c "import secrets; print(secrets.token_hex(32))"'
            )
        if not self.database_url.startswith(("sqlite:///", "postgresql+psycopg://")):
            raise BadSetting(
                "MENKOU_DATABASE_URL must begin with sqlite:/// or postgresql+psycopg://"
            )
        if self.plain_http and not self.demo:
            raise BadSetting("MENKOU_PLAIN_HTTP is only for a demonstration: set MENKOU_DEMO too.")
        if self.payment_provider not in ("", "local"):
            raise BadSetting("MENKOU_PAYMENT_PROVIDER is empty, or local.")
        if self.payment_provider == "local" and not self.demo:
            raise BadSetting(
                "MENKOU_PAYMENT_PROVIDER=local asks nobody for money: it is for a demonstration."
            )
        if (
            self.solve_seconds <= 0
            or self.body_limit_bytes <= 0
            or min(self.planner_processes, self.proxies) < 0
            or min(*self.keep_min.values(), self.keep_step_min) < 0
            or min(self.cold_min.values()) <= 0
        ):
            raise BadSetting("Seconds, minutes, bytes and processes are positive numbers.")
        weak = self.password_memory_kib < LEAST_MEMORY_KIB or self.password_rounds < 2
        if weak and not self.demo:
            raise BadSetting(
                f"MENKOU_PASSWORD_MEMORY_KIB is at least {LEAST_MEMORY_KIB}, "
                "MENKOU_PASSWORD_ROUNDS at least 2."
            )

    @property
    def keep_min(self) -> dict[str, int]:
        """Return how many minutes bags wait after their time, by class."""
        return {
            "ambient": self.keep_ambient_min,
            "chilled": self.keep_chilled_min,
            "frozen": self.keep_frozen_min,
        }

    @property
    def cold_min(self) -> dict[str, int]:
        """Return how many minutes cold bags may be on their way, by class."""
        return {"chilled": self.cold_chilled_min, "frozen": self.cold_frozen_min}

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Return the settings that ``environment`` names, with the defaults for the rest.

        Raises
        ------
        BadSetting
            A value is missing, or cannot be read as what it should be.
        """
        given: dict[str, Any] = {"secret_key": ""}
        for one in fields(cls):
            name = f"MENKOU_{one.name.upper()}"
            if name in environment:
                given[one.name] = _read(name, environment[name], one.type)
        return cls(**given)

    def flask(self) -> dict[str, Any]:
        """Return the configuration of Flask and its extensions."""
        return {
            "SECRET_KEY": self.secret_key,
            "SQLALCHEMY_DATABASE_URI": absolute(self.database_url),
            "SQLALCHEMY_ENGINE_OPTIONS": {"hide_parameters": True},  # errors are logged
            "TRUSTED_HOSTS": [name.strip() for name in self.hosts.split(",") if name.strip()]
            or None,
            "MAX_CONTENT_LENGTH": self.body_limit_bytes,
            "MAX_FORM_MEMORY_SIZE": self.body_limit_bytes,
            "SESSION_COOKIE_NAME": "menkou",
            "SESSION_COOKIE_SECURE": not self.plain_http,
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "PERMANENT_SESSION_LIFETIME": 30 * 24 * 3600,
            "WTF_CSRF_CHECK_DEFAULT": False,  # kernel.http checks, after it knows who asks
            "WTF_CSRF_TIME_LIMIT": None,
            "BABEL_DEFAULT_LOCALE": "zh_Hans",
            "API_TITLE": "Menkou",
            "API_VERSION": "v1",
            "OPENAPI_VERSION": "3.1.0",
            "OPENAPI_URL_PREFIX": "/api",
            "OPENAPI_JSON_PATH": "openapi.json",
        }


def absolute(database_url: str) -> str:
    """Return ``database_url`` with a relative SQLite path counted from the working folder."""
    path = database_url.removeprefix("sqlite:///")
    if path == database_url or path.startswith(("/", ":memory:")):
        return database_url
    return f"sqlite:///{Path.cwd() / path}"


def _read(name: str, text: str, kind: Any) -> Any:
    try:
        if kind in (bool, "bool"):
            return {
                "1": True,
                "true": True,
                "yes": True,
                "0": False,
                "false": False,
                "no": False,
                "": False,
            }[text.lower()]
        return kind(text)
    except (KeyError, ValueError) as bad:
        raise BadSetting(f"{name}: cannot use {text!r}.") from bad
