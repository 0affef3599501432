"""The blueprint of the pages of offline work."""

from flask import Blueprint

from delivery.people.naming import gate_label

bp = Blueprint("sync", __name__)
bp.add_app_template_filter(gate_label)
