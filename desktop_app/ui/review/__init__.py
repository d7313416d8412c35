"""The review sheet: what would go, to whom, and what is in the way."""
