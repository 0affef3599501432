"""Acts made without a network: how phones tell them, and what comes of each. See ``docs/sync.md``."""
