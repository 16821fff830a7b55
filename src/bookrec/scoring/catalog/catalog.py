"""The books table for serving: read-only columns, each read from disk when first asked for."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from threading import Lock
from typing import Any, Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from bookrec.data.matching import CatalogIndex
from bookrec.errors import ArtifactError
from bookrec.scoring.catalog.columns import to_floats, to_ints
from bookrec.scoring.catalog.series import SeriesIndex
from bookrec.scoring.catalog.series_columns import build_series_index
from bookrec.scoring.catalog.stored import LEFT_OUT, StoredCatalog

_SHOWN_COLUMNS = (
    "book_id",
    "title",
    "author",
    "series",
    "volume",
    "year",
    "pages",
    "average_rating",
    "n_ratings",
    "genres",
    "cover_url",
)


class Catalog:
    """Columns of books.parquet by book number, without pandas.

    A column is read once, on first use: a list of ten books for one reader needs a few columns
    whole and one cell each of the others.
    """

    def __init__(
        self, source: pq.ParquetFile | pa.Table, stored: StoredCatalog | None = None
    ) -> None:
        """Wrap an open Parquet file, or a table in memory.

        Args:
            source: The books table.
            stored: What `store` wrote for it; without it look-ups are built when needed.
        """
        self._source = source
        self._stored = stored
        self._columns: dict[str, pa.Array] = {}
        self._held: dict[str, list[Any]] = {}
        self._lock = Lock()  # an open file is read by one thread at a time
        self._of_training: tuple[NDArray[np.float32], NDArray[np.int64]] | None = None

    @classmethod
    def open(cls, path: Path, stored: StoredCatalog | None = None) -> Self:
        """Open a books table on disk.

        Args:
            path: The file.
            stored: What `store` wrote for it.

        Raises:
            ArtifactError: If the file is missing or no Parquet file.
        """
        try:
            return cls(pq.ParquetFile(path, memory_map=True), stored)
        except (OSError, pa.ArrowInvalid) as error:
            message = f"{path}: the books table cannot be read ({error}); run bookrec clean --force"
            raise ArtifactError(message) from error

    @property
    def n_books(self) -> int:
        """Number of books."""
        if isinstance(self._source, pa.Table):
            return int(self._source.num_rows)
        return int(self._source.metadata.num_rows)

    @property
    def names(self) -> list[str]:
        """Names of all columns."""
        schema = self._source.schema
        return list(
            schema.names if isinstance(schema, pa.Schema) else schema.to_arrow_schema().names
        )

    @cached_property
    def all_nums(self) -> NDArray[np.int64]:
        """All book numbers, shape (n_books,)."""
        return np.arange(self.n_books)

    def column(self, name: str) -> pa.Array:
        """Return a column as one Arrow array."""
        if name not in self._columns:
            with self._lock:
                column = self._read(name)
            whole = column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
            self._columns[name] = whole
        return self._columns[name]

    def __getstate__(self) -> dict[str, Any]:
        """Travel as a whole table: a file that is open here need not be there elsewhere."""
        table = self._source if isinstance(self._source, pa.Table) else self._source.read()
        return {"table": table, "of_training": self._of_training}

    def __setstate__(self, state: dict[str, Any]) -> None:
        """Wrap the table in memory."""
        self.__init__(state["table"])  # type: ignore[misc]
        self._of_training = state["of_training"]

    def _read(self, name: str) -> pa.ChunkedArray:
        if self._stored is not None and name in self._stored.columns.column_names:
            return self._stored.columns.column(name)
        if isinstance(self._source, pa.Table):
            return self._source.column(name)
        # One column at a time: starting a thread pool would take longer than it saves.
        return self._source.read(columns=[name], use_threads=False).column(name)

    def store(self, folder: Path) -> None:
        """Write what a new process would otherwise build into `FILES` of a folder."""
        names = [name for name in self.names if name not in LEFT_OUT]
        columns = pa.table({name: self.column(name) for name in names})
        StoredCatalog(self.index.to_arrays(), self.series_index.to_arrays(), columns).write(folder)

    def floats(self, name: str, dtype: type[np.floating[Any]] = np.float32) -> NDArray[Any]:
        """Return a numeric column, shape (n_books,); NaN where there is no value."""
        return to_floats(self.column(name), dtype)

    def cell(self, name: str, book_num: int) -> Any:  # noqa: ANN401 - each column has its own type
        """Return one value as a Python object; None where there is none."""
        if name in self._held:
            return self._held[name][book_num]
        return self.column(name)[int(book_num)].as_py()

    def hold(self, *names: str) -> None:
        """Hold columns as Python objects: for cells by the thousand, ten times as fast."""
        for name in names:
            if name not in self._held:
                self._held[name] = self.column(name).to_pylist()

    def describe(self, book_num: int) -> dict[str, Any]:
        """Return what a reader wants to know of a book, by column; None where unknown."""
        book = {name: self.cell(name, book_num) for name in _SHOWN_COLUMNS}
        return book | {"genres": book["genres"] or []}

    def find(self, book_ids: Sequence[str]) -> NDArray[np.int64]:
        """Look up book numbers, shape (len(book_ids),); -1 where an id is unknown."""
        ids = self.column("book_id")
        places = [bisect_left(ids, book_id, key=lambda cell: cell.as_py()) for book_id in book_ids]
        found = [
            place if place < self.n_books and ids[place].as_py() == book_id else -1
            for place, book_id in zip(places, book_ids, strict=True)
        ]
        return np.array(found, dtype=np.int64)

    def count_genres(self) -> list[tuple[str, int]]:
        """Count the books of each genre; the commonest first, ties by name."""
        lists = self.column("genres").to_pylist()
        counts = Counter(genre for genres in lists for genre in genres or ())
        return sorted(counts.items(), key=lambda item: (-item[1], item[0]))

    @cached_property
    def index(self) -> CatalogIndex:
        """Look-up of titles, authors and ISBNs."""
        return CatalogIndex.from_table(self, None if self._stored is None else self._stored.index)

    @cached_property
    def average_ratings(self) -> NDArray[np.float32]:
        """Everybody's averages in stars, shape (n_books,); NaN where unknown."""
        averages: NDArray[np.float32] = self.floats("average_rating")
        if self._of_training is None or not np.isnan(averages).all():
            return averages
        return self._of_training[0]

    @cached_property
    def n_ratings(self) -> NDArray[np.int64]:
        """Ratings of everybody, shape (n_books,)."""
        if self._of_training is None or self.counts_everybody:
            return self._counts
        return self._of_training[1]

    @cached_property
    def counts_everybody(self) -> bool:
        """Whether the table has counts at all, and so `n_ratings` is of everybody."""
        return bool(self._counts.any())

    @cached_property
    def _counts(self) -> NDArray[np.int64]:
        return to_ints(self.column("n_ratings"))

    def fall_back_on(self, averages: NDArray[np.float32], n_readers: NDArray[np.int64]) -> None:
        """Say what training users rated, for a table that lacks everybody's averages or counts.

        Args:
            averages: Stars, shape (n_books,).
            n_readers: Training users who rated each book, shape (n_books,).
        """
        self._of_training = (averages, n_readers)

    @cached_property
    def series_index(self) -> SeriesIndex:
        """Reading order of every series."""
        if self._stored is not None:
            return SeriesIndex.of_arrays(self._stored.series)
        return build_series_index(
            series=self.column("series"),
            titles=self.column("title"),
            title_keys=self.column("title_key"),
            author_keys=self.column("author_key"),
            volumes=self.floats("volume", np.float64),
            volumes_last=self.floats("volume_last", np.float64),
        )
