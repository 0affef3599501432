"""The search: SISR on tables of whole numbers, compiled by numba or run as it stands."""
