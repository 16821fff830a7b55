"""A reader's books, matched with the catalogue or standing outside it."""
