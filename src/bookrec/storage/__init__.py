"""Artifacts, atomic files, finite numbers, locks."""
