"""The rows of the Best Books Ever file as clean catalogue books."""

from collections.abc import Callable, Iterable
from typing import Any

import pandas as pd

from bookrec.data.authors import normalize_author, parse_authors
from bookrec.data.dates import publication_year
from bookrec.data.rowlog import RowLog
from bookrec.data.series import parse_series, split_title
from bookrec.data.text import clean_description, clean_name
from bookrec.data.titles import normalize_title
from bookrec.data.values import parse_isbn, parse_list, parse_number

_MAX_PAGES = 20_000
_MAX_RATINGS = 1e9


def clean_best_books(raw: pd.DataFrame, file: str, dropped: RowLog) -> pd.DataFrame:
    """Clean the books of one Best Books Ever file.

    Args:
        raw: What `read_best_books` returned.
        file: File name, for the log.
        dropped: Receives rows without id, title or author.

    Returns:
        Catalogue columns but for `work_id`; ids may repeat.
    """
    raw = raw.assign(
        book_id=_each(raw["book_id"], str.strip),
        title=_each(raw["title"], clean_name),
        authors=_each(raw["author"], lambda text: parse_authors(clean_name(text))),
    )
    raw = _with_required(
        raw, {"book_id": "no bookId", "title": "no title", "authors": "no author"}, file, dropped
    )
    split = [split_title(title) for title in raw["title"]]
    series = [
        parse_series(clean_name(column)) or (in_title[0] if in_title else None)
        for column, (_, in_title) in zip(raw["series"], split, strict=True)
    ]
    authors = raw["authors"].tolist()
    genres = [[clean_name(genre) for genre in parse_list(text)] for text in raw["genres"]]
    descriptions = _each(raw["description"], clean_description)
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
            "isbn": _each(raw["isbn"], parse_isbn),
            "pages": _numbers(raw["pages"], smallest=1, largest=_MAX_PAGES),
            "year": [publication_year(*values) for values in dates],
            "average_rating": _numbers(raw["rating"], smallest=1, largest=5),
            "n_ratings": _numbers(raw["n_ratings"], smallest=0, largest=_MAX_RATINGS),
            "cover_url": _each(raw["cover_url"], _web_address),
            "title_key": _each(titles, normalize_title),
            "author_key": _each(first_authors, normalize_author),
            "source": "best_books",
        }
    )


def _with_required(
    raw: pd.DataFrame, reasons: dict[str, str], file: str, dropped: RowLog
) -> pd.DataFrame:
    is_good = pd.Series(True, index=raw.index)
    for column, reason in reasons.items():
        is_missing = is_good & (raw[column].str.len() == 0)
        for line, title in raw.loc[is_missing, ["line", "title"]].itertuples(index=False):
            dropped.add(reason, file, line, title)
        is_good &= ~is_missing
    return raw[is_good]


def _each(values: Iterable[str], function: Callable[[str], Any]) -> list[Any]:
    return [function(value) for value in values]


def _numbers(values: Iterable[str], *, smallest: float, largest: float) -> list[float | None]:
    return [parse_number(value, smallest=smallest, largest=largest) for value in values]


def _web_address(text: str) -> str | None:
    text = text.strip()
    return text if text.startswith(("http://", "https://")) else None
