"""What every package needs and nothing that any one of them knows."""
