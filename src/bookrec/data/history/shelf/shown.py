"""Which books a reader's lists have shown, so that a fresh one can leave them out."""

import json
from collections.abc import Iterable
from pathlib import Path

from bookrec.data.history.shelf.file import beside, replace_file
from bookrec.errors import DataError

_MAX_SHOWN = 100_000


def read_shown(path: Path) -> list[str]:
    """Read the book ids that lists for this shelf have shown, oldest first.

    Raises:
        DataError: If the memory is damaged.
    """
    file = beside(path, "shown.json")
    try:
        return [str(book_id) for book_id in json.loads(file.read_text(encoding="utf-8"))]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError) as error:
        raise DataError(f"{file}: cannot be read ({error}); remove it, it is forgotten") from None


def write_shown(path: Path, book_ids: Iterable[str]) -> None:
    """Replace the memory; of very many ids the newest are kept."""
    kept = list(dict.fromkeys(book_ids))[-_MAX_SHOWN:]
    replace_file(beside(path, "shown.json"), lambda file: json.dump(kept, file))
