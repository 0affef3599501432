"""Proves how good a plan is: a lower bound on every plan's cost, by column generation and cuts."""
