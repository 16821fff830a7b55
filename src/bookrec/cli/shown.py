"""What lists have shown: remembered beside the reader's shelf, left out by --fresh."""

from pathlib import Path

from bookrec.cli.books import open_own_shelf
from bookrec.cli.console import print_note
from bookrec.errors import DataError
from bookrec.scoring.catalog.catalog import Catalog
from bookrec.scoring.explain.recommendation import RecommendationList
from bookrec.scoring.readers.reader import Reader


def shown_before(shelf_file: Path | None, reader: Reader, catalog: Catalog) -> list[str]:
    """Return the ids of the books that were shown and passed over.

    What the reader then put on their to-read shelf was not passed over.

    Raises:
        DataError: If the memory is damaged.
    """
    nums = [each.num for each in reader.to_read if each.num is not None]
    wanted = {catalog.cell("book_id", num) for num in nums}
    return [book_id for book_id in open_own_shelf(shelf_file).shown() if book_id not in wanted]


def remember_shown(shelf_file: Path | None, made: RecommendationList) -> None:
    """Remember what a list has shown; if that cannot be written, the list stands."""
    try:
        shelf = open_own_shelf(shelf_file)
        shelf.remember_shown([str(book.book_id) for book in made.recommendations])
    except DataError as error:
        print_note(f"What this list shows is not remembered: {error}")
