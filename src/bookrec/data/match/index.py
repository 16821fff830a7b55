"""The catalogue, arranged for looking books up. Each table is built when first needed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from bookrec.data.match.forms import TitleForms, compact, title_forms
from bookrec.data.match.search import TokenIndex
from bookrec.data.titles import normalize_author

if TYPE_CHECKING:
    import pyarrow as pa

_COLUMNS = (
    "book_id",
    "title",
    "title_key",
    "author_key",
    "authors",
    "isbn",
    "n_ratings",
    "work_id",
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
    """

    book_ids: Sequence[str]
    titles: Sequence[str]
    title_keys: Sequence[str]
    author_keys: Sequence[str]
    authors: Sequence[Sequence[str]]
    isbns: Sequence[str | None]
    n_ratings: npt.NDArray[np.int64]
    work_ids: Sequence[str]

    @classmethod
    def from_table(cls, books: "pa.Table") -> "CatalogIndex":
        """Take what matching needs from a books table in Arrow's form."""
        columns = {name: books.column(name) for name in _COLUMNS}
        return cls(
            book_ids=columns["book_id"].to_pylist(),
            titles=columns["title"].to_pylist(),
            title_keys=columns["title_key"].to_pylist(),
            author_keys=columns["author_key"].to_pylist(),
            authors=columns["authors"].to_pylist(),
            isbns=columns["isbn"].to_pylist(),
            n_ratings=columns["n_ratings"].to_numpy(),
            work_ids=columns["work_id"].to_pylist(),
        )

    def __len__(self) -> int:
        """Number of books."""
        return len(self.book_ids)

    def author_keys_of(self, book_num: int) -> list[str]:
        """Keys of all authors of a book, the first one first."""
        others = map(normalize_author, self.authors[book_num][1:])
        return [key for key in (self.author_keys[book_num], *others) if key]

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
        return _grouped(
            (form, num) for num in range(len(self)) for form in set(self.forms_of(num)) if form
        )

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
        title = self.titles[book_num]
        if ": " in title or " - " in title or " – " in title or " — " in title:
            return title_forms(title)
        form = compact(self.title_keys[book_num])
        return TitleForms(form, form, "")


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
