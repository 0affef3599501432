"""Telling people what happened: reads the ledger, remembers what was told."""
