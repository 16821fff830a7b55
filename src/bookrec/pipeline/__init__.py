"""The ordered stages; the only place where stages meet artifacts."""
