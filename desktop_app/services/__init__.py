"""Use cases, without Qt. Window, command line and worker all go through here."""
