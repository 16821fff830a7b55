"""Which books are worth scoring for a reader: all of them, or what an index of vectors proposes."""

from bookrec.protocols import BookIndex
from bookrec.scoring.index.base import ExactIndex
from bookrec.scoring.index.opening import from_anywhere, open_index, write_index

__all__ = ["BookIndex", "ExactIndex", "from_anywhere", "open_index", "write_index"]
