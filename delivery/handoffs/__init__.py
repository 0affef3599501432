"""What people do with bags: load, drop, take in, hand over, return."""
