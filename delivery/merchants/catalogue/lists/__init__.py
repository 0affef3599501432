"""Whole price lists from files: columns matched, every row looked at, then all of it or nothing."""
