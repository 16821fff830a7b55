"""Own tables: books and ratings, each in one CSV or Parquet file with the documented columns."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from bookrec.errors import DataError
from bookrec.protocols import Progress

if TYPE_CHECKING:
    from bookrec.data.dataset import Dataset
    from bookrec.engine import Engine
    from bookrec.settings import Settings

_KINDS = ("csv", "parquet")


@dataclass(frozen=True)
class TablesReader:
    """Reads `books.csv` or `.parquet`, `ratings.csv` or `.parquet`; a `DatasetReader`.

    Rows that cannot be used are left out and reported.
    """

    name: str = "tables"

    def detects(self, folder: Path) -> bool:
        """Whether there are a books and a ratings table."""
        return all(_found(folder, table) for table in ("books", "ratings"))

    def files(self, folder: Path) -> tuple[Path, ...]:
        """Return the two files; see `DatasetReader`."""
        return tuple(_only(folder, table) for table in ("books", "ratings"))

    def read(
        self, folder: Path, settings: "Settings", progress: Progress | None, engine: "Engine"
    ) -> "Dataset":
        """Read and check the two tables; see `DatasetReader`."""
        from bookrec.data.dataset import Dataset
        from bookrec.data.tables.own_files import read_own_file
        from bookrec.data.tables.own_tables import make_tables
        from bookrec.data.tables.rowlog import RowLog

        dropped, repaired = RowLog(), RowLog()
        raw = []
        for done, path in enumerate(self.files(folder), start=1):
            raw.append(read_own_file(path, dropped, repaired))
            if progress is not None:
                progress(done, 2)
        made = make_tables(raw[0], raw[1], settings.data.rating_scale, "drop")
        made.report.dropped.extend(dropped)
        made.report.repaired.extend(repaired)
        return Dataset.of_own_tables(made)


def _found(folder: Path, table: str) -> list[Path]:
    paths = (folder / f"{table}.{kind}" for kind in _KINDS)
    return [path for path in paths if path.is_file()]


def _only(folder: Path, table: str) -> Path:
    found = _found(folder, table)
    if not found:
        names = " or ".join(f"{table}.{kind}" for kind in _KINDS)
        raise DataError(f"{folder}: no file {names}; `bookrec schema` describes its columns")
    if len(found) > 1:
        raise DataError(f"{folder}: both {found[0].name} and {found[1].name}; remove one")
    return found[0]
