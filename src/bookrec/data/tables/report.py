"""What reading own tables did, as data."""

from dataclasses import dataclass, field
from typing import Any

from bookrec.data.tables.rowlog import RowLog


@dataclass
class TablesReport:
    """What was read, left out and left empty.

    Attributes:
        rows_read: Rows of each table, or file.
        books: Usable books.
        users: Users with a usable rating.
        ratings: Usable ratings.
        without_book: Ratings that name no book of the books table.
        dropped: Rows left out, by reason.
        repaired: Values left empty, by reason.
        notes: What else a reader should know, one line each.
    """

    rows_read: dict[str, int] = field(default_factory=dict)
    books: int = 0
    users: int = 0
    ratings: int = 0
    without_book: int = 0
    dropped: RowLog = field(default_factory=RowLog)
    repaired: RowLog = field(default_factory=RowLog)
    notes: list[str] = field(default_factory=list)

    @property
    def join_rate(self) -> float:
        """Share of the usable ratings whose book is known, 0 to 1."""
        named = self.ratings + self.without_book
        return self.ratings / named if named else 0.0

    def to_dict(self) -> dict[str, Any]:
        """Turn into JSON-able data."""
        return {
            "rows_read": self.rows_read,
            "books": self.books,
            "users": self.users,
            "ratings": self.ratings,
            "join_rate": round(self.join_rate, 4),
            "dropped": self.dropped.to_dict(),
            "repaired": self.repaired.to_dict(),
            "notes": self.notes,
        }
