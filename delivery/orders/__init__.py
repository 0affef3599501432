"""What households ask for: waves, baskets, orders, and the money that goes with them."""
