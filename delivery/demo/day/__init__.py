"""Walks a simulated day from the first order to the last hand-over, through the real services."""
