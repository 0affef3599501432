"""The words of people's forms and programs."""

from flask_babel import lazy_gettext as _l
from marshmallow import validate

from delivery.kernel.access import Role
from delivery.kernel.languages import LANGUAGES
from delivery.kernel.schema import BaseSchema, Choice, Flag, Id, Many, Whole, Words

LONGEST_PASSWORD = 200
PHONE = {"most": 30, "metadata": {"example": "138 0000 1234"}}
NAME = {"most": 60, "metadata": {"example": "王芳"}}
CODE = {"most": 40, "metadata": {"example": "K7QM-2FWX"}}


class SignIn(BaseSchema):
    """A name or phone number, and a password."""

    name = Words(required=True, most=60, metadata={"example": "138 0000 1234"})
    password = Words(required=True, most=LONGEST_PASSWORD, metadata={"example": "two words 7"})


class SignInForm(SignIn):
    """As above, and where the person was going."""

    next = Words(most=500, load_default=None)


class Join(BaseSchema):
    """A household's code, and who comes with it."""

    code = Words(required=True, **CODE)
    name = Words(required=True, **NAME)
    phone = Words(required=True, **PHONE)
    password = Words(required=True, most=LONGEST_PASSWORD, metadata={"example": "two words 7"})


class JoinToo(BaseSchema):
    """A household's code, by somebody who is signed in."""

    code = Words(required=True, **CODE)


class Redeem(BaseSchema):
    """An invite or reset code, and the password that it buys."""

    code = Words(required=True, most=40, metadata={"example": "K7QMB-2FWXA"})
    password = Words(required=True, most=LONGEST_PASSWORD, metadata={"example": "two words 7"})


class Account(BaseSchema):
    """What people change about themselves."""

    name = Words(required=True, **NAME)
    elder = Flag(load_default=False, metadata={"description": "Large print, whole sentences."})


class Password(BaseSchema):
    """The password, and the one that takes its place."""

    current = Words(required=True, most=LONGEST_PASSWORD)
    password = Words(
        required=True, most=LONGEST_PASSWORD, metadata={"example": "the gate keeps its light"}
    )


class Pin(BaseSchema):
    """The PIN for a gate's phone; the password vouches for it."""

    current = Words(required=True, most=LONGEST_PASSWORD)
    pin = Words(required=True, most=6, metadata={"example": "4711"})

    def __init__(self, **kwargs: object):
        super().__init__(**kwargs)
        self.fields["pin"].validators = [
            validate.Regexp(r"^[0-9]{4,6}$", error=_l("A PIN has 4 to 6 digits."))
        ]


class Switch(BaseSchema):
    """Who takes over the gate's phone."""

    user_id = Id(required=True)
    pin = Words(required=True, most=6, metadata={"example": "2846"})


class Language(BaseSchema):
    """Where to stay after the language was changed."""

    next = Words(most=500, load_default=None)


class Print(BaseSchema):
    """Large print or not, and where to stay after the change."""

    elder = Flag(load_default=False)
    next = Words(most=500, load_default=None)


class Speak(BaseSchema):
    """The language that somebody chose."""

    language = Choice(LANGUAGES, required=True, metadata={"example": "zh_Hans"})


class People(BaseSchema):
    """Which part of the list of people."""

    role = Choice([role.value for role in Role], load_default=None)
    q = Words(most=40, load_default="")
    page = Whole(least=1, most=10_000, load_default=1)


class Pages(BaseSchema):
    """Which part of a list."""

    page = Whole(least=1, most=10_000, load_default=1)


class InviteForm(BaseSchema):
    """Who is let in, and where; a resident's home is typed."""

    name = Words(required=True, **NAME)
    phone = Words(load_default="", **PHONE)
    sign_in_name = Words(most=40, load_default="", metadata={"example": "gate-east-1"})
    scope_id = Id(load_default=None, metadata={"description": "Where the role holds."})
    compound_id = Id(load_default=None, metadata={"description": "For a resident: the home."})
    building = Words(most=20, load_default="", metadata={"example": "3"})
    unit = Words(most=20, load_default="", metadata={"example": "2"})
    room = Words(most=20, load_default="", metadata={"example": "1101"})


class Invite(InviteForm):
    """As above, with the role."""

    role = Choice([role.value for role in Role], required=True, metadata={"example": "gate-staff"})


class Building(BaseSchema):
    """Which building of a compound."""

    building = Words(most=20, load_default="")


class Blocks(BaseSchema):
    """Homes by the hundred, one block a line, and how many make a group."""

    blocks = Words(required=True, most=5_000, metadata={"example": "3栋 1–4单元 1–11层 每层2户"})
    group_size = Whole(most=50, load_default=10)


class GroupName(BaseSchema):
    """What a household group is called."""

    name = Words(required=True, most=60, metadata={"example": "3 栋第 1 组"})


class HomeForm(BaseSchema):
    """A home's numbers as they stand on its door, and its group."""

    building = Words(required=True, most=20, metadata={"example": "3"})
    unit = Words(most=20, load_default="", metadata={"example": "2"})
    floor = Whole(least=-9, most=200, load_default=0, metadata={"example": 11})
    room = Words(required=True, most=20, metadata={"example": "1101"})
    group_id = Id(load_default=None)


class GiveRole(BaseSchema):
    """One more role for somebody."""

    role = Choice([role.value for role in Role], required=True, metadata={"example": "leader"})
    scope_id = Id(required=True)


class Codes(BaseSchema):
    """The households that are given a code on paper."""

    households = Many(
        Id(),
        required=True,
        least=1,
        most=300,
        metadata={"example": ["7d1f2a90-3c5e-4b8a-9d61-0e2f4a6b8c1d"]},
    )


class LinkTo(BaseSchema):
    """Where a one-time link leads."""

    leads_to = Words(most=500, load_default="/", metadata={"example": "/routes"})
