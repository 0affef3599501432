"""Where things are: districts, compounds, gates and the points where bags are put down."""
