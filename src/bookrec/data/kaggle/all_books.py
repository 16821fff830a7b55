"""The books of the all-books data set (`book*.csv`) that somebody has rated.

They do two things: they tell which other books a rated title may mean, with their authors; and
those rated often enough join the catalogue.
"""

import re

import pandas as pd

from bookrec.data.kaggle.books import each, numbers, with_required
from bookrec.data.matching.works import assign_works
from bookrec.data.tables.rowlog import RowLog
from bookrec.data.text.authors import normalize_author, parse_authors
from bookrec.data.text.clean import clean_description, clean_name
from bookrec.data.text.isbn import parse_isbn
from bookrec.data.text.series import split_title
from bookrec.data.text.titles import normalize_title
from bookrec.data.text.values import parse_number

SOURCE = "all_books"
_STARS = (1, 2, 3, 4, 5)
GOODREADS_NUMBER = re.compile(r"^\d+(?=[.-]|$)")
_LANGUAGES = {
    "eng": "English",
    "en": "English",
    "spa": "Spanish",
    "fre": "French",
    "fra": "French",
    "ger": "German",
    "deu": "German",
    "ita": "Italian",
    "por": "Portuguese",
    "per": "Persian",
    "fas": "Persian",
    "ara": "Arabic",
    "nl": "Dutch",
    "dut": "Dutch",
    "nld": "Dutch",
    "rus": "Russian",
    "pol": "Polish",
    "jpn": "Japanese",
    "swe": "Swedish",
    "tur": "Turkish",
    "ind": "Indonesian",
    "mul": "Multiple languages",
}


def clean_all_books(raw: pd.DataFrame, file: str, dropped: RowLog) -> pd.DataFrame:
    """Clean the books of one `book*.csv` file.

    Args:
        raw: What `read_all_books` returned.
        file: File name, for the log.
        dropped: Receives rows without id, name or author.

    Returns:
        Catalogue columns but for `work_id`, with `file` and `line`; ids may repeat.
    """
    raw = raw.assign(
        book_id=each(raw["book_id"], str.strip),
        title=each(raw["name"], clean_name),
        authors=each(raw["author"], lambda text: parse_authors(clean_name(text))),
    )
    reasons = {"book_id": "no Id", "title": "no Name", "authors": "no author"}
    raw = with_required(raw, reasons, file, dropped)
    split = [split_title(title) for title in raw["title"]]
    series = [refs[0] if refs else None for _, refs in split]
    titles = [title for title, _ in split]
    authors = raw["authors"].tolist()
    counts = _star_counts(raw)
    n_ratings = pd.Series(
        numbers(raw["n_ratings"], smallest=0, largest=1e9), index=raw.index, dtype="float64"
    ).fillna(counts.sum(axis=1))
    average = pd.Series(
        numbers(raw["rating"], smallest=1, largest=5), index=raw.index, dtype="float64"
    ).fillna((counts @ pd.Series(dict(zip(counts.columns, _STARS, strict=True)))) / n_ratings)
    return pd.DataFrame(
        {
            "book_id": raw["book_id"].to_numpy(),
            "title": titles,
            "series": [ref.name if ref else None for ref in series],
            "volume": [ref.volume if ref else None for ref in series],
            "volume_last": [ref.volume_last if ref else None for ref in series],
            "authors": authors,
            "author": [names[0] for names in authors],
            "description": each(raw["description"], clean_description),
            "genres": [[] for _ in authors],
            "language": each(raw["language"], _language),
            "isbn": each(raw["isbn"], parse_isbn),
            "pages": numbers(raw["pages"], smallest=1, largest=20_000),
            "year": numbers(raw["year"], smallest=1000, largest=2035),
            "average_rating": average.where(average.between(1, 5)).to_numpy(),
            "n_ratings": n_ratings.to_numpy(),
            "cover_url": None,
            "title_key": each(titles, normalize_title),
            "author_key": [normalize_author(names[0]) for names in authors],
            "source": SOURCE,
            "file": file,
            "line": raw["line"].to_numpy(),
        }
    )


def with_best_books_ids(extra: pd.DataFrame, best_ids: pd.Series) -> pd.DataFrame:
    """Give a book that the Best Books list has too the id it has there.

    A Best Books id starts with the Goodreads number: "2767052-the-hunger-games".
    """
    number_to_id = {
        match.group(): book_id for book_id in best_ids if (match := GOODREADS_NUMBER.match(book_id))
    }
    return extra.assign(
        book_id=[number_to_id.get(book_id, book_id) for book_id in extra["book_id"]]
    )


def without_known_works(books: pd.DataFrame) -> pd.DataFrame:
    """Keep one all-books row per work, and none of a work that the Best Books list has.

    Args:
        books: Catalogue columns but for `work_id`, unique ids, both sources.

    Returns:
        The same rows but for those, with `work_id`.
    """
    works = books.assign(work_id=assign_works(books))
    is_best = works["source"] != SOURCE
    is_known = works["work_id"].isin(works.loc[is_best, "work_id"]) & ~is_best
    is_main = is_best | (works["work_id"] == works["book_id"])
    kept = works[is_main & ~is_known].reset_index(drop=True)
    # A work's most rated edition may have been the all-books row just left out.
    return kept.assign(work_id=assign_works(kept))


def _star_counts(raw: pd.DataFrame) -> pd.DataFrame:
    columns = {f"stars_{stars}": raw[f"stars_{stars}"] for stars in _STARS}
    return pd.DataFrame(
        {name: [_count(text) for text in column] for name, column in columns.items()},
        index=raw.index,
        dtype="float64",
    )


def _count(text: str) -> float:
    """Read "5:1674064"."""
    return parse_number(text, smallest=0, largest=1e9) or 0.0


def _language(text: str) -> str | None:
    code = clean_name(text)
    return _LANGUAGES.get(code.casefold().split("-")[0], code) or None
