"""Where books and ratings come from: one file a kind of data folder, and the list of them."""

from bookrec.data.sources.detect import choose_reader, find_reader
from bookrec.data.sources.registry import READERS

__all__ = ["READERS", "choose_reader", "find_reader"]
