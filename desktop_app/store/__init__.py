"""Local files: the catalogue of titles and the ledger of sends, in SQLite."""
