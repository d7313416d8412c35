"""The history room: jobs, their items, attempts and bytes."""
