"""A destination's own file, dropped on the window and set beside what it should have."""
