"""The books table for serving: columns, look-ups, series order, works."""
