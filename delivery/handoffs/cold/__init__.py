"""How long cold bags have been on their way, at the store, on the road and at the gate."""
