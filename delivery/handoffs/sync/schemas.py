"""The words of offline work: what a phone sends, and what it is answered."""

from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import ValidationError, post_load, validate

from delivery.handoffs.rules import METHODS
from delivery.handoffs.sync.rules import MOST_ACTS, UNDO, Garbled, OfflineAct, said
from delivery.kernel.access import Role
from delivery.kernel.schema import (
    BaseSchema,
    Choice,
    Flag,
    Id,
    Inside,
    Many,
    Moment,
    Whole,
    Words,
)

AN_ID = "01932c07-8a8e-7f3a-9c35-7a6f0e1d2c3b"
A_HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
A_DEVICE = "d-7f3a9c357a6f"
ROLES = (Role.GATE_STAFF.value, Role.VOLUNTEER.value, Role.LEADER.value)
HASH = validate.Regexp(r"([0-9a-f]{64})?\Z", error=_l("Expected a SHA-256 in hexadecimal digits."))
PLAIN = validate.Regexp(r"[ -~]*\Z", error=_l("Please use plain ASCII characters."))


class Hash(Words):
    """A SHA-256 in hexadecimal digits, or nothing."""

    def __init__(self, **kwargs: Any):
        super().__init__(least=0, most=64, **kwargs)
        self.validators.append(HASH)


class Plain(Words):
    """ASCII, so that a phone and the server hash the same bytes."""

    def __init__(self, **kwargs: Any):
        super().__init__(**kwargs)
        self.validators.append(PLAIN)


class ActProof(BaseSchema):
    """Why the act is believed: what was looked at, the state the phone saw, a photo's hash."""

    method = Choice(METHODS, load_default="list", metadata={"example": "code"})
    saw = Plain(least=0, most=20, load_default="", metadata={"example": "at-gate"})
    photo = Hash(load_default="", metadata={"example": ""})
    undoes = Id(load_default=None, allow_none=True, metadata={"example": None})


class ActWords(BaseSchema):
    """One act, as the phone wrote it down when the person acted."""

    id = Id(required=True, metadata={"example": AN_ID})
    hash = Hash(required=True, metadata={"example": A_HASH})
    shift = Id(required=True, metadata={"example": AN_ID})
    device = Plain(required=True, most=60, metadata={"example": A_DEVICE})
    user = Id(required=True, metadata={"example": AN_ID})
    seq = Whole(required=True, least=1, metadata={"example": 1})
    kind = Plain(required=True, most=20, metadata={"example": "hand-over"})
    bag = Id(required=True, metadata={"example": AN_ID})
    previous = Hash(required=True, metadata={"example": ""})
    at = Plain(required=True, most=40, metadata={"example": "2026-03-02T08:41:00.000Z"})
    offset_ms = Whole(required=True, metadata={"example": 81000})
    proof = Inside(ActProof, required=True)

    @post_load
    def make(self, data: dict[str, Any], **_: Any) -> OfflineAct:
        """Return the words as what is received."""
        proof = data.pop("proof")
        try:
            said(data["at"])
        except ValueError as bad:
            raise ValidationError({"at": [_l("Expected a date and time.")]}) from bad
        undoes = str(proof.pop("undoes") or "")
        if (data["kind"] == UNDO) != bool(undoes):
            raise ValidationError({"kind": [_l("An undo names the act that it takes back.")]})
        return OfflineAct(said_at=data.pop("at"), undoes=undoes, **proof, **data)


class ActField(Inside):
    """An act, or what should have been one: a batch is never refused for one bad act in it."""

    def __init__(self, **kwargs: Any):
        super().__init__(ActWords, **kwargs)

    def deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        """Return the act that ``value`` says, or ``value`` itself as garbled."""
        try:
            return super().deserialize(value, *args, **kwargs)
        except ValidationError:
            return Garbled(value)


class BatchWords(BaseSchema):
    """At most 500 acts of one shift, and what the phone knows of the server."""

    token = Words(required=True, most=2_000, metadata={"example": "eyJpZCI6.4Zk"})
    acts = Many(ActField(), most=MOST_ACTS, required=True)
    sent_ms = Whole(required=True, metadata={"example": 90000})
    cursor = Whole(most=2**53, load_default=0, metadata={"example": 0})
    epoch = Id(load_default=None, allow_none=True, metadata={"example": None})
    waiting = Whole(load_default=0, metadata={"example": 1})


class OpenShift(BaseSchema):
    """As what, where and with which phone a shift is worked."""

    role = Choice(ROLES, load_default=ROLES[0], metadata={"example": "gate-staff"})
    place = Id(required=True, metadata={"example": AN_ID})
    device = Plain(required=True, most=60, metadata={"example": A_DEVICE})


class KeyOut(BaseSchema):
    """A public key, and the number by which codes name it."""

    number = Whole(metadata={"example": 1})
    public = Words(metadata={"example": "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="})


class WorkplaceOut(BaseSchema):
    """Where somebody may work, and as what."""

    role = Words(metadata={"example": "gate-staff"})
    id = Id()
    name = Words(metadata={"example": "东门"})


class WhoOut(BaseSchema):
    """Who is signed in on this phone; ``csrf`` is for the next act of the same session."""

    user = Id()
    csrf = Words(metadata={"example": "IjE2…"})
    keys = Many(Inside(KeyOut))
    places = Many(Inside(WorkplaceOut))


class BundleOut(BaseSchema):
    """A shift's bundle as text, an Ed25519 signature over it, and the token of its batches."""

    bundle = Words(most=50_000_000, metadata={"example": "{…}"})
    key = Whole(metadata={"example": 1})
    signature = Words(metadata={"example": "q83v…"})
    token = Words(most=2_000, metadata={"example": "eyJpZCI6.4Zk"})


class AnswerOut(BaseSchema):
    """What came of one act: the outcome, why, and who moved the bag last and when."""

    id = Id()
    outcome = Words(metadata={"example": "applied"})
    reason = Words(metadata={"example": ""})
    moved_by = Id(allow_none=True)
    moved_at = Moment(allow_none=True)


class OtherOut(BaseSchema):
    """What somebody else did to a bag, and the state in which the bag is now."""

    bag = Id()
    action = Words(metadata={"example": "take-in"})
    state = Words(metadata={"example": "at-gate"})
    at = Moment()


class SyncOut(BaseSchema):
    """An outcome for each act in the order sent, and what others did since the cursor."""

    epoch = Id()
    cursor = Whole(metadata={"example": 812})
    more = Flag()
    outcomes = Many(Inside(AnswerOut))
    others = Many(Inside(OtherOut))


class ReviewOut(BaseSchema):
    """An act that waits for the coordinator."""

    id = Id()
    act = Id(attribute="act_id")
    kind = Words(metadata={"example": "hand-over"})
    outcome = Words(metadata={"example": "conflict"})
    reason = Words(metadata={"example": ""})
    bag = Id(attribute="bag_id", allow_none=True)
    user = Id(attribute="user_id", allow_none=True)
    device = Words(metadata={"example": A_DEVICE})
    at = Moment()
    heard_at = Moment()
    skew_s = Whole(metadata={"example": 3})


class PageQuery(BaseSchema):
    """Which page of a long list."""

    page = Whole(most=10_000, load_default=0, metadata={"example": 0})


class EndedOut(BaseSchema):
    """A shift that is over."""

    id = Id()
    ended_at = Moment()


class DecidedOut(BaseSchema):
    """What was decided of an act, and what came of it."""

    id = Id()
    decision = Words(metadata={"example": "accept"})
    outcome = Words(metadata={"example": "applied"})
