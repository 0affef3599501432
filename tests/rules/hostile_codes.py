"""Codes that nobody signed, or that were signed for something else, made of ones that are genuine."""

import base64
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from delivery.kernel import seals
from delivery.kernel.seals import BODY, BUNDLE_PURPOSE, CODE_PURPOSE, MARK, Seal

SECRET, OTHER = "a secret of this installation", "another secret"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
DAY = date(2026, 3, 2)
KEYS = {1: seals.public_key(SECRET, 1), 2: seals.public_key(SECRET, 2)}
GATES = [UUID(int=n << 64) for n in range(3)]
DAYS = [DAY + timedelta(days=n) for n in range(5)]
ORDER = 2**252 + 27742317777372353535851937790883648493  # of the curve's group


@dataclass(frozen=True)
class Code:
    """A genuine code: its text and what it says."""

    text: str
    seal: Seal

    @property
    def signature(self) -> bytes:
        """Return the 64 bytes that stand behind what it says."""
        return seals.private_key(SECRET, self.seal.key).sign(CODE_PURPOSE + self.seal.body)


def genuine(count: int = 60) -> list[Code]:
    """Return codes of both kinds, of three gates, five days and two keys."""
    codes = []
    for n in range(count):
        seal = Seal.of(seals.KINDS[n % 2], UUID(int=n), GATES[n % 3], DAYS[n % 5], 1 + n % 2)
        codes.append(Code(seals.written(seal, SECRET), seal))
    return codes


def text_of(content: bytes) -> str:
    """Return content as the text of a code."""
    return MARK + base64.b32encode(content).decode().rstrip("=")


class Forger:
    """Makes hostile codes; each method is one way, and returns a text."""

    def __init__(self, rng: random.Random):
        self.rng, self.codes = rng, genuine()
        self.by_text = {code.text: code.seal for code in self.codes}
        self.ways: dict[str, Callable[[Code, Code], str]] = {
            "a letter changed": self.letter,
            "cut": lambda a, b: a.text[: self.place(a)],
            "longer": lambda a, b: a.text + self.rng.choice(LETTERS),
            "a letter left out": lambda a, b: a.text[: (p := self.place(a))] + a.text[p + 1 :],
            "neighbours swapped": self.swapped,
            "two codes joined": lambda a, b: a.text[: (p := self.place(a))] + b.text[p:],
            "letters by chance": lambda a, b: MARK + self.letters(len(a.text) - len(MARK)),
            "a bit turned": self.bit,
            "said something else": self.field,
            "another's signature": lambda a, b: text_of(a.seal.body + b.signature),
            "signature in another form": self.malleable,
            "signed as a bundle": lambda a, b: self.signed(a, 1, SECRET, BUNDLE_PURPOSE),
            "signed as nothing": lambda a, b: self.signed(a, 1, SECRET, b""),
            "signed elsewhere": lambda a, b: self.signed(a, a.seal.key, OTHER, CODE_PURPOSE),
            "signed with a key of no trust": lambda a, b: self.signed(a, 9, SECRET, CODE_PURPOSE),
        }

    def make(self) -> tuple[str, str]:
        """Return a way by chance, and a text that was made so."""
        way = self.rng.choice(list(self.ways))
        one, other = self.rng.sample(self.codes, 2)
        return way, self.ways[way](one, other)

    def place(self, code: Code) -> int:
        """Return a place behind the mark."""
        return self.rng.randrange(len(MARK), len(code.text) - 1)

    def letters(self, count: int) -> str:
        """Return letters by chance."""
        return "".join(self.rng.choices(LETTERS, k=count))

    def letter(self, one: Code, _other: Code) -> str:
        """Change one letter, or leave it by chance."""
        place = self.place(one)
        return one.text[:place] + self.rng.choice(LETTERS) + one.text[place + 1 :]

    def swapped(self, one: Code, _other: Code) -> str:
        """Swap two letters that stand side by side."""
        p = self.place(one)
        return one.text[:p] + one.text[p + 1] + one.text[p] + one.text[p + 2 :]

    def bit(self, one: Code, _other: Code) -> str:
        """Turn one bit of what is said, or of the signature."""
        content = bytearray(one.seal.body + one.signature)
        content[self.rng.randrange(len(content))] ^= 1 << self.rng.randrange(8)
        return text_of(bytes(content))

    def field(self, one: Code, other: Code) -> str:
        """Say another kind, key, thing, gate or day above a signature that was genuine."""
        words = list(BODY.unpack(one.seal.body))
        place = self.rng.randrange(len(words))
        instead = BODY.unpack(other.seal.body)[place]
        words[place] = (
            words[place] ^ 1 if words[place] == instead and place in (0, 1, 4) else instead
        )
        return text_of(BODY.pack(*words) + one.signature)

    def malleable(self, one: Code, _other: Code) -> str:
        """Add the group's order to the signature's number, which a careless reader takes."""
        number = int.from_bytes(one.signature[32:], "little") + ORDER
        return text_of(one.seal.body + one.signature[:32] + number.to_bytes(32, "little"))

    def signed(self, one: Code, key: int, secret: str, purpose: bytes) -> str:
        """Sign with some key, for some purpose, what a genuine code says."""
        body = one.seal.body if key in KEYS else _with_key(one.seal, key)
        return text_of(body + seals.private_key(secret, key).sign(purpose + body))


def _with_key(seal: Seal, key: int) -> bytes:
    words = list(BODY.unpack(seal.body))
    words[1] = key
    return BODY.pack(*words)


def holds_elsewhere(code: Code) -> list[str]:
    """Return where a genuine code is believed that it was not made for: nowhere, if all is well."""
    read = seals.read(code.text, KEYS)
    return [
        f"{code.text} at gate {gate} on {day}"
        for gate in GATES
        for day in DAYS
        if read.holds_at(gate, day)
        and (gate.bytes[:8], seals.day_number(day)) != (code.seal.gate, code.seal.day)
    ]
