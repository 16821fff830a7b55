"""What a reader asks for: genres, languages, authors, pages, years, fame, for whom."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from bookrec.data.text.fold import fold
from bookrec.errors import ConfigError, NotFoundError
from bookrec.scoring.catalog.catalog import Catalog
from bookrec.scoring.catalog.columns import to_codes, to_ints
from bookrec.scoring.lists.audience import Audience, check_age, suits_age, suits_audience
from bookrec.scoring.lists.synonyms import GENRES, LANGUAGES, find_synonyms

_RANGE = re.compile(r"\s*(?P<low>-?\d+)?\s*(?P<dash>\.\.|[-–—])?\s*(?P<high>-?\d+)?\s*")
_N_NEAREST = 3


class Range(NamedTuple):
    """Whole numbers from `low` to `high`, both included; None leaves a side open."""

    low: int | None = None
    high: int | None = None


@dataclass(frozen=True)
class BookFilter:
    """Wishes that a book must meet, all of them; an empty one is no wish.

    Attributes:
        genres: The book has every one of these genres.
        not_genres: And none of these.
        languages: The book is in one of these languages.
        authors: The first author's name holds all words of one of these.
        not_authors: And of none of these.
        pages: Length; books of unknown length do not pass.
        years: First publication; books of unknown year do not pass.
        min_ratings: Goodreads ratings, at least.
        max_ratings: Goodreads ratings, at most; None for any number.
        age: The book may be given to a reader of this age; strict, see `audience`.
        audience: The book is plainly for these readers.
    """

    genres: Sequence[str] = ()
    not_genres: Sequence[str] = ()
    languages: Sequence[str] = ()
    authors: Sequence[str] = ()
    not_authors: Sequence[str] = ()
    pages: Range = Range()
    years: Range = Range()
    min_ratings: int = 0
    max_ratings: int | None = None
    age: int | None = None
    audience: Audience | None = None


NO_FILTER = BookFilter()


def parse_range(text: str, option: str) -> Range:
    """Read "100-400", "100-", "-400", "1984", or with years before Christ "-800..-300".

    Args:
        text: The range.
        option: Name for the message.

    Raises:
        ConfigError: If the text is no range or holds nothing.
    """
    match = _RANGE.fullmatch(text)
    low: str | None
    high: str | None
    low, dash, high = match.group("low", "dash", "high") if match else ("", "", "")
    if low and low.startswith("-") and not dash:
        high = low.removeprefix("-")
        low, dash = None, "-"
    if not low and not high:
        raise ConfigError(f"{option} {text!r}: no range; write it like 100-400, 100- or -400")
    if not dash:
        high = low
    limits = Range(int(low) if low else None, int(high) if high else None)
    if limits.low is not None and limits.high is not None and limits.low > limits.high:
        raise ConfigError(f"{option} {text!r}: {limits.low} is more than {limits.high}; swap them")
    return limits


def apply_filter(catalog: Catalog, wishes: BookFilter) -> NDArray[np.bool_]:
    """Mark the books that meet all wishes.

    Returns:
        Mask, shape (n_books,).

    Raises:
        NotFoundError: If no book has a genre, language or author that was named; the nearest
            names are given.
    """
    mask = np.ones(catalog.n_books, dtype=bool)
    if wishes.genres or wishes.not_genres:
        mask &= _genre_mask(catalog, wishes.genres, wishes.not_genres)
    if wishes.languages:
        mask &= _language_mask(catalog, wishes.languages)
    if wishes.authors:
        mask &= _author_mask(catalog, wishes.authors)
    if wishes.not_authors:
        mask &= ~_author_mask(catalog, wishes.not_authors)
    for column, limits in (("pages", wishes.pages), ("year", wishes.years)):
        if limits != Range():
            mask &= _range_mask(catalog.floats(column), limits)
    if wishes.min_ratings > 0:
        mask &= catalog.n_ratings >= wishes.min_ratings
    if wishes.max_ratings is not None:
        mask &= catalog.n_ratings <= wishes.max_ratings
    if wishes.age is not None or wishes.audience is not None:
        mask &= _reader_mask(catalog, wishes.age, wishes.audience)
    return mask


def _reader_mask(catalog: Catalog, age: int | None, audience: Audience | None) -> NDArray[np.bool_]:
    """Mark the books for readers of an age, or of a kind; each list of genres is judged once."""
    age = None if age is None else check_age(age)
    verdicts: dict[tuple[str, ...], bool] = {}

    def suits(genres: tuple[str, ...]) -> bool:
        if genres not in verdicts:
            verdicts[genres] = (age is None or suits_age(genres, age)) and (
                audience is None or suits_audience(genres, audience)
            )
        return verdicts[genres]

    lists = catalog.column("genres").to_pylist()
    return np.array([suits(tuple(genres or ())) for genres in lists], dtype=bool)


def _genre_mask(
    catalog: Catalog, wanted: Sequence[str], unwanted: Sequence[str]
) -> NDArray[np.bool_]:
    lists = catalog.column("genres")
    codes, names = to_codes(lists.flatten())
    lengths = np.diff(to_ints(lists.offsets))
    owners = np.repeat(catalog.all_nums, lengths)

    def having(genre: str) -> NDArray[np.bool_]:
        mask = np.zeros(catalog.n_books, dtype=bool)
        mask[owners[np.isin(codes, _lookup(genre, names, "genre", GENRES))]] = True
        return mask

    mask = np.ones(catalog.n_books, dtype=bool)
    for genre in wanted:
        mask &= having(genre)
    for genre in unwanted:
        mask &= ~having(genre)
    return mask


def _language_mask(catalog: Catalog, languages: Sequence[str]) -> NDArray[np.bool_]:
    codes, names = to_codes(catalog.column("language"))
    wanted = [
        code for language in languages for code in _lookup(language, names, "language", LANGUAGES)
    ]
    return np.isin(codes, wanted)


def _author_mask(catalog: Catalog, authors: Sequence[str]) -> NDArray[np.bool_]:
    codes, keys = to_codes(catalog.column("author_key"))
    key_words = [set(key.split()) for key in keys]
    wanted: list[int] = []
    for author in authors:
        words = set(fold(author).split())
        found = [code for code, those in enumerate(key_words) if words and words <= those]
        if not found:
            raise _not_found("author", author, keys)
        wanted += found
    return np.isin(codes, wanted)


def _range_mask(values: NDArray[np.float32], limits: Range) -> NDArray[np.bool_]:
    mask = ~np.isnan(values)
    if limits.low is not None:
        mask &= values >= limits.low
    if limits.high is not None:
        mask &= values <= limits.high
    return mask


def _lookup(
    name: str, names: Sequence[str], kind: str, synonyms: Sequence[tuple[str, ...]]
) -> list[int]:
    """Find the codes of a name, whatever its case and punctuation; else of what means the same."""
    key, folded = fold(name), [fold(other) for other in names]
    meant = {key} if key in folded else find_synonyms(name, synonyms)
    found = [code for code, other in enumerate(folded) if other in meant]
    if not found:
        raise _not_found(kind, name, names)
    return found


def _not_found(kind: str, name: str, names: Iterable[str]) -> NotFoundError:
    scorer: Callable[..., float] = fuzz.WRatio
    nearest = process.extract(name, names, scorer=scorer, processor=fold, limit=_N_NEAREST)
    hint = ", ".join(match[0] for match in nearest)
    message = f"--{kind} {name!r}: no book has this {kind}"
    return NotFoundError(f"{message}; nearest: {hint}" if hint else message)
