"""`--like` and `--mood` against labelled books: precision@10, beside the cosine of descriptions.

`data/moods.csv` and `data/likes.csv` name, for each mood and book, books that a reader would call
fitting and books that must not come; those that the catalogue lacks are left out. Every other row
was set aside until the method was chosen. Lists are those of somebody without any history.

    python benchmarks/likeness.py --artifacts-dir artifacts
"""

import argparse
import csv
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bookrec.data.history import RatedBook
from bookrec.data.text.titles import normalize_title
from bookrec.scoring.lists.rules import ListRules
from bookrec.scoring.recommender import Recommender

N = 10
DATA = Path(__file__).parent / "data"
_SHARE = 0.05
"""A book of the same title counts if it has this share of the best known one's ratings."""


class Case(NamedTuple):
    """One labelled mood or book."""

    asked: str
    fits: frozenset[int]
    never: frozenset[int]


class Titles:
    """Catalogue books by title."""

    def __init__(self, recommender: Recommender) -> None:
        self.n_ratings = recommender.catalog.n_ratings
        self.nums: defaultdict[str, set[int]] = defaultdict(set)
        for num, title in enumerate(recommender.catalog.column("title").to_pylist()):
            for name in (title, title.split(":")[0]):
                self.nums[normalize_title(name)].add(num)

    def find(self, title: str) -> list[int]:
        """Find the books of a title, the best known first."""
        nums = sorted(
            self.nums.get(normalize_title(title), ()), key=lambda num: -self.n_ratings[num]
        )
        return [num for num in nums if self.n_ratings[num] >= _SHARE * self.n_ratings[nums[0]]]


def read_cases(path: Path, titles: Titles) -> list[Case]:
    """Read labelled rows."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Case(
                asked,
                *(frozenset(n for t in cell.split(";") for n in titles.find(t)) for cell in rest),
            )
            for asked, *rest in list(csv.reader(file))[1:]
        ]


def measure(cases: Sequence[Case], make: Callable[[str], Sequence[int]]) -> str:
    """Make the lists and return a row of the table."""
    lists = [set(make(case.asked)) for case in cases]
    hits = [len(nums & case.fits) for nums, case in zip(lists, cases, strict=True)]
    bad = sum(len(nums & case.never) for nums, case in zip(lists, cases, strict=True))
    return f"{np.mean(hits):.2f} | {hits.count(0)} | {bad}"


class Lists:
    """Makes lists of book numbers."""

    def __init__(self, recommender: Recommender, titles: Titles) -> None:
        self.recommender, self.titles = recommender, titles
        if recommender.load_descriptions is None or recommender.encode is None:
            raise SystemExit("the encoder is needed for the cosine of descriptions")
        self.descriptions, self.encode = recommender.load_descriptions(), recommender.encode

    def mood(self, text: str) -> Sequence[int]:
        """As `recommend --mood`."""
        catalog = self.recommender.catalog
        found = self.recommender.recommend([], N, mood=text)
        return [int(num) for num in catalog.find([str(book.book_id) for book in found])]

    def like(self, title: str) -> Sequence[int]:
        """As `recommend --like`."""
        catalog = self.recommender.catalog
        book = RatedBook(book_id=catalog.cell("book_id", self.titles.find(title)[0]))
        found = self.recommender.recommend([], N, like=book)
        return [int(num) for num in catalog.find([str(item.book_id) for item in found])]

    def mood_by_cosine(self, text: str) -> Sequence[int]:
        """The descriptions nearest to the mood, under the list's rules."""
        return self._take(self.descriptions @ self.encode([text])[0], [])

    def like_by_cosine(self, title: str) -> Sequence[int]:
        """The descriptions nearest to the book's, under the list's rules."""
        num = self.titles.find(title)[0]
        return self._take(self.descriptions @ self.descriptions[num], [num])

    def _take(self, scores: np.ndarray, known: list[int]) -> Sequence[int]:
        catalog = self.recommender.catalog
        rules = ListRules(catalog, self.recommender.settings.max_per_author)
        for num in known:
            rules.know(num)
        allowed = catalog.series_index.on_offer(np.array(known, dtype=np.int64))
        order = [num for num in np.argsort(-scores).tolist() if allowed[num] and num not in known]
        accepted = (num for num in order if rules.accept(num))
        return [num for num, _ in zip(accepted, range(N), strict=False)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--artifacts-dir", type=Path, default=Path("artifacts"))
    recommender = Recommender.load(parser.parse_args().artifacts_dir)
    titles = Titles(recommender)
    lists = Lists(recommender, titles)
    print("| asked | rows | made by | fitting of 10 | without any | forbidden |")
    print("| --- | --- | --- | --: | --: | --: |")
    kinds: dict[str, dict[str, Callable[[str], Sequence[int]]]] = {
        "moods": {"recommend": lists.mood, "cosine of descriptions": lists.mood_by_cosine},
        "likes": {"recommend": lists.like, "cosine of descriptions": lists.like_by_cosine},
    }
    for kind, makers in kinds.items():
        cases = read_cases(DATA / f"{kind}.csv", titles)
        for name, some in (("chosen on", cases[::2]), ("set aside", cases[1::2])):
            for maker, make in makers.items():
                print(f"| {kind} | {len(some)} {name} | {maker} | {measure(some, make)} |")


if __name__ == "__main__":
    main()
