"""The pages, tables and pictures of `evaluate` and `tune`."""
