"""The planner: plain Python and OR-Tools, of use without the rest of Menkou."""
