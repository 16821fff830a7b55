"""What the `book*.csv` files of the all-books data set add."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from bookrec.data.kaggle.clean import CleanResult, clean_folder
from bookrec.settings import CleanSettings

RawFolder = Callable[..., Path]

DUNE = {"bookId": "234225.Dune", "title": "Dune", "author": "Frank Herbert", "numRatings": "600000"}
ORIGIN = {"bookId": "32283133-origin", "title": "Origin", "author": "Dan Brown"}
# The two forms the files come in: columns differ in order, case and company.
OLD_FORM = {
    "Id": "9001",
    "Name": "The Long Way (Wayfarer, #2)",
    "RatingDist1": "1:2",
    "pagesNumber": "300",
    "RatingDist4": "4:3",
    "RatingDistTotal": "total:5",
    "PublishYear": "2004",
    "Language": "eng",
    "Authors": "Ann Traveller",
    "Rating": "2.8",
    "RatingDist2": "2:0",
    "RatingDist5": "5:0",
    "ISBN": "0345391802",
    "RatingDist3": "3:0",
    "Description": "A long road.<br /><br />A longer way home.",
}


def ratings_of(title: str, n: int, words: str = "liked it") -> list[tuple[str, str, str]]:
    return [(str(number), title, words) for number in range(n)]


def clean(folder: Path, min_ratings: int = 3) -> CleanResult:
    return clean_folder(folder, CleanSettings(min_ratings_outside_list=min_ratings))


def test_a_book_rated_often_enough_joins_the_catalogue(raw_folder: RawFolder) -> None:
    ratings = [*ratings_of("Dune", 4), *ratings_of("The Long Way (Wayfarer, #2)", 3)]
    result = clean(raw_folder([DUNE], ratings, {"book1-100k.csv": [OLD_FORM]}))
    book = result.books.set_index("book_id").loc["9001"]
    assert book.drop(["cover_url"]).to_dict() == {
        "title": "The Long Way",
        "series": "Wayfarer",
        "volume": 2,
        "volume_last": 2,
        "authors": ["Ann Traveller"],
        "author": "Ann Traveller",
        "description": "A long road. A longer way home.",
        "genres": [],
        "genres_inferred": False,
        "tags": [],
        "language": "English",
        "isbn": "9780345391803",
        "pages": 300,
        "year": 2004,
        "average_rating": pytest.approx(2.8),
        "n_ratings": 5,
        "title_key": "the long way",
        "author_key": "ann traveller",
        "work_id": "9001",
        "other_ids": ["goodreads:9001"],
        "source": "all_books",
    }
    assert (result.ratings["book_id"] == "9001").sum() == 3


def test_a_book_rated_too_rarely_stays_out_and_its_ratings_too(raw_folder: RawFolder) -> None:
    ratings = [*ratings_of("Dune", 4), *ratings_of("The Long Way (Wayfarer, #2)", 2)]
    result = clean(raw_folder([DUNE], ratings, {"book1-100k.csv": [OLD_FORM]}))
    assert result.books["book_id"].tolist() == ["234225.Dune"]
    assert len(result.ratings) == 4
    (unmatched,) = result.report.unmatched
    assert (unmatched.ratings, unmatched.reason) == (
        2,
        "book outside the catalogue, rated too rarely",
    )


def test_averages_are_counted_where_they_are_missing(raw_folder: RawFolder) -> None:
    new_form = {
        "ID": "7",
        "AUTHORS": "Ann Traveller",
        "NAME": "Roads",
        "RATINGDIST5": "5:3",
        "RATINGDIST1": "1:1",
    }
    ratings = [*ratings_of("Dune", 1), *ratings_of("Roads", 3)]
    result = clean(raw_folder([DUNE], ratings, {"book2.csv": [new_form]}))
    book = result.books.set_index("book_id").loc["7"]
    assert (book["average_rating"], book["n_ratings"]) == (4.0, 4)


def test_a_rival_of_another_author_takes_its_own_ratings(raw_folder: RawFolder) -> None:
    rival = {
        "Id": "5",
        "Name": "Origin",
        "Authors": "D. Abu-Jaber",
        "RatingDistTotal": "total:90",
    }
    books, ratings = [DUNE, ORIGIN], [*ratings_of("Dune", 3), *ratings_of("Origin", 3)]
    without = clean(raw_folder(books, ratings, name="without"))
    assert set(without.ratings["book_id"]) == {"234225.Dune", "32283133-origin"}
    with_rival = clean(raw_folder(books, ratings, {"book1.csv": [rival]}, name="with"))
    assert set(with_rival.ratings["book_id"]) == {"234225.Dune", "5"}


def test_one_book_of_both_data_sets_is_one_row_with_gaps_filled(raw_folder: RawFolder) -> None:
    same_id = {"Id": "234225", "Name": "Dune (Dune, #1)", "Authors": "Frank Herbert",
               "Description": "Sand and spice.", "Language": "en-US"}  # fmt: skip
    other_edition = same_id | {"Id": "77", "Name": "Dune"}
    result = clean(
        raw_folder([DUNE], ratings_of("Dune", 3), {"book1.csv": [same_id, other_edition]})
    )
    assert result.books["book_id"].tolist() == ["234225.Dune"]
    book = result.books.iloc[0]
    assert (book["n_ratings"], book["source"]) == (600000, "best_books")
    assert len(result.ratings) == 3


def test_books_nobody_rated_are_not_even_read(raw_folder: RawFolder) -> None:
    other = OLD_FORM | {"Id": "8", "Name": "Unknown Roads"}
    folder = raw_folder([DUNE], ratings_of("Dune", 3), {"book1.csv": [other, OLD_FORM]})
    assert clean(folder).report.rows_read["book1.csv"] == 0


def test_the_order_of_files_does_not_matter(raw_folder: RawFolder) -> None:
    editions = [OLD_FORM | {"Id": str(number)} for number in (3, 1, 2)]
    ratings = [*ratings_of("Dune", 4), *ratings_of("The Long Way (Wayfarer, #2)", 3)]
    one = clean(raw_folder([DUNE], ratings, {"book1.csv": editions}, name="one"))
    parts = {f"book{number}.csv": [row] for number, row in enumerate(reversed(editions))}
    other = clean(raw_folder([DUNE], ratings[::-1], parts, name="other"))
    pd.testing.assert_frame_equal(one.books, other.books)
    pd.testing.assert_frame_equal(one.ratings, other.ratings)
