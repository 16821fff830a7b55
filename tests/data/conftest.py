"""Raw folders in the Kaggle layout, made row by row."""

import csv
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

BEST_BOOKS_HEADER = (
    "bookId,title,series,author,rating,description,language,isbn,genres,characters,bookFormat,"
    "edition,pages,publisher,publishDate,firstPublishDate,awards,numRatings,ratingsByStars,"
    "likedPercent,setting,coverImg,bbeScore,bbeVotes,price"
).split(",")

Row = Mapping[str, str]
RawFolder = Callable[..., Path]


@pytest.fixture
def raw_folder(tmp_path: Path) -> RawFolder:
    """Write a raw folder: books by column name, ratings as (user, title, words) by file."""

    def write(
        books: Sequence[Row],
        ratings: Mapping[str, Sequence[Sequence[str]]] | Sequence[Sequence[str]],
        all_books: Mapping[str, Sequence[Row]] | None = None,
        name: str = "raw",
    ) -> Path:
        folder = tmp_path / name
        best, rest = folder / "best_books_dataset", folder / "all_books_dataset"
        best.mkdir(parents=True)
        rest.mkdir()
        _write(best / "books.csv", BEST_BOOKS_HEADER, [_best_books_row(book) for book in books])
        by_file = (
            ratings if isinstance(ratings, Mapping) else {"user_rating_0_to_1000.csv": ratings}
        )
        for file, rows in by_file.items():
            _write(rest / file, ["ID", "Name", "Rating"], rows)
        for file, rows in (all_books or {}).items():
            header = list(dict.fromkeys(column for row in rows for column in row))
            _write(
                rest / file, header, [[row.get(column, "") for column in header] for row in rows]
            )
        return folder

    return write


def _best_books_row(book: Row) -> list[str]:
    row = dict.fromkeys(BEST_BOOKS_HEADER, "") | {"author": "A. Writer", "numRatings": "10"} | book
    row["bookId"] = row["bookId"] or f"1.{row['title'].replace(' ', '_')}"
    return [row[column] for column in BEST_BOOKS_HEADER]


def _write(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
