"""How well and how fast a reader's books are found in the catalogue.

Quality: the labelled titles of tests/data/match against the real catalogue; a label that the
catalogue does not have must stay unmatched. Speed: 1,000 rows of a history against the catalogue
enlarged to 52,000 books by recombining its titles and authors. The alternative, in the same run, is
the usual loop over `rapidfuzz.process.extractOne` on "title author".

    python benchmarks/match.py --artifacts-dir artifacts
"""

import argparse
import csv
import random
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from rapidfuzz import fuzz, process

from _ratios import print_ratio
from bookrec.data.history import RatedBook
from bookrec.data.matching import CatalogIndex, match, search
from bookrec.data.text.authors import normalize_author
from bookrec.data.text.fold import fold
from bookrec.data.text.titles import normalize_title
from bookrec.storage.artifacts import open_lineage
from bookrec.storage.files import BOOKS

LABELS = Path(__file__).parent.parent / "tests/data/matching/labelled_titles.csv"
GOALS = {"precision": 0.99, "recall": 0.90, "seconds": 2.0}
N_BOOKS = 52_000
N_ROWS = 1_000
ALTERNATIVE_CUTOFF = 85

Matcher = Callable[[Sequence[RatedBook]], list[int | None]]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--artifacts-dir", type=Path, default=Path("artifacts"))
    parser.add_argument("--books", type=Path, help="A books table instead of the artifacts' own.")
    arguments = parser.parse_args()
    books = arguments.books or open_lineage(arguments.artifacts_dir, "clean")["clean"].path(BOOKS)
    table = pq.read_table(books)
    print_quality(CatalogIndex.from_table(table))
    print_speed(enlarge(table))


def print_quality(index: CatalogIndex) -> None:
    with LABELS.open(encoding="utf-8", newline="") as file:
        labels = list(csv.DictReader(file))
    methods = {"bookrec": bookrec_matcher(index), "extractOne": alternative_matcher(index)}
    print(f"| {len(index):,} books: method | part | titles | precision | recall |")
    print("| --- | --- | ---: | ---: | ---: |")
    for name, matcher in methods.items():
        for part in sorted({label["part"] for label in labels}):
            rows = [label for label in labels if label["part"] == part]
            precision, recall = measure(rows, matcher, index)
            print(f"| {name} | {part} | {len(rows)} | {precision:.3f} | {recall:.3f} |")
    print(f"\nGoals: precision {GOALS['precision']}, recall {GOALS['recall']}.\n")


def measure(
    rows: Sequence[dict[str, str]], matcher: Matcher, index: CatalogIndex
) -> tuple[float, float]:
    """Return precision and recall over labelled rows."""
    typed = [RatedBook(title=row["typed_title"], author=row["typed_author"]) for row in rows]
    meant = [meant_books(row, index) for row in rows]
    found = matcher(typed)
    n_right = sum(
        num is not None and any(index.is_same_work(num, book) for book in books)
        for num, books in zip(found, meant, strict=True)
    )
    n_found = sum(num is not None for num in found)
    return n_right / max(n_found, 1), n_right / sum(map(bool, meant))


def meant_books(row: dict[str, str], index: CatalogIndex) -> set[int]:
    """Return the books that a label means: one of its titles by one of its authors."""
    titles = {normalize_title(title) for title in row["title"].split(" / ")}
    authors = {normalize_author(author) for author in row["author"].split(" / ")}
    named = [num for title in titles for num in index.by_title_key.find(title)]
    return {num for num in named if authors.intersection(index.author_keys_of(num))}


def bookrec_matcher(index: CatalogIndex) -> Matcher:
    return lambda books: [hit.book_num for hit in match(books, index)]


def alternative_matcher(index: CatalogIndex) -> Matcher:
    texts = [
        f"{title} {author}"
        for title, author in zip(index.title_keys, index.author_keys, strict=True)
    ]

    def run(books: Sequence[RatedBook]) -> list[int | None]:
        hits = [
            process.extractOne(
                fold(f"{book.title} {book.author}"),
                texts,
                scorer=fuzz.ratio,
                score_cutoff=ALTERNATIVE_CUTOFF,
            )
            for book in books
        ]
        return [hit[2] if hit else None for hit in hits]

    return run


def enlarge(table: pa.Table) -> pa.Table:
    """Add books with fresh titles and authors, recombined from the real ones."""
    rng = random.Random(0)  # noqa: S311
    real = table.to_pylist()
    fresh = []
    for number in range(N_BOOKS - len(real)):
        one, other, third = rng.sample(real, 3)
        title = recombine(one["title"], other["title"])
        author = recombine(other["author"] or "A", third["author"] or "B")
        fresh.append(
            one
            | {
                "book_id": f"x{number}",
                "work_id": f"x{number}",
                "isbn": None,
                "title": title,
                "title_key": normalize_title(title),
                "authors": [author],
                "author": author,
                "author_key": normalize_author(author),
            }
        )
    return pa.concat_tables([table, pa.Table.from_pylist(fresh, schema=table.schema)])


def recombine(left: str, right: str) -> str:
    """Return the first half of the one's words and the second half of the other's."""
    one, other = left.split(), right.split()
    return " ".join(one[: (len(one) + 1) // 2] + other[len(other) // 2 :])


def history_rows(index: CatalogIndex) -> list[RatedBook]:
    """Return rows as an export has them: most exact, some misspelt, some not in the catalogue."""
    rng = random.Random(1)  # noqa: S311
    rows = []
    for _ in range(N_ROWS):
        num, other = rng.sample(range(len(index)), 2)
        title, author = index.titles[num], index.authors[num][0]
        kind = rng.random()
        if kind < 0.2:
            title = misspell(title, rng)
        elif kind < 0.3:
            title = title.partition(":")[0]
        elif kind < 0.4:
            title = recombine(title, index.titles[other])
        rows.append(RatedBook(title=f"{title} (Some Series, #{num % 9 + 1})", author=author))
    return rows


def misspell(title: str, rng: random.Random) -> str:
    """Drop one letter."""
    place = rng.randrange(len(title))
    return title[:place] + title[place + 1 :] or title


def print_speed(table: pa.Table) -> None:
    index = CatalogIndex.from_table(table)
    rows = history_rows(index)
    alternative = alternative_matcher(index)
    runs: dict[str, Callable[[], object]] = {
        "bookrec, first match (builds its tables)": lambda: match(rows, index),
        "bookrec, tables built": lambda: match(rows, index),
        "extractOne loop": lambda: alternative(rows),
        "one search": lambda: search("le guin dispossesed", index),
    }
    print(f"| {len(index):,} books, {len(rows):,} rows | seconds | processor seconds |")
    print("| --- | ---: | ---: |")
    took = {}
    for name, run in runs.items():
        start, start_busy = time.perf_counter(), time.process_time()
        run()
        seconds, busy = time.perf_counter() - start, time.process_time() - start_busy
        took[name] = seconds
        print(f"| {name} | {seconds:.3f} | {busy:.3f} |")
    print(f"\nGoal: {GOALS['seconds']} s.")
    first, _, loop, _ = took.values()
    print_ratio(f"match of {len(rows):,} rows", first, "a loop of extractOne", loop)


if __name__ == "__main__":
    main()
