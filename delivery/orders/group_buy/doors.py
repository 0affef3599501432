"""Which door a row means, when the form's columns, the written address and the remark all say one."""

from dataclasses import replace

from delivery.orders.group_buy.addresses import (
    LONGEST,
    Address,
    Reading,
    lane_of,
    parse_address,
    parse_columns,
    phases_in,
)
from delivery.orders.group_buy.columns import Column
from delivery.orders.group_buy.notes import Query, Refusal, Repair
from delivery.orders.group_buy.values import Values
from delivery.orders.group_buy.writing import even

_FIELDS = {"building": Column.BUILDING, "unit": Column.UNIT, "room": Column.ROOM}


def read_door(values: Values) -> tuple[Address, tuple[str, ...]]:
    """Return the door of a row, and what its written address says besides.

    The form decides: it asks for building and room one by one. The written address fills what the
    form leaves empty, unless the two name different buildings; every disagreement is noted.
    """
    form, tidied = parse_columns(*(values.text(column) for column in _FIELDS.values()))
    said = parse_address(values.text(Column.ADDRESS, longest=LONGEST))
    compound = values.text(Column.COMPOUND) or said.address.compound
    if tidied:
        values.note(Repair.COLUMNS_TIDIED)
    _compare(values, form, said)
    _compare_surroundings(values, said, compound)
    door = replace(_filled(values, form, said.address), compound=compound)
    _demand(values, door)
    return door, _words(said, compound)


def note_remark(values: Values, remark: str, door: Address) -> str:
    """Return what a remark wishes; note one that asks for another door: 帮忙送到87-105.

    A remark that says nothing but the door itself wishes nothing.
    """
    said = parse_address(remark)
    address = said.address
    if len(address.room) < 3 or not address.building:  # 要2-3个 is no door
        return remark
    same = (address.building, address.room) == (door.building, door.room)
    if not same:
        values.note(Query.REMARK_NAMES_DOOR, remark=door_number(address))
    return "" if same and not (address.compound or said.words) else remark


def door_number(address: Address) -> str:
    """Write a door briefly, without its compound: ``3-2-1101``."""
    return "-".join(part for part in (address.building, address.unit, address.room) if part)


def _compare(values: Values, form: Address, said: Reading) -> None:
    if said.floor_disputed:
        values.note(Query.FLOOR_DIFFERS)
    if said.loose and said.loose not in _run_together(form):
        values.note(Query.ADDRESS_DIFFERS, form=door_number(form), text=said.loose)
    pairs = [(getattr(form, field), getattr(said.address, field)) for field in _FIELDS]
    if any(ours and theirs and ours != theirs for ours, theirs in pairs):
        values.note(Query.ADDRESS_DIFFERS, form=door_number(form), text=door_number(said.address))


def _run_together(form: Address) -> set[str]:
    """Return what a lone number may be if it agrees: 86801 for building 86, room 801."""
    whole = form.building + form.unit + form.room
    return {whole, form.building + form.room, form.building, form.room}


def _compare_surroundings(values: Values, said: Reading, compound: str) -> None:
    """Note a lane or a part of the compound that is not the one the goods are brought to."""
    lanes = {lane_of(values.text(Column.LANE)), said.lane} - {""}
    expected = parse_address(values.text(Column.COMPOUND_ADDRESS, longest=LONGEST)).lane
    if len(lanes | {expected} - {""}) > 1:
        values.note(Query.LANE_DIFFERS, lanes=tuple(sorted(lanes)), expected=expected)
    if said.phase and said.phase not in phases_in(compound):
        values.note(Query.PHASE_DIFFERS, phase=said.phase)


def _filled(values: Values, form: Address, said: Address) -> Address:
    if form.building and said.building and form.building != said.building:
        return form
    missing = [f for f in _FIELDS if not getattr(form, f) and getattr(said, f)]
    if missing:
        columns = tuple(_FIELDS[f].value for f in missing)
        values.note(Repair.ADDRESS_FROM_TEXT, columns=columns)
    floor = said.floor if form.floor is None or said.room == form.room else form.floor
    return replace(form, floor=floor, **{f: getattr(said, f) for f in missing})


def _demand(values: Values, door: Address) -> None:
    missing = tuple(
        column.value
        for field, column in (("compound", Column.COMPOUND), *_FIELDS.items())
        if field != "unit" and not getattr(door, field)
    )
    if missing:
        values.note(Refusal.DOOR_UNKNOWN, columns=missing)


def _words(said: Reading, compound: str) -> tuple[str, ...]:
    """Return what the address says besides the door: 请送到家, but not the compound's own name."""
    name = even(compound)
    return tuple(word for word in said.words if word not in name and name not in word)
