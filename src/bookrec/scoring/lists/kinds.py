"""Kinds of books that a reader reads or does not: picture books, comics, poems, plays.

Co-reading knows who reads what, but of a short history it knows little: a picture book that
everybody has read comes up for a reader of village crime. Nobody hands it over who sees the shelf.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from bookrec.scoring.catalog.catalog import Catalog
from bookrec.scoring.catalog.columns import to_codes, to_ints

KINDS: dict[str, frozenset[str]] = {
    "children": frozenset(
        {
            "Childrens",
            "Chapter Books",
            "Juvenile",
            "Juvenile Fiction",
            "Kids",
            "Middle Grade",
            "Picture Books",
            "Storytime",
        }
    ),
    "comics": frozenset(
        {
            "Comic Book",
            "Comic Strips",
            "Comics",
            "Comix",
            "Graphic Novels",
            "Graphic Novels Comics",
            "Manga",
            "Sequential Art",
        }
    ),
    "nonfiction": frozenset({"Nonfiction"}),
    "fiction": frozenset({"Fiction"}),
    "plays": frozenset({"Plays"}),
    "poetry": frozenset({"Poetry"}),
    "religion": frozenset({"Christian", "Religion", "Self Help", "Spirituality"}),
}
"""Genres of each kind. A book of non-fiction is no fiction, whatever else its readers call it."""
_N_PRIOR = 1.0
"""Books of everybody's kinds that a history is worth less. Chosen on validation users together with
the kinds: half and double change no measure by more than 0.002; a kind for each of six large genres
as well costs 0.009 of NDCG@10."""


class Kinds:
    """Which kinds every book is of."""

    def __init__(self, catalog: Catalog, n_readers: NDArray[np.float32]) -> None:
        """Read the genres.

        Args:
            catalog: The books.
            n_readers: How many read each book, shape (n_books,).
        """
        self._is_kind = _mark_kinds(catalog)
        shares = n_readers @ self._is_kind / max(float(n_readers.sum()), 1.0)
        self._shares = np.maximum(shares, 1e-3)

    def weigh(self, history_nums: NDArray[np.int64]) -> NDArray[np.float32]:
        """Weigh each book by how much less its kind is read by this reader than by everybody.

        Args:
            history_nums: The reader's books, shape (n_history,).

        Returns:
            Factors from 0 to 1, shape (n_books,); that of the strangest of a book's kinds.
        """
        counts = self._is_kind[history_nums].sum(axis=0)
        shares = (counts + _N_PRIOR * self._shares) / (len(history_nums) + _N_PRIOR)
        factors = np.minimum(shares / self._shares, 1).astype(np.float32)
        weights = np.where(self._is_kind, factors, np.float32(1)).min(axis=1, initial=1)
        return np.asarray(weights, dtype=np.float32)


def _mark_kinds(catalog: Catalog) -> NDArray[np.bool_]:
    """Mark the kinds of each book, in the order of `KINDS`, shape (n_books, n_kinds)."""
    lists = catalog.column("genres")
    codes, names = to_codes(lists.flatten())
    owners = np.repeat(catalog.all_nums, np.diff(to_ints(lists.offsets)))

    def having(genres: Iterable[str]) -> NDArray[np.bool_]:
        mask = np.zeros(catalog.n_books, dtype=bool)
        wanted = [code for code, name in enumerate(names) if name in genres]
        mask[owners[np.isin(codes, wanted)]] = True
        return mask

    marked = {kind: having(genres) for kind, genres in KINDS.items()}
    marked["fiction"] &= ~marked["nonfiction"]
    return np.column_stack(list(marked.values()))
