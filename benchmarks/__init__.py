"""What is measured: how good plans are beside others' plans, and what an order costs."""
