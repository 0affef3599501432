"""Tries to pass a gate with codes that were not made for it: ``python -m benchmarks.codes``.

A million texts made of genuine signed codes, in every way of ``tests/rules/hostile_codes.py``, are
read as the server reads them; each genuine code is held up at every other gate and day; a part is
read by the phone's reader too, in Node. Then short codes are guessed. One that is believed ends it.
"""

import argparse
import os
import random
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from uuid import UUID

from delivery.handoffs.lookup import MOST_TRIES
from delivery.handoffs.rules import PICKUP_LENGTH, pickup_code
from delivery.kernel import seals
from delivery.kernel.codes import with_check
from delivery.kernel.ids import ALPHABET
from tests.rules.hostile_codes import KEYS, SECRET, Forger, holds_elsewhere
from tests.rules.phone_reader import believed_on_a_phone

PART, ON_A_PHONE, WAITING = 10_000, 20_000, 400
QUARTERS_A_YEAR = 4 * 24 * 365


def main() -> None:
    """Try what was asked for, and print it."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--codes", type=int, default=1_000_000)
    asked.add_argument("--seed", type=int, default=1)
    size = asked.parse_args()
    begun, tried = time.perf_counter(), Counter[str]()
    with ProcessPoolExecutor(os.cpu_count(), mp_context=get_context("spawn")) as pool:
        seeds = range(size.seed * 10**6, size.seed * 10**6 + -(-size.codes // PART))
        for ways in pool.map(part, seeds):
            tried.update(ways)
    seconds = time.perf_counter() - begun
    for way, count in sorted(tried.items()):
        print(f"  {way}: {count:,}")
    total = sum(tried.values())
    print(f"{total:,} hostile codes, none believed: {total / seconds:,.0f} a second")
    replayed()
    on_a_phone(size.seed)
    guessed(size.codes)


def part(seed: int) -> Counter[str]:
    """Read hostile codes, and return how many there were of each way."""
    forger, ways = Forger(random.Random(seed)), Counter[str]()
    while sum(ways.values()) < PART:
        way, text = forger.make()
        if text in forger.by_text:
            continue  # it is the genuine code again
        if seals.read(text, KEYS) is not None:
            raise SystemExit(f"BELIEVED ({way}): {text}")
        ways[way] += 1
    return ways


def replayed() -> None:
    """Hold every genuine code up where it was not made for."""
    codes = Forger(random.Random(0)).codes
    wrong = [place for code in codes for place in holds_elsewhere(code)]
    if wrong:
        raise SystemExit(f"BELIEVED elsewhere: {wrong}")
    print(f"{len(codes)} genuine codes at every other gate and day: none believed")


def on_a_phone(seed: int) -> None:
    """Read hostile codes with the phone's own reader."""
    forger = Forger(random.Random(seed))
    texts = [text for _ in range(ON_A_PHONE) if (text := forger.make()[1]) not in forger.by_text]
    if wrong := believed_on_a_phone(texts):
        raise SystemExit(f"BELIEVED on a phone: {wrong}")
    if len(believed_on_a_phone(list(forger.by_text))) != len(forger.by_text):
        raise SystemExit("the phone does not believe what is genuine")
    print(f"{len(texts):,} hostile codes on a phone: none believed")


def guessed(guesses: int) -> None:
    """Guess short codes, each with its check character, against those that wait at one gate."""
    rng, wave = random.Random(1), UUID(int=1)
    waiting = {pickup_code(SECRET, wave, UUID(int=n)) for n in range(WAITING)}
    tomorrow = {pickup_code(SECRET, UUID(int=2), UUID(int=n)) for n in range(WAITING)}
    hits = sum(
        with_check("".join(rng.choices(ALPHABET, k=PICKUP_LENGTH))) in waiting
        for _ in range(guesses)
    )
    odds = len(ALPHABET) ** PICKUP_LENGTH / WAITING
    years = odds / (MOST_TRIES * QUARTERS_A_YEAR)
    print(f"{guesses:,} short codes guessed: {hits} hit, {guesses / odds:.2f} by the odds")
    print(
        f"with {WAITING} households waiting a guess is right once in {odds / 1e6:.1f} million; at "
        f"{MOST_TRIES} wrong codes in a quarter of an hour, one in {years:.1f} years"
    )
    if waiting & tomorrow or hits > 10 + 3 * guesses / odds:
        raise SystemExit("short codes are not what they should be")


if __name__ == "__main__":
    main()
