"""Who is here: households and their groups, users, roles, and how they sign in."""
