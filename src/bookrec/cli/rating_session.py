"""A short session on a terminal: type a title, pick a book, give it stars."""

from collections.abc import Iterator
from dataclasses import replace

from prompt_toolkit import prompt
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.validation import Validator

from bookrec.cli.console import print_note
from bookrec.data.history import RatedBook, parse_book
from bookrec.data.history.shelf import Shelf
from bookrec.data.history.values import parse_stars
from bookrec.data.matching import CatalogIndex, match, search

N_SUGGESTIONS = 8
N_CHOICES = 5


def rate_interactively(index: CatalogIndex, shelf: Shelf) -> None:
    """Ask for books and stars until an empty title; each book is saved at once.

    Args:
        index: The catalogue to search.
        shelf: The reader's own.

    Raises:
        DataError: If the list cannot be read or written.
    """
    print_note(f"Your books go to {shelf.path}. An empty title ends the session.")
    try:
        while title := prompt("Title: ", completer=_Titles(index)).strip():
            _rate_one(title, index, shelf)
    except EOFError:
        print_note("Done.")


def _rate_one(title: str, index: CatalogIndex, shelf: Shelf) -> None:
    book = parse_book(title)
    (hit,) = match([book], index)
    book_num = _ask_which(title, index) if hit.book_num is None else hit.book_num
    if book_num is None:
        print_note("Not in the catalogue; it still counts by title and author.")
    else:
        book = _known(index, book_num)
        print_note(book.label)
    stars = prompt("Stars, 1 to 5: ", validator=_STARS).strip()
    if not stars:
        print_note("Left out.")
        return
    shelf.rate(replace(book, rating=None), parse_stars(stars))


def _ask_which(title: str, index: CatalogIndex) -> int | None:
    """Ask which of the nearest books is meant, so that no typing error is kept as a title."""
    hits = [num for num, _ in search(title.replace("|", " "), index, N_CHOICES)]
    if not hits:
        return None
    for place, num in enumerate(hits, start=1):
        print_note(f"  {place}  {_known(index, num).label}")
    choices = [str(place) for place in range(len(hits) + 1)]
    validator = Validator.from_callable(
        lambda text: text.strip() in ("", *choices),
        error_message=f"1 to {len(hits)}; empty for none of these",
        move_cursor_to_end=True,
    )
    question = f"Which one, 1 to {len(hits)} (empty: none of these): "
    chosen = int(prompt(question, validator=validator).strip() or 0)
    return hits[chosen - 1] if chosen else None


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
    _is_stars_or_nothing,
    error_message="1 to 5, halves allowed; empty leaves the book out",
    move_cursor_to_end=True,
)
