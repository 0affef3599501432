"""Pages that join packages. No rows are born here."""
