"""The written schema of the two tables, checked with pandera before they are published."""

import pandas as pd
import pandera.pandas as pa

from bookrec.data.text.dates import LATEST_YEAR
from bookrec.errors import DataError

_KEY = pa.Check.str_length(min_value=1)
MIN_RATING, MAX_RATING = 0.5, 5.0
"""Stars; half ones are used by many."""
_VOLUME = pa.Check.in_range(0, 100_000)

BOOKS = pa.DataFrameSchema(
    {
        "book_id": pa.Column("str", _KEY, unique=True),
        "title": pa.Column("str", _KEY),
        "series": pa.Column("str", _KEY, nullable=True),
        "volume": pa.Column("float64", _VOLUME, nullable=True),
        "volume_last": pa.Column("float64", _VOLUME, nullable=True),
        "authors": pa.Column("object", pa.Check(lambda names: names.str.len() >= 0)),
        "author": pa.Column("str"),
        "description": pa.Column("str"),
        "genres": pa.Column("object", pa.Check(lambda genres: genres.str.len() >= 0)),
        "genres_inferred": pa.Column("bool"),
        "tags": pa.Column("object", pa.Check(lambda tags: tags.str.len() >= 0)),
        "language": pa.Column("str", _KEY, nullable=True),
        "isbn": pa.Column("str", pa.Check.str_matches(r"^\d{13}$"), nullable=True),
        "pages": pa.Column("Int32", pa.Check.in_range(1, 20_000), nullable=True),
        "year": pa.Column("Int32", pa.Check.in_range(-3000, LATEST_YEAR), nullable=True),
        "average_rating": pa.Column("float32", pa.Check.in_range(1, 5), nullable=True),
        "n_ratings": pa.Column("int64", pa.Check.ge(0)),
        "cover_url": pa.Column("str", pa.Check.str_startswith("http"), nullable=True),
        "title_key": pa.Column("str", _KEY),
        "author_key": pa.Column("str"),
        "work_id": pa.Column("str", _KEY),
        "other_ids": pa.Column("object", pa.Check(lambda ids: ids.str.len() >= 0)),
        "source": pa.Column("str", _KEY),
    },
    checks=[
        pa.Check(lambda books: books["book_id"].is_monotonic_increasing, name="sorted by book_id"),
        pa.Check(
            lambda books: books["work_id"].isin(books["book_id"]), name="work_id is a book_id"
        ),
    ],
    strict=True,
    ordered=True,
)
RATINGS = pa.DataFrameSchema(
    {
        "user_id": pa.Column("str", _KEY),
        "book_id": pa.Column("str", _KEY),
        "rating": pa.Column("float32", pa.Check.in_range(MIN_RATING, MAX_RATING)),
        "source": pa.Column("str", _KEY),
    },
    unique=["user_id", "book_id"],
    strict=True,
    ordered=True,
)
BOOK_TYPES = {name: column.dtype.type for name, column in BOOKS.columns.items()}


def check_books(books: pd.DataFrame) -> pd.DataFrame:
    """Return the books table as it is if it fits its schema.

    Raises:
        DataError: If it does not.
    """
    return _checked("books", books, BOOKS)


def check_ratings(ratings: pd.DataFrame, books: pd.DataFrame) -> pd.DataFrame:
    """Return the ratings table as it is if it fits its schema and every book exists.

    Raises:
        DataError: If it does not.
    """
    require_known_books(ratings["book_id"], books)
    return check_rating_rows(ratings)


def require_known_books(book_ids: "pd.Series[str]", books: pd.DataFrame) -> None:
    """Require that every id is in the books table.

    Raises:
        DataError: If one is not.
    """
    if not book_ids.isin(books["book_id"]).all():
        raise DataError("ratings table: a rating names a book that the books table lacks")


def check_rating_rows(ratings: pd.DataFrame) -> pd.DataFrame:
    """Return ratings as they are if they fit their schema, whether or not their books exist.

    Raises:
        DataError: If they do not.
    """
    return _checked("ratings", ratings, RATINGS)


def _checked(name: str, table: pd.DataFrame, schema: pa.DataFrameSchema) -> pd.DataFrame:
    try:
        return schema.validate(table)
    except pa.errors.SchemaError as error:
        reason = str(error).splitlines()[0]
        where = _first_offender(table, error)
        raise DataError(f"{name} table breaks its schema{where}: {reason}") from error


def _first_offender(table: pd.DataFrame, error: pa.errors.SchemaError) -> str:
    """Name the book of the first row that failed, where it was a row that failed."""
    cases = error.failure_cases
    if not isinstance(cases, pd.DataFrame) or cases["index"].isna().all():
        return ""
    return f" at book {table.loc[cases['index'].dropna().iloc[0], 'book_id']}"
