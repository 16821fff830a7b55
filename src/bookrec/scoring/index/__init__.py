"""Which books are worth scoring for a reader: all of them, or what an index of vectors proposes."""

from bookrec.scoring.index.base import BookIndex, ExactIndex
from bookrec.scoring.index.opening import open_index, write_index

__all__ = ["BookIndex", "ExactIndex", "open_index", "write_index"]
