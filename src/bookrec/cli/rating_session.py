"""A short session on a terminal: type a title, pick a book, give it stars."""

from collections.abc import Iterator
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.validation import Validator

from bookrec.cli.console import print_note
from bookrec.data.history import RatedBook, parse_book
from bookrec.data.history.values import parse_stars
from bookrec.data.match import CatalogIndex, match, search
from bookrec.data.shelf import add_books

N_SUGGESTIONS = 8


def rate_interactively(index: CatalogIndex, shelf_file: Path) -> None:
    """Ask for books and stars until an empty title; each book is saved at once.

    Args:
        index: The catalogue to search.
        shelf_file: The reader's own list.

    Raises:
        DataError: If the list cannot be read or written.
    """
    session: PromptSession[str] = PromptSession()
    print_note(f"Your books go to {shelf_file}. An empty title ends the session.")
    try:
        while title := session.prompt(
            "Title: ", completer=_Titles(index), complete_while_typing=True, validator=None
        ).strip():
            _rate_one(title, index, shelf_file, session)
    except EOFError:
        print_note("Done.")


def _rate_one(
    title: str, index: CatalogIndex, shelf_file: Path, session: PromptSession[str]
) -> None:
    book = parse_book(title)
    (hit,) = match([book], index)
    if hit.book_num is None:
        print_note(f"Not in the catalogue ({hit.why}); it still counts by title and author.")
    else:
        book = _known(index, hit.book_num)
        print_note(book.label)
    stars = session.prompt("Stars, 1 to 5: ", completer=None, validator=_STARS).strip()
    if not stars:
        print_note("Left out.")
        return
    rated = RatedBook(
        title=book.title, author=book.author, book_id=book.book_id, rating=parse_stars(stars)
    )
    add_books(shelf_file, [rated])


def _known(index: CatalogIndex, book_num: int) -> RatedBook:
    authors = index.authors[book_num]
    return RatedBook(
        title=index.titles[book_num],
        author=authors[0] if authors else "",
        book_id=index.book_ids[book_num],
    )


class _Titles(Completer):
    """Suggests catalogue books for what has been typed so far."""

    def __init__(self, index: CatalogIndex) -> None:
        self._index = index

    def get_completions(
        self, document: Document, complete_event: CompleteEvent
    ) -> Iterator[Completion]:
        """Yield the best few books."""
        typed = document.text
        if len(typed.strip()) < 2:
            return
        for num, _ in search(typed, self._index, N_SUGGESTIONS):
            book = _known(self._index, num)
            text = f"{book.title.replace('|', ' ')}|{book.author}"
            yield Completion(text, start_position=-len(typed), display=book.label)


def _is_stars_or_nothing(text: str) -> bool:
    try:
        return not text.strip() or bool(parse_stars(text.strip()))
    except ValueError:
        return False


_STARS = Validator.from_callable(
    _is_stars_or_nothing, error_message="1 to 5, halves allowed; empty leaves the book out"
)
