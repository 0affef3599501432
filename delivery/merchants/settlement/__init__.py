"""What a store is owed for a wave, and by whom: statements that add up with the money ledger."""
