"""The jobs dock and the notices that need a person."""
