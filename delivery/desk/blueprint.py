"""The blueprint of the pages that join packages."""

from flask import Blueprint

bp = Blueprint("desk", __name__)
