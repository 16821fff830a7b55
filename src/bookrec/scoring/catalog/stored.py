"""What serving needs of the books table, as files that are opened and not built.

`lookup.safetensors` holds the tables of matching, search and series order, `books.arrow` the
columns that a list needs, uncompressed. Both are memory-mapped: a new process reads the pages that
it uses.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import pyarrow as pa
from numpy.typing import NDArray

from bookrec.errors import ArtifactError
from bookrec.storage.files import BOOKS_MAPPED, LOOKUP, map_tensors, write_tensors

FILES = (LOOKUP, BOOKS_MAPPED)
LEFT_OUT = frozenset({"description", "cover_url"})
"""Columns that are read a cell at a time, if at all; they are most of the table."""
_INDEX, _SERIES = "index.", "series."


@dataclass(frozen=True, eq=False)
class StoredCatalog:
    """The files' contents.

    Attributes:
        index: `CatalogIndex.to_arrays`.
        series: `SeriesIndex.to_arrays`.
        columns: Columns of the books table, each of one chunk.
    """

    index: Mapping[str, NDArray[Any]]
    series: Mapping[str, NDArray[Any]]
    columns: pa.Table

    @classmethod
    def open(cls, lookup: Path, books: Path) -> Self:
        """Map both files into memory.

        Raises:
            ArtifactError: If one is missing or damaged.
        """
        arrays = map_tensors(lookup)
        try:
            columns = pa.ipc.open_file(pa.memory_map(str(books))).read_all()
        except (OSError, pa.ArrowInvalid) as error:
            raise ArtifactError(
                f"{books}: cannot be read ({error}); run bookrec clean --force"
            ) from error
        return cls(_of(arrays, _INDEX), _of(arrays, _SERIES), columns)

    def write(self, folder: Path) -> None:
        """Write both files into a folder."""
        index = {f"{_INDEX}{name}": array for name, array in self.index.items()}
        series = {f"{_SERIES}{name}": array for name, array in self.series.items()}
        write_tensors(folder / LOOKUP, index | series)
        batch = self.columns.combine_chunks()
        with pa.OSFile(str(folder / BOOKS_MAPPED), "wb") as sink:
            with pa.ipc.new_file(sink, batch.schema) as writer:
                writer.write_table(batch)


def _of(arrays: Mapping[str, NDArray[Any]], prefix: str) -> dict[str, NDArray[Any]]:
    return {
        name.removeprefix(prefix): array
        for name, array in arrays.items()
        if name.startswith(prefix)
    }
