"""Telephone numbers inside free words, which are shown with their middle covered."""

import re

from delivery.people.rules import e164, masked_phone

# Digits of a mobile number wherever they stand: phonenumbers' own matcher passes over 电话13800000000.
_MOBILE = re.compile(r"(?<![0-9])(?:\+?86[ -]?)?1[3-9][0-9](?:[ -]?[0-9]{4}){2}(?![0-9])")


def mask_phones(text: str) -> str:
    """Cover every mobile number in a remark or an address."""
    return _MOBILE.sub(lambda found: masked_phone(e164(found[0]) or found[0]), text)
