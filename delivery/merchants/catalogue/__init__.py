"""What the supermarkets sell: products, prices, stock, and whom they serve."""
