"""On which scale a table's ratings are: said by its header or by the reader, never guessed."""

import re
from collections.abc import Collection, Sequence

from bookrec.data.history.files import Row, Table

SCALES = (5, 10, 20, 100)
_SAID = re.compile(
    r"(?P<name>.+?)[\s(\[]*(?:(?:0|1)\s*(?:-|–|\.\.|to|bis)\s*|out of\s*|von\s*|max\.?\s*|/\s*)"
    r"(?P<scale>5|10|20|100)[)\]\s]*"
)

_BARE = re.compile(r"\s*\d+(?:[.,]\d+)?\s*")


def apply_scale(
    table: Table, rating_columns: Collection[str], stated: int | None
) -> tuple[Table, str]:
    """Write the ratings of a table with their scale, as "8/10", where it is not five stars.

    Args:
        table: As it stands in the file; its header may say the scale, as "Rating (1-10)".
        rating_columns: Names of columns of ratings.
        stated: The scale that the reader stated, which wins; None if they did not.

    Returns:
        The table, its rating columns under their plain names, and what to tell the reader.
    """
    said = {
        column: (match["name"].strip(), int(match["scale"]))
        for column in table.columns
        if (match := _SAID.fullmatch(column)) and match["name"].strip() in rating_columns
    }
    names = {column: name for column, (name, _) in said.items()}
    scales = {name: scale for name, scale in said.values()}
    if stated is not None:
        scales = dict.fromkeys(rating_columns, stated)
    scales = {name: scale for name, scale in scales.items() if scale != SCALES[0]}
    columns = [names.get(column, column) for column in table.columns]
    used = {scales[column] for column in columns if column in scales}
    rows = [(where, _rescale(row, names, scales)) for where, row in table.rows]
    return table._replace(columns=columns, rows=rows), _note(sorted(used))


def _rescale(row: Row, names: dict[str, str], scales: dict[str, int]) -> Row:
    renamed = {names.get(name, name): cell for name, cell in row.items()}
    return {
        name: f"{cell}/{scales[name]}" if name in scales and _BARE.fullmatch(cell) else cell
        for name, cell in renamed.items()
    }


def _note(scales: Sequence[int]) -> str:
    if not scales:
        return ""
    return (
        f"its ratings are read as of {scales[0]}: {scales[0]} is 5 stars, {scales[0] // 2} is 2.5"
    )
