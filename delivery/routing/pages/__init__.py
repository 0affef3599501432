"""Pages of routes: the coordinator's board, and a volunteer's own way."""

from delivery.routing.pages import asking, board, road
from delivery.routing.pages.blueprint import bp

__all__ = ["asking", "board", "bp", "road"]
