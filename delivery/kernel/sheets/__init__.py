"""Tables in files: written so that no spreadsheet runs them, read as if an enemy had made them."""
