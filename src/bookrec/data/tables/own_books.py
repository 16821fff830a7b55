"""Own books, in the documented columns, as the books table."""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bookrec.data.matching.works import assign_works
from bookrec.data.tables.cells import Cells, cell_text
from bookrec.data.tables.ids import read_ids
from bookrec.data.tables.row_check import RowCheck
from bookrec.data.tables.schema import BOOK_TYPES
from bookrec.data.text.authors import normalize_author, parse_authors
from bookrec.data.text.clean import clean_description, clean_name
from bookrec.data.text.dates import LATEST_YEAR, publication_year
from bookrec.data.text.isbn import parse_isbn
from bookrec.data.text.series import SeriesRef, parse_series, split_title
from bookrec.data.text.titles import normalize_title
from bookrec.data.text.values import parse_number

OWN = "own"
MAX_PAGES = 20_000
MAX_RATINGS = 1e9
_EARLIEST_YEAR = -3000
_MAX_VOLUME = 100_000
Ratings = TypeVar("Ratings", float, NDArray[np.float64])


def make_books(
    cells: Cells, check: RowCheck, scale: tuple[float, float]
) -> tuple[pd.DataFrame, bool]:
    """Turn own books into the books table.

    Args:
        cells: Columns by their documented names; `book_id` and `title` are there.
        check: Receives the rows that cannot be used, and leaves them out.
        scale: Smallest and largest average rating.

    Returns:
        The books table, sorted by `book_id`, not yet checked against its schema; and whether the
        ids came as whole numbers.
    """
    ids = read_ids(cells.frame["book_id"])
    titles = [clean_name(text) for text in cells.texts("title")]
    check.refuse(ids.texts.codes < 0, "no book_id")
    check.refuse(np.array([not title for title in titles], dtype=bool), "no title")
    is_repeated = pd.Series(ids.texts.codes).duplicated().to_numpy()
    check.refuse(is_repeated, "book_id used before", lambda position: ids.texts[position])
    split = [split_title(title) for title in titles]
    series = _series(cells, [refs for _, refs in split])
    authors = _authors(cells)
    bare = [title for title, _ in split]
    averages = cells.numbers("average_rating", *scale)
    books = pd.DataFrame(
        {
            "book_id": pd.Series(ids.texts).astype("str"),
            "title": bare,
            "series": [ref.name if ref else None for ref in series],
            "volume": [ref.volume if ref else None for ref in series],
            "volume_last": [ref.volume_last if ref else None for ref in series],
            "authors": authors,
            "author": [names[0] if names else "" for names in authors],
            "description": [clean_description(text) for text in cells.texts("description")],
            "genres": cells.lists("genres"),
            "genres_inferred": cells.flags("genres_inferred"),
            "tags": cells.lists("tags"),
            "language": [clean_name(text) or None for text in cells.texts("language")],
            "isbn": cells.read("isbn", _isbn),
            "pages": _whole(cells.numbers("pages", 1, MAX_PAGES)),
            "year": cells.read("year", _year),
            "average_rating": [None if v is None else to_stars(v, scale) for v in averages],
            "n_ratings": _whole(cells.numbers("n_ratings", 0, MAX_RATINGS)),
            "cover_url": cells.read("cover_url", _web_address),
            "title_key": [normalize_title(title) or title.casefold() for title in bare],
            "author_key": [normalize_author(names[0]) if names else "" for names in authors],
            "other_ids": cells.lists("other_ids"),
            "source": [clean_name(text) or OWN for text in cells.texts("source")],
            "given_work": [text or None for text in cells.texts("work_id")],
        }
    )
    books = books[check.is_good].sort_values("book_id", kind="stable", ignore_index=True)
    books["n_ratings"] = books["n_ratings"].astype("float64").fillna(0)
    books["work_id"] = _works(books)
    return books.astype(BOOK_TYPES)[list(BOOK_TYPES)], ids.are_integers


def to_stars(rating: Ratings, scale: tuple[float, float]) -> Ratings:
    """Map ratings to stars; a scale that is one of stars already stays as it is."""
    smallest, largest = scale
    if is_stars(scale):
        return rating
    return 1 + 4 * (rating - smallest) / (largest - smallest)


def is_stars(scale: tuple[float, float]) -> bool:
    """Whether a scale is one of stars: from half a star or one to five."""
    return scale[1] == 5 and scale[0] in (0.5, 1)


def _series(cells: Cells, in_titles: list[list[SeriesRef]]) -> list[SeriesRef | None]:
    """Take the series from its column, else from the title; the volume's own column wins."""
    found = []
    columns = zip(
        cells.texts("series"), cells.numbers("volume", 0, _MAX_VOLUME), in_titles, strict=True
    )
    for text, volume, refs in columns:
        ref = parse_series(clean_name(text)) or (refs[0] if refs else None)
        if ref is not None and volume is not None:
            ref = SeriesRef(ref.name, volume, max(volume, ref.volume_last or volume))
        found.append(ref)
    return found


def _authors(cells: Cells) -> list[list[str]]:
    name = "authors" if "authors" in cells.frame else "author"
    if name not in cells.frame:
        return [[] for _ in range(len(cells.frame))]
    return [_names(value) for value in cells.frame[name]]


def _names(value: object) -> list[str]:
    if isinstance(value, list | tuple | np.ndarray):
        return [name for name in (clean_name(cell_text(each)) for each in value) if name]
    return parse_authors(clean_name(cell_text(value)))


def _works(books: pd.DataFrame) -> "pd.Series[str]":
    """Name each work by its most rated edition: of the given works, else of those found."""
    found = assign_works(books)
    if books["given_work"].isna().all():
        return found
    order = books.assign(work=books["given_work"].fillna("\0" + found))
    order = order.sort_values(["n_ratings", "book_id"], ascending=[False, True], kind="stable")
    main = order.drop_duplicates("work").set_index("work")["book_id"]
    return order["work"].map(main).reindex(books.index)


def _whole(values: Sequence[float | None]) -> list[float | None]:
    return [None if value is None else round(value) for value in values]


def _isbn(text: str) -> str | None:
    """Read an ISBN; zeros that it lost as a number come back, and its check digit tells."""
    return parse_isbn(text) or (parse_isbn(text.zfill(10)) if text.isdecimal() else None)


def _year(text: str) -> int | None:
    number = parse_number(text, smallest=_EARLIEST_YEAR, largest=LATEST_YEAR)
    return publication_year(text, "", "", ()) if number is None else round(number)


def _web_address(text: str) -> str | None:
    text = text.strip()
    return text if text.startswith(("http://", "https://")) else None
