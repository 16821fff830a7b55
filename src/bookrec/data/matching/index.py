"""The catalogue, arranged for looking books up. Each table is built when first needed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from bookrec.data.matching.forms import TitleForms, title_forms
from bookrec.data.matching.known_titles import known_titles
from bookrec.data.matching.names import author_agreement
from bookrec.data.matching.search import TokenIndex
from bookrec.data.text.authors import normalize_author
from bookrec.data.text.titles import series_key

if TYPE_CHECKING:
    import pyarrow as pa

_SAME_AUTHOR = 0.8
_COLUMNS = (
    "book_id title title_key author_key authors isbn n_ratings work_id series volume volume_last"
).split()


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

    @classmethod
    def from_table(cls, books: "pa.Table") -> "CatalogIndex":
        """Take what matching needs from a books table in Arrow's form."""
        columns = {name: books.column(name) for name in _COLUMNS}
        volumes = zip(
            columns["volume"].to_pylist(), columns["volume_last"].to_pylist(), strict=True
        )
        return cls(
            book_ids=columns["book_id"].to_pylist(),
            titles=columns["title"].to_pylist(),
            title_keys=columns["title_key"].to_pylist(),
            author_keys=columns["author_key"].to_pylist(),
            authors=columns["authors"].to_pylist(),
            isbns=columns["isbn"].to_pylist(),
            # Arrow's own to_numpy would import pandas, which serving does without.
            n_ratings=np.array(columns["n_ratings"].to_pylist(), dtype=np.int64),
            work_ids=columns["work_id"].to_pylist(),
            series=columns["series"].to_pylist(),
            volumes=[first if first == last else None for first, last in volumes],
        )

    def __len__(self) -> int:
        """Number of books."""
        return len(self.book_ids)

    def author_keys_of(self, book_num: int) -> list[str]:
        """Keys of all authors of a book, the first one first."""
        others = map(normalize_author, self.authors[book_num][1:])
        return [key for key in (self.author_keys[book_num], *others) if key]

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
        return text in self.tokens

    def by_popularity(self, book_nums: Iterable[int]) -> list[int]:
        """Sort books, most rated first, ties by book number."""
        return sorted(book_nums, key=lambda num: (-int(self.n_ratings[num]), num))

    @cached_property
    def by_isbn(self) -> dict[str, list[int]]:
        """ISBN-13 to the books that carry it."""
        return _grouped((isbn, num) for num, isbn in enumerate(self.isbns) if isbn)

    @cached_property
    def by_book_id(self) -> dict[str, int]:
        """Catalogue id to book."""
        return {book_id: num for num, book_id in enumerate(self.book_ids)}

    @cached_property
    def by_goodreads_id(self) -> dict[str, int]:
        """The number that a Goodreads id begins with ("5107.The_Catcher_in_the_Rye") to book."""
        return {
            number: num
            for num, book_id in enumerate(self.book_ids)
            if (number := goodreads_number(book_id))
        }

    @cached_property
    def by_title_key(self) -> dict[str, list[int]]:
        """Title key to the books that carry it."""
        return _grouped((key, num) for num, key in enumerate(self.title_keys))

    @cached_property
    def by_form(self) -> dict[str, list[int]]:
        """Every form of every title to the books that can be written so."""
        texts = ({form.text for form in self.forms_of(num)} for num in range(len(self)))
        return _grouped((text, num) for num, forms in enumerate(texts) for text in forms)

    @cached_property
    def by_volume(self) -> dict[tuple[str, float], list[int]]:
        """Series and volume to the books that are it; omnibuses are left out."""
        groups: defaultdict[tuple[str, float], list[int]] = defaultdict(list)
        for num, (series, volume) in enumerate(zip(self.series, self.volumes, strict=True)):
            if series and volume is not None:
                groups[series_key(series), volume].append(num)
        return dict(groups)

    @cached_property
    def book_by_author(self) -> dict[str, int]:
        """First author's key to the first of their books."""
        return {key: num for num, key in reversed(list(enumerate(self.author_keys))) if key}

    @cached_property
    def tokens(self) -> TokenIndex:
        """Words of titles and authors to books."""
        texts = (
            f"{title} {' '.join(self.author_keys_of(num))}"
            for num, title in enumerate(self.title_keys)
        )
        return TokenIndex(texts, self.n_ratings)

    def forms_of(self, book_num: int) -> TitleForms:
        """The forms of one book's title."""
        return title_forms(self.titles[book_num], self.title_keys[book_num])


def goodreads_number(book_id: str) -> str:
    """The leading digits of a Goodreads id, "" if it has none or is no Goodreads id."""
    digits = book_id[: len(book_id) - len(book_id.lstrip("0123456789"))]
    rest = book_id[len(digits) :]
    return digits if not rest or rest[0] in ".-_" else ""


def _grouped(pairs: Iterable[tuple[str, int]]) -> dict[str, list[int]]:
    groups: defaultdict[str, list[int]] = defaultdict(list)
    for key, num in pairs:
        groups[key].append(num)
    return dict(groups)
