"""Who drives, with what, and when."""
