"""Pages of routes: the coordinator's board, and a volunteer's own way."""

from delivery.routing.pages import board, road
from delivery.routing.pages.blueprint import bp

__all__ = ["board", "bp", "road"]
