"""Raw folder in, two tables and a report out."""

import json
import random
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from tests.sample import sample_folder

from bookrec.data.kaggle.clean import clean_folder
from bookrec.errors import DataError
from bookrec.settings import CleanSettings

RawFolder = Callable[..., Path]

BOOKS = [
    {"bookId": "2.Emma", "title": "Emma", "author": "Jane Austen"},
    {"bookId": "1.Dune", "title": "Dune", "author": "Frank Herbert", "numRatings": "900"},
    {"bookId": "3.Dune", "title": "Dune: A Novel", "author": "Frank Herbert", "numRatings": "20"},
    {"bookId": "4.1984", "title": "1984", "author": "George Orwell"},
    {"bookId": "5.It", "title": "It", "author": "Stephen King", "description": "A clown."},
    {"bookId": "5.It", "title": "It", "author": "Stephen King", "pages": "1116"},
]
RATINGS = [
    ("7", "Dune", "liked it"),
    ("7", "Dune: A Novel", "it was amazing"),
    ("7", "Emma", "it was ok"),
    ("10", "1984", "did not like it"),
    ("10", "It", "really liked it"),
    ("11", "Rating", "This user doesn't have any rating"),
    ("12", "Unheard Of (Series, #3)", "liked it"),
    ("12", "Dune", "liked it"),
]


def test_both_tables(raw_folder: RawFolder) -> None:
    result = clean_folder(raw_folder(BOOKS, RATINGS), CleanSettings())
    assert result.books["book_id"].tolist() == ["1.Dune", "2.Emma", "3.Dune", "4.1984", "5.It"]
    assert result.books["work_id"].tolist() == ["1.Dune", "2.Emma", "1.Dune", "4.1984", "5.It"]
    it = result.books.iloc[4]
    assert (it["description"], it["pages"]) == ("A clown.", 1116)
    assert result.ratings.values.tolist() == [
        ["10", "4.1984", 1.0, "user_rating_0_to_1000.csv"],
        ["10", "5.It", 4.0, "user_rating_0_to_1000.csv"],
        ["12", "1.Dune", 3.0, "user_rating_0_to_1000.csv"],
        # Two editions of one work: the one that more people rated.
        ["7", "1.Dune", 3.0, "user_rating_0_to_1000.csv"],
        ["7", "2.Emma", 2.0, "user_rating_0_to_1000.csv"],
    ]


def test_the_report_counts_everything(raw_folder: RawFolder) -> None:
    report = clean_folder(raw_folder(BOOKS, RATINGS), CleanSettings()).report
    data = json.loads(json.dumps(report.to_dict()))
    assert data["rows_read"] == {"user_rating_0_to_1000.csv": 8, "books.csv": 6}
    assert (data["books"], data["users"], data["ratings"]) == (5, 3, 5)
    assert data["join_rate_by_file"] == [
        {"file": "user_rating_0_to_1000.csv", "ratings": 7, "joined": 6, "rate": 0.8571}
    ]
    assert data["unmatched"] == [
        {"title": "Unheard Of (Series, #3)", "ratings": 1, "reason": "no book of this title"}
    ]
    counts = {reason: entry["rows"] for reason, entry in data["dropped"].items()}
    assert counts == {
        "placeholder: user without ratings": 1,
        "second edition of one work": 1,
        "book repeated: merged into one": 1,
    }
    assert data["dropped"]["second edition of one work"]["examples"] == [
        {"file": "user_rating_0_to_1000.csv", "line": 3, "detail": "Dune: A Novel"}
    ]
    assert data["repaired"] == {}


def test_row_order_and_a_second_run_change_nothing(raw_folder: RawFolder) -> None:
    shuffled_books, shuffled_ratings = BOOKS.copy(), RATINGS.copy()
    random.Random(3).shuffle(shuffled_books)  # noqa: S311
    random.Random(4).shuffle(shuffled_ratings)  # noqa: S311
    one = clean_folder(raw_folder(BOOKS, RATINGS, name="one"), CleanSettings())
    other = clean_folder(raw_folder(shuffled_books, shuffled_ratings, name="two"), CleanSettings())
    pd.testing.assert_frame_equal(one.books, other.books)
    pd.testing.assert_frame_equal(one.ratings, other.ratings)


def test_damaged_rows_never_stop_the_run(raw_folder: RawFolder) -> None:
    folder = raw_folder(BOOKS, RATINGS)
    with (folder / "all_books_dataset" / "user_rating_0_to_1000.csv").open("ab") as file:
        file.write(b'8,"Emma,liked it\n8,Em\xe9ma\0,liked it\n9,Emma,it was great\n9,Emma,it wa')
    with (folder / "best_books_dataset" / "books.csv").open("ab") as file:
        file.write(b'6.X,"No end')
    report = clean_folder(folder, CleanSettings()).report
    assert report.dropped.n_rows("unclosed quote") == 2
    assert report.dropped.n_rows("unknown rating") == 2
    assert report.repaired.n_rows() == 2
    assert report.ratings == 5


def test_progress_counts_files(raw_folder: RawFolder) -> None:
    seen: list[tuple[int, int]] = []
    folder = raw_folder(BOOKS, {"user_rating_1.csv": RATINGS, "user_rating_2.csv": []})
    clean_folder(folder, CleanSettings(), progress=lambda *step: seen.append(step))
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_ratings_that_name_no_book_stop_the_run(raw_folder: RawFolder) -> None:
    folder = raw_folder(BOOKS, [("1", "Unheard Of", "liked it")])
    with pytest.raises(DataError, match="no rating names a book"):
        clean_folder(folder, CleanSettings())


def test_no_usable_book_stops_the_run(raw_folder: RawFolder) -> None:
    with pytest.raises(DataError, match="no usable book"):
        clean_folder(raw_folder([], RATINGS), CleanSettings())


def test_the_packaged_sample() -> None:
    result = clean_folder(sample_folder(), CleanSettings())
    assert len(result.books) == 513
    assert result.ratings["user_id"].nunique() == 2846
    assert result.report.join_rate > 0.99
    assert (result.books["description"] != "").all()


def test_the_order_of_a_directory_changes_nothing(
    raw_folder: RawFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = raw_folder(BOOKS, RATINGS)
    first = folder / "all_books_dataset" / "user_rating_0_to_1000.csv"
    again = first.read_bytes().replace(b"really liked it", b"it was ok")
    first.with_name("user_rating_1000_to_2000.csv").write_bytes(again)
    expected = clean_folder(folder, CleanSettings())
    listed = Path.glob
    monkeypatch.setattr(Path, "glob", lambda path, pattern: reversed(sorted(listed(path, pattern))))
    found = clean_folder(folder, CleanSettings())
    pd.testing.assert_frame_equal(found.books, expected.books)
    pd.testing.assert_frame_equal(found.ratings, expected.ratings)
