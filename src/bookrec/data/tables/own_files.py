"""Own tables as files: CSV read row by row, as damaged as it may be; Parquet as it is."""

from array import array
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from bookrec.data.tables.csv_rows import CsvRows
from bookrec.data.tables.own_tables import RawTable
from bookrec.data.tables.rowlog import RowLog
from bookrec.data.tables.text_numbers import TextNumbers
from bookrec.errors import DataError


def read_own_file(path: Path, dropped: RowLog, repaired: RowLog) -> RawTable:
    """Read one table.

    Args:
        path: A CSV file, or a Parquet file if its name ends so.
        dropped: Receives rows that cannot be read.
        repaired: Receives rows that were read only after a repair.

    Returns:
        The table; its rows are named by their lines, or in Parquet by their numbers from 0.

    Raises:
        DataError: If the file cannot be read.
    """
    if path.suffix == ".parquet":
        return _read_parquet(path)
    rows = CsvRows(path, multiline=True, dropped=dropped, repaired=repaired)
    # Equal texts are held once: ids of ratings repeat, and so do authors and genres.
    columns = [TextNumbers() for _ in rows.header]
    lines = array("q")
    for line, fields in rows:
        lines.append(line)
        for column, text in zip(columns, fields, strict=True):
            column.append(text)
    frame = pd.DataFrame(
        {name: column.to_categorical() for name, column in zip(rows.header, columns, strict=True)}
    )
    return RawTable(path.name, frame, np.array(lines, dtype=np.int64))


def _read_parquet(path: Path) -> RawTable:
    try:
        frame = pq.read_table(path).to_pandas()
    except (OSError, pa.ArrowException) as error:
        reason = " ".join(str(error).split())[:200]
        raise DataError(f"{path}: no readable Parquet file ({reason}); write it again") from error
    return RawTable(path.name, frame, np.arange(len(frame), dtype=np.int64))
