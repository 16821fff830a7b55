"""What a reader says a book is about, as `--describe` takes it: "Title|what it is about"."""

from collections.abc import Sequence
from dataclasses import replace

from bookrec.data.history.one_line import split_fields
from bookrec.data.history.rated_book import RatedBook
from bookrec.data.history.values import shorten
from bookrec.data.text.titles import normalize_title
from bookrec.errors import DataError


def describe_books(books: Sequence[RatedBook], lines: Sequence[str]) -> list[RatedBook]:
    """Give books their descriptions.

    Args:
        books: The reader's books.
        lines: "Title|Description" each; the title as in one of the books, whatever its case,
            accents and punctuation.

    Returns:
        The books in their order, described ones with the new description.

    Raises:
        DataError: If a line has not both parts, or no book has its title.
    """
    described = list(books)
    for line in lines:
        title, description = _parse(line)
        key = normalize_title(title)
        places = [i for i, book in enumerate(described) if normalize_title(book.title) == key]
        if not places:
            raise DataError(
                f"--describe {shorten(line)}: none of your books has this title; name it with "
                f"--book {shorten(title)!r}, too"
            )
        for place in places:
            described[place] = replace(described[place], description=description)
    return described


def _parse(line: str) -> tuple[str, str]:
    title, *rest = split_fields(line)
    description = " ".join(rest)
    if not normalize_title(title) or not description:
        raise DataError(f"--describe {shorten(line)}: expected Title|what the book is about")
    return title, description
