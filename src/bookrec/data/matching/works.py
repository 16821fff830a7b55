"""Which catalogue books are editions of one work."""

from collections import defaultdict
from collections.abc import Iterable

import pandas as pd

from bookrec.data.matching.editions import is_other_work, short_author
from bookrec.data.matching.forms import make_form
from bookrec.data.matching.known_titles import known_titles
from bookrec.data.text.titles import edition_key, main_title, series_key


def assign_works(books: pd.DataFrame) -> pd.Series:
    """Find for every book the main edition of its work.

    Editions have one author (see `short_author`) and one title but for words about the edition. A
    subtitle may be missing, as in "Freakonomics" and "Freakonomics: A Rogue Economist …", unless
    it names something else. Titles of other languages and countries are those of one work where
    `known_titles` has them.

    Args:
        books: Columns `book_id`, `title`, `author_key`, `series`, `volume`, `n_ratings`.

    Returns:
        The id of the work's most rated edition, aligned with `books`; ties go to the smaller id.
    """
    keys = _joined_by_subtitle([_work_of(*values) for values in _fields(books)], books)
    order = books[["book_id", "n_ratings"]].assign(work=["|".join(key) for key in keys])
    order = order.sort_values(["n_ratings", "book_id"], ascending=[False, True], kind="stable")
    main = order.drop_duplicates("work").set_index("work")["book_id"]
    return order["work"].map(main).reindex(books.index)


_Key = tuple[str, str, str]
_Place = tuple[str, float]
_NOWHERE: frozenset[_Place] = frozenset()
_Fields = tuple[str, str, str | None, float]


def _fields(books: pd.DataFrame) -> Iterable[_Fields]:
    return books[["title", "author_key", "series", "volume"]].itertuples(index=False, name=None)


def _work_of(title: str, author_key: str, series: str | None, volume: float) -> _Key:
    """Key of a work: title, author, and the volume where the title is the series' own name."""
    place = _place(series, volume)
    is_series_title = place is not None and place[0] == series_key(title)
    key, author = _standard(edition_key(title), author_key)
    return key, author, str(volume) if is_series_title else ""


def _standard(key: str, author_key: str) -> tuple[str, str]:
    """Key of a work by title and author: of the name and the author it is listed by, if it is."""
    known = known_titles().find(make_form(key).text, [author_key]) if author_key else None
    if known is None:
        return key, short_author(author_key)
    return known.texts[0], short_author(known.author_keys[0])


def _joined_by_subtitle(keys: list[_Key], books: pd.DataFrame) -> list[_Key]:
    """Give a book with a subtitle the key of its author's book without one."""
    plain: dict[tuple[str, str], dict[_Key, frozenset[_Place]]] = defaultdict(dict)
    for key, (_, _, series, volume) in zip(keys, _fields(books), strict=True):
        place = _place(series, volume)
        known = plain[key[:2]].get(key, _NOWHERE)
        plain[key[:2]][key] = known | {place} if place else known
    joined = []
    for key, (title, author_key, series, volume) in zip(keys, _fields(books), strict=True):
        main = edition_key(main_title(title))
        without_subtitle = plain.get(_standard(main, author_key), {})
        is_edition = (
            len(without_subtitle) == 1
            and not is_other_work(edition_key(title)[len(main) :])
            and not _is_other_volume(_place(series, volume), *without_subtitle.values())
        )
        joined.append(next(iter(without_subtitle)) if is_edition else key)
    return joined


def _place(series: str | None, volume: float) -> _Place | None:
    """Series key and volume of a numbered book."""
    is_numbered = isinstance(series, str) and volume == volume
    return (series_key(str(series)), volume) if is_numbered else None


def _is_other_volume(place: _Place | None, places: frozenset[_Place]) -> bool:
    """Whether the same series has the other book, but not this one, at another place."""
    return (
        place is not None
        and place not in places
        and any(series == place[0] for series, _ in places)
    )
