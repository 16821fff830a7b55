"""The noun that everything else consumes: checked books, checked ratings, and whose rows are whose.

>>> dataset = Dataset.from_frames(books, ratings)    # doctest: +SKIP
>>> dataset.book_nums(["42", "43"])                  # doctest: +SKIP
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, Self

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import sparse

from bookrec.data.tables.ids import given_back, row_numbers
from bookrec.data.tables.missing import describe_missing, missing_columns
from bookrec.data.tables.own_tables import BadRows, OwnTables, RawTable, make_tables
from bookrec.data.tables.parquet import read_ratings, write_books, write_ratings
from bookrec.data.tables.ratings_texts import as_texts
from bookrec.data.tables.schema import BOOKS as BOOKS_SCHEMA
from bookrec.data.tables.schema import RATINGS as RATINGS_SCHEMA
from bookrec.errors import ArtifactError, ConfigError, DataError
from bookrec.protocols import ReadReport, ReadTables
from bookrec.storage.artifacts import open_latest
from bookrec.storage.files import BOOKS, DATASET, RATINGS, REPORT, read_json, write_json

Id = str | int


@dataclass(frozen=True)
class StoredReport:
    """What an earlier reading did; a `ReadReport`.

    Attributes:
        document: JSON-able data.
    """

    document: dict[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the data."""
        return self.document


@dataclass(frozen=True, eq=False)
class Dataset:
    """Books and ratings that fit the written schema.

    Inside, ids are texts, books are sorted by id, and a book's number is its row; methods take ids
    as texts or whole numbers and give them back as they came.

    Attributes:
        books: Columns of `data.tables.schema.BOOKS`.
        ratings: Columns of `data.tables.schema.RATINGS`, sorted by user and book, texts
            categorical; `rating` in stars.
        report: What became of the rows that were read.
        has_integer_book_ids: Whether book ids came as whole numbers.
        has_integer_user_ids: Whether user ids came as whole numbers.
    """

    books: pd.DataFrame
    ratings: pd.DataFrame
    report: ReadReport = field(default_factory=StoredReport)
    has_integer_book_ids: bool = False
    has_integer_user_ids: bool = False

    def __post_init__(self) -> None:
        """Refuse frames that nobody has checked.

        Raises:
            DataError: If the columns are not those of the schema.
        """
        for name, table, schema in (
            ("books", self.books, BOOKS_SCHEMA),
            ("ratings", self.ratings, RATINGS_SCHEMA),
        ):
            if list(table.columns) != list(schema.columns):
                raise DataError(
                    f"{name}: not the checked table; make it with Dataset.from_frames(books, "
                    "ratings)"
                )

    @classmethod
    def from_frames(
        cls,
        books: pd.DataFrame,
        ratings: pd.DataFrame,
        rating_scale: tuple[float, float] = (1, 5),
        bad_rows: BadRows = "raise",
    ) -> Self:
        """Check own frames.

        Args:
            books: Columns `book_id` and `title`; optional ones as `bookrec schema` prints them.
                Other columns are left out, and named in `notes`.
            ratings: Columns `user_id`, `book_id` and `rating`.
            rating_scale: Smallest and largest rating. Stars, (1, 5) or (0.5, 5), stay as they are,
                half ones too; any other scale is mapped to 1 to 5, evenly.
            bad_rows: "raise" refuses frames with rows that cannot be used, and names up to a
                hundred of them; "drop" leaves them out, counted in `report`.

        Raises:
            ConfigError: If the scale or `bad_rows` means nothing.
            DataError: If a required column is missing, a row is refused, or nothing is left.
        """
        if not rating_scale[0] < rating_scale[1]:
            raise ConfigError(
                f"rating_scale={rating_scale}: the smallest rating comes first, as in (1, 10)"
            )
        if bad_rows not in ("raise", "drop"):
            raise ConfigError(f"bad_rows={bad_rows!r}: say 'raise' or 'drop'")
        raw = [
            RawTable(name, frame.reset_index(drop=True), np.arange(len(frame), dtype=np.int64))
            for name, frame in (("books", books), ("ratings", ratings))
        ]
        return cls.of_own_tables(make_tables(raw[0], raw[1], rating_scale, bad_rows))

    @classmethod
    def of_own_tables(cls, made: OwnTables) -> Self:
        """Take own tables that are checked."""
        return cls(
            made.books,
            made.ratings,
            made.report,
            made.has_integer_book_ids,
            made.has_integer_user_ids,
        )

    @classmethod
    def of_tables(cls, read: ReadTables) -> Self:
        """Take what a `DatasetReader` has read and checked."""
        return read if isinstance(read, cls) else cls(read.books, read.ratings, read.report)

    @classmethod
    def load(cls, source: str = "goodbooks", folder: str | Path | None = None) -> Self:
        """Read the files of a source.

        Args:
            source: Its name, as in `--set data.source=NAME`.
            folder: The data folder; by default goodbooks is what comes with the package.

        Raises:
            ConfigError: If there is no such source, or it needs a folder.
            DataError: If the files cannot be used.
        """
        from bookrec.data.packaged import READER, packaged_folder
        from bookrec.data.sources import choose_reader
        from bookrec.engine import LocalEngine
        from bookrec.settings import Settings

        if folder is None and source != READER:
            raise ConfigError(f"{source}: name the folder that holds its files")
        folder = packaged_folder() if folder is None else Path(folder).absolute()
        reader = choose_reader(folder, source)
        return cls.of_tables(reader.read(folder, Settings(), None, LocalEngine()))

    @classmethod
    def open(cls, folder: str | Path = "artifacts") -> Self:
        """Open what `clean` published, or what `save` wrote.

        Args:
            folder: The artifacts folder, or one that `save` filled.

        Raises:
            ArtifactError: If there is neither, or it is damaged.
        """
        folder = Path(folder)
        if not (folder / DATASET).is_file():
            cleaned = open_latest(folder, "clean")
            folder = cleaned.verified_folder(cleaned.manifest.files)
        try:
            books, ratings = pd.read_parquet(folder / BOOKS), read_ratings(folder / RATINGS)
        except OSError as error:
            raise ArtifactError(f"{folder}: no data set can be read there ({error})") from error
        ids = read_json(folder / DATASET) if (folder / DATASET).is_file() else {}
        report = read_json(folder / REPORT) if (folder / REPORT).is_file() else {}
        return cls(
            books,
            ratings,
            StoredReport(report),
            bool(ids.get("integer_book_ids")),
            bool(ids.get("integer_user_ids")),
        )

    def save(self, folder: str | Path) -> None:
        """Write the two tables, and in which type ids came, into a folder.

        `open` reads it, and so does the command, as a data folder of own tables.
        """
        folder = Path(folder)
        folder.mkdir(parents=True, exist_ok=True)
        write_books(self.books, folder / BOOKS)
        write_ratings(self.ratings, folder / RATINGS)
        write_json(
            folder / DATASET,
            {
                "integer_book_ids": self.has_integer_book_ids,
                "integer_user_ids": self.has_integer_user_ids,
            },
        )

    @property
    def n_books(self) -> int:
        """Books in all."""
        return len(self.books)

    @cached_property
    def n_users(self) -> int:
        """Users with a rating."""
        return int(self.ratings["user_id"].nunique())

    @cached_property
    def missing(self) -> list[str]:
        """Optional columns that say nothing of any book, of those that matter."""
        return missing_columns(self.books)

    @property
    def notes(self) -> list[str]:
        """What one should know of these data, a line each: what is missing, what was not used."""
        missing = describe_missing(self.books)
        return [*([missing] if missing else []), *self.report.to_dict().get("notes", [])]

    def book_nums(self, book_ids: Iterable[Id]) -> NDArray[np.int64]:
        """Return the row of each book, -1 where there is no such book, shape (n_ids,)."""
        return row_numbers([str(book_id) for book_id in book_ids], self.books["book_id"])

    def book_ids(self, book_nums: Sequence[int] | NDArray[np.int64] | None = None) -> list[Any]:
        """Return the ids of some rows, or of all, as they came."""
        ids = self.books["book_id"]
        texts = ids.tolist() if book_nums is None else ids.iloc[list(book_nums)].tolist()
        return list(given_back(texts, are_integers=self.has_integer_book_ids))

    def user_ids(self) -> list[Any]:
        """Return the ids of all users, in the order of the rows of `matrix`, as they came."""
        texts = self._user_texts.tolist()
        return list(given_back(texts, are_integers=self.has_integer_user_ids))

    def matrix(self) -> sparse.csr_array:
        """Return the stars, absent where not rated, shape (n_users, n_books), float32."""
        ratings = self.ratings
        rows = row_numbers(ratings["user_id"], self._user_texts)
        columns = row_numbers(ratings["book_id"], self.books["book_id"])
        stars = ratings["rating"].to_numpy(np.float32)
        return sparse.csr_array((stars, (rows, columns)), shape=(self.n_users, self.n_books))

    def to_frames(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return copies of both tables with ids as they came."""
        books, ratings = self.books.copy(), self.ratings.copy()
        books["book_id"] = self.book_ids()
        for name, are_integers in (
            ("book_id", self.has_integer_book_ids),
            ("user_id", self.has_integer_user_ids),
        ):
            texts = ratings[name].astype("str")
            ratings[name] = texts.astype("int64") if are_integers else texts
        return books, ratings

    def compute_digest(self) -> str:
        """Return one hash over everything in both tables, the same wherever it is computed."""
        digest = hashlib.sha256()
        for table in (self.books, as_texts(self.ratings)):
            for name in table.columns:
                # Values of numbers are written in full, so that equal texts mean equal values.
                text = table[[name]].to_json(orient="values", double_precision=15)
                digest.update(f"{name}\0{text}\0".encode())
        return digest.hexdigest()

    def with_ratings(self, ratings: pd.DataFrame) -> Self:
        """Return the same books with some of the ratings: rows of `self.ratings`."""
        return replace(self, ratings=ratings.reset_index(drop=True))

    @cached_property
    def _user_texts(self) -> "pd.Series[str]":
        return pd.Series(self.ratings["user_id"].astype("str").unique(), dtype="str")
