"""Phone numbers: kept in one form, shown with their middle covered."""

import re

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

_REGION = "CN"
# Digits of a mobile number wherever they stand: phonenumbers' own matcher passes over 电话13800000000.
_MOBILE = re.compile(r"(?<![0-9])(?:\+?86[ -]?)?1[3-9][0-9](?:[ -]?[0-9]{4}){2}(?![0-9])")


def normal_phone(text: str) -> str | None:
    """Return ``text`` as an E.164 number (``+8613812345678``), or None if it is no valid number."""
    try:
        number = phonenumbers.parse(text[:40], _REGION)
    except NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def masked_phone(number: str) -> str:
    """Cover the middle: ``+8613812345678`` becomes ``138****5678``; a short number keeps two digits."""
    digits = re.sub(r"^86(?=1[0-9]{10}$)|[^0-9]", "", re.sub(r"^\+86|[ -]", "", number))
    if len(digits) < 10:
        return f"****{digits[-2:]}"
    return f"{digits[:3]}****{digits[-4:]}"


def mask_phones(text: str) -> str:
    """Cover every mobile number inside a remark or an address."""
    return _MOBILE.sub(lambda found: masked_phone(found[0]), text)


def masked_name(name: str) -> str:
    """Keep the surname: 郭山彤 becomes 郭**, which still tells two bags of one door apart."""
    return f"{name[:1]}**" if name else ""
