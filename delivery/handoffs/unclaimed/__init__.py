"""Bags that nobody has come for: a kind word, a neighbour's help, and in the end a way for each."""
