"""An index of vectors in LanceDB: a folder, an object store, or a cluster, with one client.

Vectors stay on disk; an inverted file tells which parts of them to read for a query. Such files
are made for nearest neighbours, not for largest products, so a column is added that gives every
book's vector one length, and nothing to a reader's: then both are the same. Source: Y. Bachrach et
al., "Speeding up the Xbox recommender system using a Euclidean transformation for inner-product
spaces" (RecSys 2014).
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from math import isqrt
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Self

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bookrec.errors import ArtifactError, ConfigError

if TYPE_CHECKING:
    from lancedb.table import Table

TABLE = "books"
FINGERPRINT = b"bookrec.tune"
NO_LABELS: Mapping[str, pa.Array] = MappingProxyType({})
_ROWS_AT_ONCE = 50_000
# Fewer rows are compared one by one faster than by way of partitions.
_MIN_ROWS = 100_000
# Partitions looked into, and candidates compared in full precision per book wanted. At 1.5 million
# books that finds 97 of the best 100; a third of the partitions finds 84 in two thirds of the time.
_PROBED_SHARE = 0.15
_REFINE = 5


class LanceIndex:
    """Proposes books from a LanceDB table."""

    def __init__(self, table: "Table", address: str) -> None:
        """Wrap an open table."""
        self._table = table
        self._address = address
        self._n_probes = max(1, round(_PROBED_SHARE * isqrt(table.count_rows())))

    @classmethod
    def open(cls, address: str, fingerprint: str) -> Self:
        """Open the index of a tuned recommender.

        Args:
            address: What `lancedb.connect` takes: a folder, `s3://…`, `db://…`.
            fingerprint: Of the `tune` result that it must be made from.

        Raises:
            ArtifactError: If there is none, it is of another result, or it cannot be read.
            ConfigError: If the package is missing.
        """
        with _failures(address, "the index cannot be opened"):
            # Connecting would make a folder that is not there.
            if "://" not in address and not Path(address).is_dir():
                raise _missing(address)
            connection = _connect(address)
            if TABLE not in connection.list_tables().tables:
                raise _missing(address)
            table = connection.open_table(TABLE)
        if (table.schema.metadata or {}).get(FINGERPRINT) != fingerprint.encode():
            command = _export(address)
            raise ArtifactError(
                f"{address}: made from other artifacts than the newest; run `{command}` again"
            )
        return cls(table, address)

    @classmethod
    def write(
        cls,
        address: str,
        columns: NDArray[np.float32],
        fingerprint: str,
        labels: Mapping[str, pa.Array] = NO_LABELS,
    ) -> Self:
        """Write an index, replacing one that is there.

        Args:
            address: As for `open`.
            columns: Vectors of the books by book number, shape (n_books, n_columns), float32.
            fingerprint: Of the `tune` result.
            labels: What else the table says of each book, by the name of its column.

        Raises:
            ArtifactError: If it cannot be written.
            ConfigError: If the package is missing.
        """
        vectors = _of_one_length(columns)
        kind = pa.list_(pa.float32(), vectors.shape[1])
        schema = pa.schema(
            [
                ("book_num", pa.int64()),
                *((name, column.type) for name, column in labels.items()),
                ("vector", kind),
            ],
            metadata={FINGERPRINT: fingerprint},
        )
        with _failures(address, "the index cannot be written"):
            connection = _connect(address)
            from lancedb.index import IvfSq

            table = connection.create_table(
                TABLE, _batches(vectors, labels, schema), schema=schema, mode="overwrite"
            )
            if len(vectors) >= _MIN_ROWS:
                config = IvfSq(distance_type="cosine", num_partitions=isqrt(len(vectors)))
                table.create_index("vector", config=config)
        return cls(table, address)

    def propose(self, factors: NDArray[np.float32], n: int) -> NDArray[np.int64]:
        """Find books; see `BookIndex`.

        Raises:
            ArtifactError: If the store fails.
        """
        query = np.zeros(_width(len(factors)), np.float32)
        query[: len(factors)] = factors
        with _failures(self._address, "the index cannot be searched"):
            search = self._table.search(query).distance_type("cosine").limit(n)
            found = search.nprobes(self._n_probes).refine_factor(_REFINE).to_arrow()
        nums: NDArray[np.int64] = found.column("book_num").to_numpy()
        return nums


def _width(n_columns: int) -> int:
    """Round up, with room for the added column, to what processors compare at once."""
    return -(-(n_columns + 1) // 16) * 16


def _of_one_length(columns: NDArray[np.float32]) -> NDArray[np.float32]:
    """Add the column that gives every vector the length of the longest, and empty ones."""
    n_columns = columns.shape[1]
    vectors = np.zeros((len(columns), _width(n_columns)), np.float32)
    vectors[:, :n_columns] = columns
    squares = np.square(columns).sum(axis=1)
    vectors[:, n_columns] = np.sqrt(squares.max(initial=0) - squares)
    return vectors


def _batches(
    columns: NDArray[np.float32], labels: Mapping[str, pa.Array], schema: pa.Schema
) -> Iterator[pa.RecordBatch]:
    for start in range(0, len(columns), _ROWS_AT_ONCE):
        part = np.ascontiguousarray(columns[start : start + _ROWS_AT_ONCE])
        nums = np.arange(start, start + len(part))
        vectors = pa.FixedSizeListArray.from_arrays(pa.array(part.ravel()), columns.shape[1])
        texts = [each.slice(start, len(part)) for each in labels.values()]
        yield pa.RecordBatch.from_arrays([pa.array(nums), *texts, vectors], schema=schema)


def _missing(address: str) -> ArtifactError:
    return ArtifactError(f"{address}: no index of books here; run `{_export(address)}`")


def _export(address: str) -> str:
    return f"bookrec export --index lancedb://{address}"


@contextmanager
def _failures(address: str, what: str) -> Iterator[None]:
    """Turn what the store raises, which has no exceptions of its own, into one line."""
    try:
        yield
    except (OSError, RuntimeError, ValueError) as error:
        reason = " ".join(str(error).split())[:200]
        raise ArtifactError(f"{address}: {what} ({reason})") from error


def _connect(address: str):  # type: ignore[no-untyped-def]  # noqa: ANN202
    os.environ.setdefault("LANCEDB_LOG", "error")  # it warns whenever it makes something new
    try:
        import lancedb
    except ModuleNotFoundError as error:
        raise ConfigError(
            "an index needs the package lancedb; run `pip install 'bookrec[index]'`"
        ) from error
    try:
        return lancedb.connect(address)
    except OSError as error:
        raise ArtifactError(
            f"{address}: no index can be here ({error.strerror}); choose another folder"
        ) from error
