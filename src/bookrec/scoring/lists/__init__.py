"""A ranking becomes a list worth reading."""
