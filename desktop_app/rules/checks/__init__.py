"""What is in the way of a hand-off, and what can nobody tell from here? All problems at once."""
