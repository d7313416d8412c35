"""How does a record become the payload of a flow? Tables in ``resources/mappings`` say it."""
