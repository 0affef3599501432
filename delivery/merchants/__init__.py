"""The supermarkets' side, at both ends of an order."""
