"""Acts on bags on the road and at the gate: load, drop, take in, hand over, return."""
