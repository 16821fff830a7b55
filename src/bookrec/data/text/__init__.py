"""The only normalisers of text."""
