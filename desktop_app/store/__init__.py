"""What is kept on disk: the catalogue, the standing, the ledger."""
