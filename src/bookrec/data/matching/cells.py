"""Columns of a books table as sequences that are read cell by cell."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa


@dataclass(frozen=True, eq=False)
class Cells(Sequence[Any]):
    """A column; a cell becomes a Python object when it is asked for."""

    column: "pa.Array"

    def __len__(self) -> int:
        """Number of cells."""
        return len(self.column)

    def __getitem__(self, place: Any) -> Any:  # noqa: ANN401 - each column has its own type
        """One cell, or a list of some."""
        cells = self.column[place]
        return cells.to_pylist() if isinstance(place, slice) else cells.as_py()

    def __iter__(self) -> Iterator[Any]:
        """All cells: ten times as fast as one by one."""
        return iter(self.column.to_pylist())


@dataclass(frozen=True, eq=False)
class SingleVolumes(Sequence[Any]):
    """The volume of each book that is one volume; None for the others."""

    first: Cells
    last: Cells

    def __len__(self) -> int:
        """Number of books."""
        return len(self.first)

    def __getitem__(self, place: Any) -> Any:  # noqa: ANN401 - as its base
        """Volume of one book, or a list of some."""
        if isinstance(place, slice):
            return list(self)[place]
        first = self.first[place]
        return first if first == self.last[place] else None

    def __iter__(self) -> Iterator[Any]:
        """Volumes of all books."""
        pairs = zip(self.first, self.last, strict=True)
        return (first if first == last else None for first, last in pairs)
