"""One book of a reader, as the reader names it.

>>> RatedBook(title="Dune", author="Frank Herbert", rating=4.5)
RatedBook(title='Dune', author='Frank Herbert', rating=4.5, ...)
"""

from dataclasses import dataclass
from enum import StrEnum

from bookrec.data.history.values import MAX_STARS, MIN_STARS, shorten
from bookrec.errors import DataError
from bookrec.limits import MAX_TEXT


class Status(StrEnum):
    """What became of the book; the first four are Goodreads' and StoryGraph's words.

    Only books to read may be recommended. What is not interesting or hidden says nothing about the
    reader's taste in other books.
    """

    READ = "read"
    CURRENTLY_READING = "currently-reading"
    TO_READ = "to-read"
    DID_NOT_FINISH = "did-not-finish"
    NOT_INTERESTED = "not-interested"
    HIDDEN = "hidden"


@dataclass(frozen=True, kw_only=True)
class RatedBook:
    """A book and what the reader thinks of it.

    Attributes:
        title: As the reader writes it; may hold a series: "Mort (Discworld, #4)".
        author: First author; "" if unknown.
        rating: Stars, 1 to 5, fractions allowed; None if the reader gave none.
        book_id: A `book_id` of the catalogue, or the Goodreads number alone; "" if unknown.
        isbn: 10 or 13 digits; "" if unknown.
        status: Only unrated books to read are recommended.
        description: What the reader says the book is about; helps where no catalogue book fits.
        genres: The reader's shelves or tags.
        year: First publication, else publication; None if unknown.

    Raises:
        DataError: If neither title, book id nor ISBN is given, a text is longer than 1,000
            characters (10,000 for the description), or the rating is not a number from 1 to 5.
    """

    title: str = ""
    author: str = ""
    rating: float | None = None
    book_id: str = ""
    isbn: str = ""
    status: Status = Status.READ
    description: str = ""
    genres: tuple[str, ...] = ()
    year: int | None = None

    def __post_init__(self) -> None:
        """Refuse what no later step could use."""
        if isinstance(self.book_id, int):
            object.__setattr__(self, "book_id", str(self.book_id))
        if not (self.title.strip() or self.book_id.strip() or self.isbn.strip()):
            raise DataError("A book needs a title, a book id or an ISBN; all three are empty")
        texts = (self.title, self.author, self.book_id, self.isbn, *self.genres, self.description)
        if max(map(len, texts[:-1])) > MAX_TEXT or len(self.description) > 10 * MAX_TEXT:
            raise DataError(
                f"{self.label}: a text of this book is longer than {MAX_TEXT:,} characters "
                "(ten times that for the description); shorten it"
            )
        if any("\ud800" <= letter <= "\udfff" for text in texts for letter in text):
            raise DataError(f"{self.label}: not all of this text is readable; write it in UTF-8")
        if self.rating is not None and not MIN_STARS <= self.rating <= MAX_STARS:
            raise DataError(f"{self.label}: rating {self.rating} is not a number from 1 to 5")

    @property
    def label(self) -> str:
        """Title and author, or the id: how a message names this book, at most 80 characters."""
        name = self.title.strip() or self.book_id.strip() or self.isbn.strip()
        return shorten(f"{name} by {self.author.strip()}" if self.author.strip() else name, 80)
