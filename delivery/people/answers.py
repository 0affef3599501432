"""What programs are told of people."""

from marshmallow.fields import Function

from delivery.kernel.schema import BaseSchema, Flag, Id, Inside, Many, Moment, Whole, Words
from delivery.people.rules import masked_name, masked_phone


class SessionOut(BaseSchema):
    """A session that was opened: send the token as ``Authorization: Bearer …``."""

    token = Words(metadata={"example": "6f2c…"})
    person_id = Id(attribute="user.id")
    name = Words(attribute="user.name", metadata={"example": "王芳"})


class HeldOut(BaseSchema):
    """A role that somebody holds, and where."""

    id = Id(attribute="grant.id")
    role = Words(metadata={"example": "gate-staff"})
    scope_id = Id(attribute="grant.scope_id")
    where = Words(metadata={"example": "云岩花园 东门"})


class PersonRow(BaseSchema):
    """A person in a list: name and number are masked."""

    id = Id()
    name = Function(lambda user: masked_name(user.name), metadata={"example": "王*"})
    phone = Function(lambda user: masked_phone(user.phone), metadata={"example": "138 **** 1234"})
    disabled_at = Moment(metadata={"description": "Since when nobody signs in as this person."})


class PeopleOut(BaseSchema):
    """A page of people, and the number of the next."""

    people = Many(Inside(PersonRow), attribute="rows")
    next = Whole(attribute="after", metadata={"example": 2})


class PersonOut(BaseSchema):
    """One person, for whoever answers for them."""

    id = Id(attribute="user.id")
    name = Words(attribute="user.name", metadata={"example": "王芳"})
    phone = Words(attribute="user.phone", metadata={"example": "+8613800001234"})
    sign_in_name = Words(attribute="user.sign_in_name", metadata={"example": "gate-east-1"})
    disabled_at = Moment(attribute="user.disabled_at")
    roles = Many(Inside(HeldOut))


class MeOut(PersonOut):
    """The account that asks."""

    language = Words(attribute="user.language", metadata={"example": "zh_Hans"})
    elder = Flag(attribute="user.elder", metadata={"example": False})


class DeviceOut(BaseSchema):
    """A session that has not ended."""

    id = Id()
    device = Words(metadata={"example": "WeChat, Android"})
    how = Words(metadata={"example": "password"})
    started_at = Moment()
    expires_at = Moment()


class InvitedOut(BaseSchema):
    """Who was let in; the code is shown this once, and absent where none is needed."""

    person_id = Id(attribute="user.id")
    code = Words(metadata={"example": "K7QMB2FWXA"})


class SecretOut(BaseSchema):
    """A code, or the path of a link, shown this once."""

    code = Words(metadata={"example": "K7QMB2FWXA"})


class GroupOut(BaseSchema):
    """A household group."""

    id = Id()
    compound_id = Id()
    name = Words(metadata={"example": "3 栋第 1 组"})


class GroupsOut(BaseSchema):
    """A page of household groups, and the number of the next."""

    groups = Many(Inside(GroupOut), attribute="rows")
    next = Whole(attribute="after", metadata={"example": 2})


class HomeOut(BaseSchema):
    """A home of a group; the names of its residents are masked."""

    id = Id(attribute="household.id")
    building = Words(attribute="household.building", metadata={"example": "3"})
    unit = Words(attribute="household.unit", metadata={"example": "2"})
    floor = Whole(attribute="household.floor", metadata={"example": 11})
    room = Words(attribute="household.room", metadata={"example": "1101"})
    residents = Function(
        lambda home: [masked_name(name) for name in home.residents], metadata={"example": ["王*"]}
    )
    code_expires_at = Moment(metadata={"description": "Until when a code on paper is good."})


class JoinRequestOut(BaseSchema):
    """Somebody who asks to join a home."""

    id = Id()
    household_id = Id()
    name = Words(attribute="user.name", metadata={"example": "王芳"})
    state = Words(metadata={"example": "asked"})
    asked_at = Moment()


class PaperOut(BaseSchema):
    """A home and its code, shown this once."""

    household_id = Id(attribute="household.id")
    code = Words(metadata={"example": "K7QM2FWX"})


class HomeKept(BaseSchema):
    """A home as it stands on its door."""

    id = Id()
    compound_id = Id()
    group_id = Id()
    building = Words(metadata={"example": "3"})
    unit = Words(metadata={"example": "2"})
    floor = Whole(metadata={"example": 11})
    room = Words(metadata={"example": "1101"})


class AddedOut(BaseSchema):
    """What became of a list of homes."""

    new = Whole(metadata={"example": 88})
    known = Whole(metadata={"example": 0})
