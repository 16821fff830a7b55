"""The export of The StoryGraph: 23 columns, stars in quarters."""

from bookrec.data.history.files import Row
from bookrec.data.history.rated_book import RatedBook
from bookrec.data.history.status import parse_status
from bookrec.data.history.values import parse_rating, split_list
from bookrec.data.text.isbn import parse_isbn

COLUMNS = frozenset({"title", "authors", "read status", "star rating"})


def read_row(row: Row) -> RatedBook:
    """Read one book; of several authors the first counts.

    Raises:
        ValueError: If the rating is none.
        DataError: If the row names no book.
    """
    return RatedBook(
        title=row["title"],
        author=row["authors"].partition(",")[0].strip(),
        rating=parse_rating(row["star rating"]),
        isbn=parse_isbn(row.get("isbn/uid", "")) or "",
        status=parse_status(row["read status"]),
        genres=split_list(row.get("tags", "")),
    )
