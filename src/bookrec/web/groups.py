"""Twelve groups of well-known books, for a reader who has nothing to show yet.

Source of the idea: MovieLens lets newcomers choose among groups of films instead of rating some
(S. Chang, F. M. Harper, L. Terveen, "Using Groups of Items for Preference Elicitation in
Recommender Systems", CSCW 2015).
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bookrec.data.history import RatedBook
from bookrec.scoring.recommender import Recommender

N_GROUPS = 12
_N_BOOKS = 4
_N_KNOWN = 600
"""Most rated books among which groups are looked for: a newcomer knows some of them."""
_STARS = 4.5
_N_NAMES = 2
_TOO_WIDE, _TOO_NARROW = 0.3, 8
"""A genre of a larger share of those books says nothing of a group, one of fewer books too much."""


@dataclass(frozen=True)
class Group:
    """Books that are alike.

    Attributes:
        name: Its most telling genres.
        nums: Book numbers, the best known first.
        titles: Their titles.
    """

    name: str
    nums: tuple[int, ...]
    titles: tuple[str, ...]


def make_groups(recommender: Recommender) -> tuple[Group, ...]:
    """Find groups that are far from each other: each next one is farthest from all before it."""
    catalog = recommender.catalog
    known = np.argsort(-catalog.n_ratings, kind="stable")[:_N_KNOWN]
    rows = np.asarray(recommender.book_embeddings[known])
    genres = [catalog.cell("genres", num) or [] for num in known.tolist()]
    authors = [catalog.cell("author_key", num) for num in known.tolist()]
    common = Counter(genre for own in genres for genre in own)
    free = np.ones(len(known), dtype=bool)
    nearest = np.full(len(known), -1.0, dtype=np.float32)
    groups: list[Group] = []
    while len(groups) < N_GROUPS and free.sum() >= _N_BOOKS:
        seed = 0 if not groups else int(np.argmin(np.where(free, nearest, np.inf)))
        likeness = np.where(free, rows @ rows[seed], -np.inf)
        order = np.argsort(-likeness, kind="stable")[: int(free.sum())]
        members = np.sort(_of_different_authors(order, [authors[i] for i in order]))
        free[members] = False
        nearest = np.maximum(nearest, (rows @ rows[members].T).mean(axis=1))
        nums = tuple(int(num) for num in known[members])
        titles = tuple(catalog.cell("title", num) for num in nums)
        names = {group.name for group in groups}
        name = _name([genres[i] for i in members], common, len(known), names)
        groups.append(Group(name, nums, titles))
    return tuple(groups)


def books_of(
    recommender: Recommender, groups: Sequence[Group], chosen: Sequence[int]
) -> list[RatedBook]:
    """Return the books of chosen groups, as if the reader had liked them."""
    nums = [num for i in dict.fromkeys(chosen) if i < len(groups) for num in groups[i].nums]
    ids = recommender.catalog.index.book_ids
    return [RatedBook(book_id=ids[num], rating=_STARS) for num in nums]


def _of_different_authors(order: NDArray[np.int64], authors: Sequence[str]) -> NDArray[np.int64]:
    """Take the first books of different authors: more volumes of one series say nothing more."""
    firsts: dict[str, int] = {}
    for place, author in zip(order.tolist(), authors, strict=True):
        firsts.setdefault(author, place)
    return np.array(list(firsts.values())[:_N_BOOKS], dtype=np.int64)


def _name(
    genres: Sequence[Sequence[str]], common: Counter[str], n_known: int, taken: set[str]
) -> str:
    """Name a group by the genres that most of its books have and few others."""
    counts = Counter(genre for own in genres for genre in own)
    telling = [
        genre for genre in counts if _TOO_NARROW <= common[genre] <= _TOO_WIDE * n_known
    ] or list(counts)
    telling.sort(key=lambda genre: (-counts[genre], common[genre], genre))
    for start in range(len(telling)):
        name = ", ".join(telling[start : start + _N_NAMES])
        if name not in taken:
            return name
    return "More books"
