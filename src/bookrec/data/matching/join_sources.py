"""Books of several sources that are one work: by ids, by ISBN, then by title and author."""

from typing import NamedTuple

import pandas as pd

from bookrec.data.matching.works import assign_works


class Joined(NamedTuple):
    """Where the books of a further source belong.

    Attributes:
        found: Id in the further source to the id in the first one.
        by: How many books were found in which way.
    """

    found: dict[str, str]
    by: dict[str, int]


def join_books(base: pd.DataFrame, further: pd.DataFrame) -> Joined:
    """Find the books of a further source among those that are there.

    Args:
        base: Books table.
        further: Books table of another source; its ids are strange to `base`.
    """
    found: dict[str, str] = {}
    by: dict[str, int] = {}
    for how, keys, wanted in (
        ("id", _ids(base), _ids(further)),
        ("ISBN", _isbns(base), _isbns(further)),
    ):
        known: dict[str, str] = {}
        for key, book_id in keys:
            known.setdefault(key, book_id)
        before = len(found)
        for key, book_id in wanted:
            if key in known:
                found.setdefault(book_id, known[key])
        by[how] = len(found) - before
    before = len(found)
    found |= _by_work(base, further[~further["book_id"].isin(found)])
    return Joined(found, by | {"title and author": len(found) - before})


def _ids(books: pd.DataFrame) -> list[tuple[str, str]]:
    pairs = zip(books["other_ids"], books["book_id"], strict=True)
    return [(key, book_id) for keys, book_id in pairs for key in keys]


def _isbns(books: pd.DataFrame) -> list[tuple[str, str]]:
    known = books[books["isbn"].notna()]
    return list(zip(known["isbn"], known["book_id"], strict=True))


def _by_work(base: pd.DataFrame, further: pd.DataFrame) -> dict[str, str]:
    """Find the most rated book of the same work, as editions are found within one source."""
    marked = [base.assign(_is_base=True), further.assign(_is_base=False)]
    books = pd.concat(marked, ignore_index=True)
    # Two sources may use one id for two books.
    books["_id"], books["book_id"] = books["book_id"], [str(row) for row in range(len(books))]
    works = assign_works(books)
    of_base = books[books["_is_base"]].assign(work=works)
    of_base = of_base.sort_values(["n_ratings", "_id"], ascending=[False, True], kind="stable")
    main = of_base.drop_duplicates("work").set_index("work")["_id"]
    strange = books[~books["_is_base"]]
    place = works[strange.index].map(main)
    pairs = zip(strange["_id"], place, strict=True)
    return {book_id: base_id for book_id, base_id in pairs if isinstance(base_id, str)}
