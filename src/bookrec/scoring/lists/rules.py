"""What may stand in one list: no book twice in any guise, and few books of one author."""

from collections import Counter, defaultdict

from bookrec.scoring.catalog.catalog import Catalog
from bookrec.scoring.catalog.works import share_a_title


class ListRules:
    """Accepts books for one reader's list, one by one.

    Refused are other editions of a known or accepted work, omnibuses that hold one, parts of a
    known omnibus, a second book of a series, and books beyond the cap per author. Which volume of
    a series may be offered at all is `SeriesIndex`'s business.

    Attributes:
        COLUMNS: Columns of the catalogue that are read, cell by cell.
    """

    COLUMNS = ("work_id", "title", "author_key")

    def __init__(self, catalog: Catalog, max_per_author: int) -> None:
        """Start an empty list.

        Args:
            catalog: The books.
            max_per_author: Books of one first author, at most; unknown authors are not capped.
        """
        self._catalog = catalog
        self._max_per_author = max_per_author
        self._works: set[str] = set()
        self._series: set[int] = set()
        self._by_author: defaultdict[str, list[tuple[int, str]]] = defaultdict(list)
        self._accepted: Counter[str] = Counter()

    def know(self, book_num: int) -> None:
        """Remember a book that the reader knows."""
        self._works.add(self._catalog.cell("work_id", book_num))
        self._remember(book_num, self._catalog.cell("title", book_num))

    def know_outside(self, title: str, author_key: str) -> None:
        """Remember a known book that is not in the catalogue."""
        self._by_author[author_key].append((-1, title))

    def accept(self, book_num: int) -> bool:
        """Decide on a book; an accepted one counts from now on."""
        author = self._catalog.cell("author_key", book_num)
        if author and self._accepted[author] >= self._max_per_author:
            return False
        series = self._catalog.series_index.series_of(book_num)
        work = self._catalog.cell("work_id", book_num)
        title = self._catalog.cell("title", book_num)
        if series in self._series or work in self._works:
            return False
        if self._repeats(book_num, title, author):
            return False
        self._works.add(work)
        if series >= 0:
            self._series.add(series)
        self._accepted[author] += 1
        self._remember(book_num, title)
        return True

    def _remember(self, book_num: int, title: str) -> None:
        self._by_author[self._catalog.cell("author_key", book_num)].append((book_num, title))

    def _repeats(self, book_num: int, title: str, author: str) -> bool:
        """Whether a known or accepted book of the author is, holds or is held by this one."""
        return any(
            share_a_title(title, known_title)
            and not (known >= 0 and self._catalog.series_index.are_other_volumes(book_num, known))
            for known, known_title in self._by_author[author]
        )
