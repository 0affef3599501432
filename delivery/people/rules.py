"""Phones, names, codes and passwords as people write them. Plain Python."""

import re
import unicodedata

import phonenumbers

REGION = "CN"  # of a number typed without its country
SHORTEST_PASSWORD = 8
COMMON_PASSWORDS = frozenset(
    {"password", "password1", "passw0rd", "iloveyou", "5201314520", "woaini1314", "a1234567"}
    | {"a12345678", "qwertyui", "qwerty123", "1qaz2wsx", "11223344", "88888888", "admin123"}
)
_OUTSIDE = re.compile(r"[\s\\]|//|[\x00-\x1f\x7f]")


def e164(typed: str) -> str | None:
    """Return a phone number as ``+8613812345678``, or nothing where ``typed`` is not one."""
    try:
        number = phonenumbers.parse(typed, REGION)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def national(phone: str) -> str:
    """Return a kept number as it is said here: ``138 1234 5678``; foreign ones with their code."""
    digits = phone.removeprefix("+86")
    if digits != phone and len(digits) == 11:
        return f"{digits[:3]} {digits[3:7]} {digits[7:]}"
    return phone


def masked_phone(phone: str | None) -> str:
    """Return what a list shows of a number: ``138 **** 5678``."""
    if not phone:
        return ""
    digits = phone.removeprefix("+86")
    return f"{digits[:3]} **** {digits[-4:]}"


def masked_name(name: str) -> str:
    """Return what a list shows of a name: ``王*``, ``欧阳*``, ``Li M.``; enough to find one's own."""
    if " " in name.strip():
        first, *rest = name.split()
        return f"{first} {rest[-1][0]}."
    if len(name) <= 1:
        return "*"
    kept = 2 if len(name) >= 4 and not name.isascii() else 1
    return name[:kept] + "*" * min(2, len(name) - kept)


def plain(secret: str) -> str:
    """Return a typed password, PIN or code in one writing: full-width keys type what they show."""
    return unicodedata.normalize("NFKC", secret)


def bare_code(typed: str) -> str:
    """Return a code without what is printed only to be read: ``k7qm 2fwx`` is ``K7QM2FWX``."""
    return re.sub(r"[\s\-–—·_]", "", plain(typed)).upper()


def spaced_code(code: str) -> str:
    """Return a code as it is printed, in groups of four or five: ``K7QM-2FWX``."""
    step = 5 if len(code) % 5 == 0 else 4
    return "-".join(code[i : i + step] for i in range(0, len(code), step))


def weak_password(password: str, *about: str | None) -> bool:
    """Tell whether ``password`` is one of those tried first: common, one key, or one's own number."""
    folded = plain(password).casefold()
    own = {text.casefold().removeprefix("+86") for text in about if text}
    run = folded in "0123456789012345" or folded in "9876543210987654"
    return len(set(folded)) < 3 or run or folded in COMMON_PASSWORDS or folded in own


def inner_path(path: str | None, default: str = "/") -> str:
    """Return ``path`` where it leads to a page of this site, else ``default``: no open redirect."""
    if not path or not path.startswith("/") or len(path) > 500 or _OUTSIDE.search(path):
        return default
    return path


def natural(text: str) -> tuple[tuple[int, str], ...]:
    """Return a key that sorts ``3`` before ``11`` and ``3A`` after ``3``."""
    parts = re.findall(r"\d+|\D+", text)
    return tuple((int(p), "") if p.isdecimal() else (-1, p) for p in parts)
