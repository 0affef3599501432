"""The phone's own reader of signed codes, ``static/js/offline/seals.js``, run by Node."""

import base64
import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from delivery.kernel import seals
from tests.rules.hostile_codes import KEYS

OFFLINE = Path(__file__).resolve().parents[2] / "delivery" / "static" / "js" / "offline"
SCRIPT = """
const { readSeal } = await import(process.argv[1]);
let text = "";
for await (const part of process.stdin) text += part;
const { texts, keys } = JSON.parse(text);
const found = [];
for (const [n, one] of texts.entries()) {
  const seal = await readSeal(one, keys);
  if (seal) found.push([n, seal.kind, seal.subject, seal.gate.replaceAll("-", ""), seal.day]);
}
console.log(JSON.stringify(found));
"""


def believed_on_a_phone(texts: Sequence[str]) -> list[list[Any]]:
    """Return place, kind, thing, gate and day of each of ``texts`` that a phone believes."""
    keys = [
        {"number": n, "public": base64.b64encode(seals.raw(key)).decode()}
        for n, key in KEYS.items()
    ]
    told = subprocess.run(
        ["node", "--input-type=module", "--eval", SCRIPT, str(OFFLINE / "seals.js")],
        input=json.dumps({"texts": list(texts), "keys": keys}),
        capture_output=True,
        text=True,
        check=True,
    )
    found: list[list[Any]] = json.loads(told.stdout)
    return found
