"""Pages for readers, and for engineers."""
