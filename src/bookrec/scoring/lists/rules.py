"""What may stand in one list: no book twice in any guise, and few books of one author."""

from collections import Counter, defaultdict
from functools import lru_cache

from bookrec.data.matching.editions import short_author
from bookrec.data.matching.known_titles import names_of
from bookrec.data.text.fold import fold
from bookrec.data.text.titles import main_title, normalize_author, normalize_title, series_key
from bookrec.scoring.catalog.catalog import Catalog
from bookrec.scoring.catalog.series_names import is_collection
from bookrec.scoring.catalog.works import is_companion, share_a_title


class ListRules:
    """Accepts books for one reader's list, one by one.

    Refused are other editions of a known or accepted work, omnibuses that hold one, parts of a
    known omnibus, companions to a known book, a second book of a series, and books beyond the cap
    per author. Which volume of a series may be offered at all is `SeriesIndex`'s business.

    Attributes:
        COLUMNS: Columns of the catalogue that are read, cell by cell.
    """

    COLUMNS = ("work_id", "title", "author_key", "title_key", "authors", "series", "volume")

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
        self._names: defaultdict[str, set[str]] = defaultdict(set)
        self._known_titles: set[str] = set()
        self._accepted: Counter[str] = Counter()

    def know(self, book_num: int) -> None:
        """Remember a book that the reader knows."""
        title = self._catalog.cell("title", book_num)
        self._works.add(self._catalog.cell("work_id", book_num))
        self._known_titles.add(main_title(title))
        self._remember(book_num, title)

    def know_outside(self, title: str, author_key: str) -> None:
        """Remember a known book that is not in the catalogue."""
        self._known_titles.add(main_title(title))
        writer = short_author(author_key)
        self._by_author[writer].append((-1, title))
        self._names[writer] |= names_of(normalize_title(title), author_key)

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
        if self._repeats(book_num, title) or self._accompanies(title):
            return False
        self._works.add(work)
        if series >= 0:
            self._series.add(series)
        self._accepted[author] += 1
        self._remember(book_num, title)
        return True

    def _remember(self, book_num: int, title: str) -> None:
        names = self._names_of(book_num)
        for writer in self._writers(book_num):
            self._by_author[writer].append((book_num, title))
            self._names[writer] |= names

    def _names_of(self, book_num: int) -> frozenset[str]:
        """Names of the works that a book is or holds; none where only its volume tells them."""
        title_key = self._catalog.cell("title_key", book_num)
        series = self._catalog.cell("series", book_num)
        is_volume = series and self._catalog.cell("volume", book_num) is not None
        if is_volume and series_key(series) == series_key(title_key):
            return frozenset()
        return names_of(title_key, self._catalog.cell("author_key", book_num))

    def _writers(self, book_num: int) -> list[str]:
        """Shortened names of a book's authors: spellings of one name agree."""
        others = self._catalog.cell("authors", book_num)[1:]
        first = self._catalog.cell("author_key", book_num)
        return list(dict.fromkeys([short_author(first), *map(_shortened, others)]))

    def _repeats(self, book_num: int, title: str) -> bool:
        """Whether a known or accepted book of the authors is, holds or is held by this one."""
        names = self._names_of(book_num)
        return any(
            not names.isdisjoint(self._names[writer])
            or any(
                self._share(book_num, title, known, known_title)
                for known, known_title in self._by_author[writer]
            )
            for writer in self._writers(book_num)
        )

    def _share(self, book_num: int, title: str, known: int, known_title: str) -> bool:
        if known < 0:
            return share_a_title(title, known_title)
        if self._catalog.series_index.are_other_volumes(book_num, known):
            return False
        series = self._catalog.cell("series", known)
        return share_a_title(title, known_title) or (
            series is not None
            and is_collection(title)
            and f" {fold(series)} " in f" {fold(title)} "
        )

    def _accompanies(self, title: str) -> bool:
        """Whether this is a companion, by whomever, whose title names a known book."""
        if not is_companion(title):
            return False
        words = f" {fold(title)} "
        return any(f" {known} " in words for known in self._known_titles)


@lru_cache(maxsize=4096)
def _shortened(name: str) -> str:
    return short_author(normalize_author(name))
