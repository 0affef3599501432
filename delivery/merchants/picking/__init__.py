"""What the supermarkets gather: pick lists, shortages, bags and their labels."""
