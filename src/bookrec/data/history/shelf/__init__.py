"""The reader's own shelf: what they rated, want to read, gave up or never want to see again."""

from bookrec.data.history.shelf.file import write_books
from bookrec.data.history.shelf.place import default_shelf_path, open_shelf
from bookrec.data.history.shelf.shelf import Added, Shelf
from bookrec.data.history.shelf.undo import Edit

__all__ = ["Added", "Edit", "Shelf", "default_shelf_path", "open_shelf", "write_books"]
