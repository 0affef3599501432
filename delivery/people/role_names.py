"""What the roles are called on pages."""

from flask_babel import lazy_gettext as _l

from delivery.kernel.access import Role

ROLE_NAMES = {
    Role.RESIDENT: _l("Resident"),
    Role.LEADER: _l("Group leader"),
    Role.STORE_STAFF: _l("Picker"),
    Role.SHIFT_LEAD: _l("Shift lead"),
    Role.STORE_MANAGER: _l("Store manager"),
    Role.VOLUNTEER: _l("Volunteer"),
    Role.GATE_STAFF: _l("Gate staff"),
    Role.COORDINATOR: _l("Coordinator"),
    Role.OPERATOR: _l("Operator"),
}
