"""What is asked of waves, baskets, orders and their money."""
