"""The rows of the Best Books Ever file as clean catalogue books."""

from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd

from bookrec.data.tables.rowlog import RowLog
from bookrec.data.text.authors import normalize_author, parse_authors
from bookrec.data.text.clean import clean_description, clean_name
from bookrec.data.text.dates import publication_year
from bookrec.data.text.isbn import parse_isbn
from bookrec.data.text.series import parse_series, split_title
from bookrec.data.text.titles import normalize_title
from bookrec.data.text.values import parse_list, parse_number

SOURCE = "best_books"
_MAX_PAGES = 20_000
_MAX_RATINGS = 1e9


def clean_best_books(raw: pd.DataFrame, file: str, dropped: RowLog) -> pd.DataFrame:
    """Clean the books of one Best Books Ever file.

    Args:
        raw: What `read_best_books` returned.
        file: File name, for the log.
        dropped: Receives rows without id, title or author.

    Returns:
        Catalogue columns but for `work_id`, with `file` and `line`; ids may repeat.
    """
    raw = raw.assign(
        book_id=each(raw["book_id"], str.strip),
        title=each(raw["title"], clean_name),
        authors=each(raw["author"], lambda text: parse_authors(clean_name(text))),
    )
    raw = with_required(
        raw, {"book_id": "no bookId", "title": "no title", "authors": "no author"}, file, dropped
    )
    split = [split_title(title) for title in raw["title"]]
    series = [
        parse_series(clean_name(column)) or (in_title[0] if in_title else None)
        for column, (_, in_title) in zip(raw["series"], split, strict=True)
    ]
    authors = raw["authors"].tolist()
    genres = [[clean_name(genre) for genre in parse_list(text)] for text in raw["genres"]]
    descriptions = each(raw["description"], clean_description)
    dates = zip(raw["first_publish_date"], raw["publish_date"], descriptions, genres, strict=True)
    titles = [title for title, _ in split]
    first_authors = [names[0] for names in authors]
    return pd.DataFrame(
        {
            "book_id": raw["book_id"].to_numpy(),
            "title": titles,
            "series": [ref.name if ref else None for ref in series],
            "volume": [ref.volume if ref else None for ref in series],
            "volume_last": [ref.volume_last if ref else None for ref in series],
            "authors": authors,
            "author": first_authors,
            "description": descriptions,
            "genres": genres,
            "language": [clean_name(text) or None for text in raw["language"]],
            "isbn": each(raw["isbn"], parse_isbn),
            "pages": numbers(raw["pages"], smallest=1, largest=_MAX_PAGES),
            "year": [publication_year(*values) for values in dates],
            "average_rating": numbers(raw["rating"], smallest=1, largest=5),
            "n_ratings": numbers(raw["n_ratings"], smallest=0, largest=_MAX_RATINGS),
            "cover_url": each(raw["cover_url"], _web_address),
            "title_key": each(titles, normalize_title),
            "author_key": each(first_authors, normalize_author),
            "source": SOURCE,
            "file": file,
            "line": raw["line"].to_numpy(),
        }
    )


def with_required(
    raw: pd.DataFrame, reasons: dict[str, str], file: str, dropped: RowLog
) -> pd.DataFrame:
    """Keep rows that have a value in every column of `reasons`; log the others."""
    is_good = pd.Series(True, index=raw.index)
    for column, reason in reasons.items():
        is_missing = is_good & (raw[column].map(len) == 0)
        for line, title in raw.loc[is_missing, ["line", "title"]].itertuples(index=False):
            dropped.add(reason, file, line, title)
        is_good &= ~is_missing
    return raw[is_good]


def each(values: Iterable[str], function: Callable[[str], Any]) -> list[Any]:
    """Apply a function to every text of a column."""
    return [function(value) for value in values]


def numbers(values: Iterable[str], *, smallest: float, largest: float) -> list[float | None]:
    """Read every text of a column as a number; None where it is none or out of range."""
    return [parse_number(value, smallest=smallest, largest=largest) for value in values]


def _web_address(text: str) -> str | None:
    text = text.strip()
    return text if text.startswith(("http://", "https://")) else None
