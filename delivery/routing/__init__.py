"""From bags to routes: the planner, its board, and the volunteer's way."""
