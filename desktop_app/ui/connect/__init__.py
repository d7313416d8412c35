"""The connect dialog: profile, addresses, secrets and a test with a tick per step."""
