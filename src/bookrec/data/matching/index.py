"""The catalogue, arranged for looking books up: tables are opened, or built when first needed."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from bookrec.data.matching.cells import Cells, SingleVolumes
from bookrec.data.matching.forms import TitleForms, title_forms
from bookrec.data.matching.keys import KeyTable
from bookrec.data.matching.known_titles import known_titles
from bookrec.data.matching.names import author_agreement
from bookrec.data.matching.words import WordIndex, build_words
from bookrec.data.text.authors import normalize_author
from bookrec.data.text.titles import series_key

if TYPE_CHECKING:
    import pyarrow as pa

_SAME_AUTHOR = 0.8
_COLUMNS = (
    "book_id title title_key author_key authors isbn n_ratings work_id series volume volume_last"
).split()
_TABLES = (
    "by_isbn",
    "by_book_id",
    "by_goodreads_id",
    "by_title_key",
    "by_author_key",
    "by_form",
    "by_volume",
)


@dataclass(frozen=True, eq=False)
class CatalogIndex:
    """Columns of the books table, row number = book_num, and lookups over them.

    Attributes:
        book_ids: Unique ids, length n_books.
        titles: Titles without series.
        title_keys: `titles.normalize_title` of each title.
        author_keys: `titles.normalize_author` of each first author; "" if unknown.
        authors: All authors of each book, as written.
        isbns: ISBN-13, or None.
        n_ratings: Popularity, shape (n_books,), int64.
        work_ids: `book_id` of each work's main edition.
        series: Series name without number, or None.
        volumes: Volume of a series, or None if there is none or the book holds several.
        stored: Arrays of all look-up tables; without them they are built when needed.
    """

    book_ids: Sequence[str]
    titles: Sequence[str]
    title_keys: Sequence[str]
    author_keys: Sequence[str]
    authors: Sequence[Sequence[str]]
    isbns: Sequence[str | None]
    n_ratings: npt.NDArray[np.int64]
    work_ids: Sequence[str]
    series: Sequence[str | None]
    volumes: Sequence[float | None]

    stored: Mapping[str, npt.NDArray[Any]] | None = None

    @classmethod
    def from_table(
        cls, books: "pa.Table", stored: Mapping[str, npt.NDArray[Any]] | None = None
    ) -> "CatalogIndex":
        """Take what matching needs from a books table in Arrow's form.

        Args:
            books: The table; a column is read cell by cell where that is enough.
            stored: The arrays of `to_arrays` of the same table, else they are built when needed.
        """
        columns = {name: _as_array(books.column(name)) for name in _COLUMNS}
        cells = {name: Cells(column) for name, column in columns.items()}
        return cls(
            book_ids=cells["book_id"],
            titles=cells["title"],
            title_keys=cells["title_key"],
            author_keys=cells["author_key"],
            authors=cells["authors"],
            isbns=cells["isbn"],
            # Arrow's own to_numpy would import pandas, which serving does without.
            n_ratings=np.array(np.from_dlpack(columns["n_ratings"]), dtype=np.int64),
            work_ids=cells["work_id"],
            series=cells["series"],
            volumes=SingleVolumes(cells["volume"], cells["volume_last"]),
            stored=stored,
        )

    def to_arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Return all look-up tables as arrays, for `stored`."""
        arrays: dict[str, npt.NDArray[Any]] = {}
        for name in _TABLES:
            table: KeyTable = getattr(self, name)
            arrays |= {f"{name}.hashes": table.hashes, f"{name}.books": table.books}
        return arrays | {f"words.{name}": array for name, array in self._word_arrays.items()}

    def __len__(self) -> int:
        """Number of books."""
        return len(self.book_ids)

    def author_keys_of(self, book_num: int) -> list[str]:
        """Keys of all authors of a book, the first one first."""
        keys = self._seen_authors.get(book_num)
        if keys is None:
            others = map(normalize_author, self.authors[book_num][1:])
            keys = [key for key in (self.author_keys[book_num], *others) if key]
            self._seen_authors[book_num] = keys
        return keys

    def is_same_work(self, left: int, right: int) -> bool:
        """Whether two books are editions: one work id, or one title and one author."""
        if self.work_ids[left] == self.work_ids[right]:
            return True
        here, there = self.forms_of(left), self.forms_of(right)
        known = known_titles().find(here.full.text, self.author_keys_of(left))
        if (
            here.full not in (there.full, there.main)
            and here.main != there.full
            and (known is None or there.full.text not in known.texts)
        ):
            return False
        pairs = product(self.author_keys_of(left), self.author_keys_of(right))
        return any(author_agreement(mine, other) >= _SAME_AUTHOR for mine, other in pairs)

    def is_word(self, text: str) -> bool:
        """Whether some title or author of the catalogue has this word."""
        return text in self.words

    def by_popularity(self, book_nums: Iterable[int]) -> list[int]:
        """Sort books, most rated first, ties by book number."""
        return sorted(book_nums, key=lambda num: (-int(self.n_ratings[num]), num))

    @cached_property
    def by_isbn(self) -> KeyTable:
        """ISBN-13 to the books that carry it."""
        return self._table(
            "by_isbn", lambda: ((isbn, num) for num, isbn in enumerate(self.isbns) if isbn)
        )

    @cached_property
    def by_book_id(self) -> KeyTable:
        """Catalogue id to book."""
        return self._table(
            "by_book_id", lambda: ((book_id, num) for num, book_id in enumerate(self.book_ids))
        )

    @cached_property
    def by_goodreads_id(self) -> KeyTable:
        """The number that a Goodreads id begins with ("5107.The_Catcher_in_the_Rye") to book."""
        return self._table("by_goodreads_id", self._goodreads_numbers)

    @cached_property
    def by_title_key(self) -> KeyTable:
        """Title key to the books that carry it."""
        return self._table(
            "by_title_key", lambda: ((key, num) for num, key in enumerate(self.title_keys))
        )

    @cached_property
    def by_author_key(self) -> KeyTable:
        """Key of the first author to the books."""
        return self._table(
            "by_author_key", lambda: ((key, num) for num, key in enumerate(self.author_keys) if key)
        )

    @cached_property
    def by_form(self) -> KeyTable:
        """Every form of every title to the books that can be written so."""
        return self._table("by_form", self._forms)

    @cached_property
    def by_volume(self) -> KeyTable:
        """`volume_key` to the books that are it; omnibuses are left out."""
        return self._table("by_volume", self._volumes)

    @cached_property
    def words(self) -> WordIndex:
        """Words of titles and authors to books."""
        return WordIndex(self._word_arrays, self.n_ratings)

    @cached_property
    def _word_arrays(self) -> Mapping[str, npt.NDArray[Any]]:
        if self.stored is not None:
            prefix = "words."
            return {
                name.removeprefix(prefix): array
                for name, array in self.stored.items()
                if name.startswith(prefix)
            }
        writers = zip(self.title_keys, self.author_keys, self.authors, strict=True)
        return build_words(
            f"{title} {first} {' '.join(map(normalize_author, names[1:]))}"
            for title, first, names in writers
        )

    def _table(self, name: str, pairs: Callable[[], Iterable[tuple[str, int]]]) -> KeyTable:
        """Open a stored table, or build it of pairs of key and book."""
        if self.stored is None:
            return KeyTable.build(pairs())
        hashes, books = self.stored[f"{name}.hashes"], self.stored[f"{name}.books"]
        return KeyTable(hashes, books)

    def _goodreads_numbers(self) -> Iterator[tuple[str, int]]:
        for num, book_id in enumerate(self.book_ids):
            if number := goodreads_number(book_id):
                yield number, num

    def _forms(self) -> Iterator[tuple[str, int]]:
        for num, (title, key) in enumerate(zip(self.titles, self.title_keys, strict=True)):
            for text in {form.text for form in title_forms(title, key)}:
                yield text, num

    def _volumes(self) -> Iterator[tuple[str, int]]:
        for num, (series, volume) in enumerate(zip(self.series, self.volumes, strict=True)):
            if series and volume is not None:
                yield volume_key(series_key(series), volume), num

    def forms_of(self, book_num: int) -> TitleForms:
        """The forms of one book's title."""
        forms = self._seen_forms.get(book_num)
        if forms is None:
            forms = title_forms(self.titles[book_num], self.title_keys[book_num])
            self._seen_forms[book_num] = forms
        return forms

    @cached_property
    def _seen_forms(self) -> dict[int, TitleForms]:
        return {}

    @cached_property
    def _seen_authors(self) -> dict[int, list[str]]:
        return {}


def goodreads_number(book_id: str) -> str:
    """The leading digits of a Goodreads id, "" if it has none or is no Goodreads id."""
    digits = book_id[: len(book_id) - len(book_id.lstrip("0123456789"))]
    rest = book_id[len(digits) :]
    return digits if not rest or rest[0] in ".-_" else ""


def volume_key(series: str, volume: float) -> str:
    """Key of a volume, from its series' key."""
    return f"{series}|{volume:g}"


def _as_array(column: "pa.ChunkedArray | pa.Array") -> "pa.Array":
    return column.combine_chunks() if hasattr(column, "combine_chunks") else column
