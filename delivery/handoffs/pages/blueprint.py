"""The blueprint of the gate's and the road's pages, and what they share."""

from collections import Counter
from collections.abc import Iterable
from uuid import UUID

from flask import Blueprint, flash, request

from delivery.handoffs.naming import answer_lines, bags_words, entrance, refused_words
from delivery.handoffs.rules import Outcome, Proof, shelf_of
from delivery.handoffs.services import Outcomes
from delivery.kernel.clock import now
from delivery.kernel.codes import spoken

bp = Blueprint("handoffs", __name__)
for words in (entrance, bags_words, answer_lines, spoken):
    bp.add_app_template_filter(words)
bp.add_app_template_filter(shelf_of, "shelf")
REFUSED = (Outcome.CONFLICT, Outcome.MISMATCH)


def proof_of_form(method: str = "list", gate: UUID | None = None) -> Proof:
    """Return the proof of an act that is being pressed just now, on the page's own key."""
    key = request.headers.get("Idempotency-Key") or request.form.get("key", "")
    return Proof(key=key, at=now(), method=method, gate=gate)


def tell(outcomes: Outcomes, done: str) -> None:
    """Show ``done`` on the next page, or why some of the bags were refused."""
    refused = sum(count for outcome, count in _counted(outcomes) if outcome in REFUSED)
    if refused:
        flash(refused_words(refused), "bad")
    if refused < len(outcomes):
        flash(done, "ok")


def _counted(outcomes: Outcomes) -> Iterable[tuple[Outcome, int]]:
    return Counter(outcomes.values()).items()
