"""Raw files to the books and ratings tables, and a reader's own books."""
