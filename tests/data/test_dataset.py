"""Own frames become checked tables; ids come back as they were given."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookrec.data.dataset import Dataset
from bookrec.errors import BookrecError, ConfigError, DataError

BOOKS = {"book_id": [30, 7, 111], "title": ["Mort (Discworld, #4)", "Dune", "Emma"]}
RATINGS = {"user_id": ["b", "a", "a"], "book_id": [30, 111, 7], "rating": [0.5, 4.5, 5]}


def make(books: dict[str, Any], ratings: dict[str, Any], **options: Any) -> Dataset:  # noqa: ANN401
    return Dataset.from_frames(pd.DataFrame(books), pd.DataFrame(ratings), **options)


def test_two_columns_of_books_and_three_of_ratings_are_enough() -> None:
    dataset = make(BOOKS, RATINGS)
    assert dataset.books["title"].tolist() == ["Emma", "Mort", "Dune"]  # "111" < "30" < "7"
    assert dataset.books.loc[1, ["series", "volume"]].tolist() == ["Discworld", 4.0]
    assert dataset.ratings["rating"].tolist() == [4.5, 5.0, 0.5]
    assert dataset.matrix().toarray().tolist() == [[4.5, 0, 5.0], [0, 0.5, 0]]


def test_what_is_missing_and_what_is_not_used_is_said() -> None:
    dataset = make(BOOKS | {"colour": ["red"] * 3, "author": ["T. P.", "F. H.", "J. A."]}, RATINGS)
    assert "description" in dataset.missing
    assert "author" not in dataset.missing
    missing, unused = dataset.notes
    assert "average_rating (averages are those of training users)" in missing
    assert "colour" in unused


@pytest.mark.parametrize("as_id", [int, str, lambda number: f" {number}/x", float])
def test_ids_come_back_as_they_came(as_id: Any, tmp_path: Path) -> None:  # noqa: ANN401
    ids = [as_id(number) for number in (30, 7, 111)]
    ratings = RATINGS | {"book_id": [ids[0], ids[2], ids[1]], "user_id": [ids[1], ids[0], ids[0]]}
    dataset = make(BOOKS | {"book_id": ids}, ratings)
    dataset.save(tmp_path)
    for made in (dataset, Dataset.open(tmp_path)):
        assert made.book_ids([2, 1, 0]) == [ids[1], ids[0], ids[2]]
        assert made.book_nums(made.book_ids()).tolist() == [0, 1, 2]
        assert made.user_ids() == [ids[0], ids[1]]
        _, back = made.to_frames()
        assert back["book_id"].tolist() == [ids[2], ids[1], ids[0]]


def test_a_text_of_digits_stays_a_text() -> None:
    dataset = make(
        BOOKS | {"book_id": ["30", "07", "111"]},
        RATINGS | {"book_id": ["30"] * 3, "user_id": [1, 2, 3]},
    )
    assert dataset.book_ids() == ["07", "111", "30"]
    assert dataset.book_nums(["7", "07"]).tolist() == [-1, 0]


def test_every_bad_row_is_named_with_its_reason() -> None:
    bad = {
        "user_id": ["a", None, "a", "a", "b", "a"],
        "book_id": [7, 7, 99, 7, None, 30],
        "rating": [1, 3, 3, 5, 3, 6],
    }
    with pytest.raises(DataError) as caught:
        make(BOOKS, bad)
    message = str(caught.value)
    assert "5 unusable rows" in message
    for part in (
        "row 0: rated again by the same user further down (7)",
        "row 1: no user_id",
        "row 2: book_id not in the books table (99)",
        "row 4: no book_id",
        "row 5: rating not from 0.5 to 5 (6)",
    ):
        assert part in message
    dataset = make(BOOKS, bad, bad_rows="drop")
    assert dataset.ratings["rating"].tolist() == [5]
    counts = dataset.report.to_dict()
    assert sum(reason["rows"] for reason in counts["dropped"].values()) == 5
    assert counts["rows_read"] == {"books": 3, "ratings": 6}


def test_at_most_a_hundred_bad_rows_are_named() -> None:
    with pytest.raises(DataError) as caught:
        make(BOOKS, {"user_id": range(300), "book_id": [1] * 300, "rating": [3] * 300})
    assert str(caught.value).count("row ") == 100
    assert "and 200 more" in str(caught.value)


def test_bad_books_are_named() -> None:
    with pytest.raises(DataError, match=r"row 1: no title; row 2: book_id used before \(30\)"):
        make({"book_id": [30, 7, 30], "title": ["Mort", "", "Emma"]}, RATINGS)


def test_any_stated_scale_is_mapped_to_stars() -> None:
    ratings = RATINGS | {"rating": [0, 10, 5]}
    dataset = make(BOOKS | {"average_rating": [10, 0, 5]}, ratings, rating_scale=(0, 10))
    assert dataset.ratings["rating"].tolist() == [5, 3, 1]
    assert dataset.books["average_rating"].tolist() == [3, 5, 1]
    assert any("from 0 to 10" in note for note in dataset.notes)
    with pytest.raises(ConfigError, match="smallest"):
        make(BOOKS, RATINGS, rating_scale=(5, 1))


@pytest.mark.parametrize(
    ("books", "ratings", "reason"),
    [
        ({"id": [1]}, RATINGS, "books: no column book_id or title; there are id"),
        (BOOKS, {"book_id": [1]}, "ratings: no column user_id or rating"),
        ({"book_id": [], "title": []}, {"user_id": [], "book_id": [], "rating": []}, "no usable"),
    ],
)
def test_tables_that_cannot_do_are_refused(
    books: dict[str, Any], ratings: dict[str, Any], reason: str
) -> None:
    with pytest.raises(DataError, match=reason):
        make(books, ratings)


def test_frames_that_nobody_checked_are_refused() -> None:
    with pytest.raises(DataError, match="Dataset.from_frames"):
        Dataset(pd.DataFrame(BOOKS), pd.DataFrame(RATINGS))


def test_lists_are_read_in_every_dress() -> None:
    genres = ["Fantasy|Magic |Fantasy", "['Science Fiction', \"Children's\"]", np.array(["Love"])]
    dataset = make(BOOKS | {"genres": genres, "tags": [["slow"], None, "a|b"]}, RATINGS)
    assert dataset.books["genres"].tolist() == [
        ["Love"],
        ["Fantasy", "Magic"],
        ["Science Fiction", "Children's"],
    ]
    assert dataset.books["tags"].tolist() == [["a", "b"], ["slow"], []]


def test_values_that_mean_nothing_are_left_empty_and_counted() -> None:
    columns = {
        "pages": ["200", "-3", "many"],
        "isbn": [345391802, None, "12"],
        "year": [1987.0, "21/06/1965", 99999],
    }
    dataset = make(BOOKS | columns, RATINGS)
    assert dataset.books["isbn"].tolist()[1] == "9780345391803"
    assert dataset.books["year"].tolist()[1:] == [1987, 1965]
    repaired = dataset.report.to_dict()["repaired"]
    assert {reason: found["rows"] for reason, found in repaired.items()} == {
        "pages not usable: left empty": 2,
        "isbn not usable: left empty": 1,
        "year not usable: left empty": 1,
    }


def test_editions_of_a_work_are_those_given_or_those_found() -> None:
    books = {"book_id": [1, 2, 3], "title": ["Dune", "Dune", "Emma"], "author": ["F. Herbert"] * 3}
    ratings = {"user_id": [1], "book_id": [1], "rating": [5]}
    assert make(books, ratings).books["work_id"].tolist() == ["1", "1", "3"]
    given_works = make(books | {"work_id": ["x", "y", "x"], "n_ratings": [1, 1, 5]}, ratings)
    assert given_works.books["work_id"].tolist() == ["3", "2", "3"]


CELLS = st.one_of(
    st.none(),
    st.text(max_size=8),
    st.integers(-9, 9),
    st.floats(),
    st.booleans(),
    st.lists(st.text(max_size=3), max_size=2),
)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_whatever_stands_in_a_frame_is_read_or_refused(data: st.DataObject) -> None:
    def table(columns: list[str]) -> pd.DataFrame:
        rows = data.draw(st.integers(0, 4))
        column = st.lists(CELLS, min_size=rows, max_size=rows)
        return pd.DataFrame({name: pd.Series(data.draw(column), dtype=object) for name in columns})

    books = table(["book_id", "title", "author", "series", "genres", "pages", "year", "isbn"])
    ratings = table(["user_id", "book_id", "rating"])
    for bad_rows in ("raise", "drop"):
        try:
            made = Dataset.from_frames(books, ratings, bad_rows=bad_rows)  # type: ignore[arg-type]
        except BookrecError as error:
            assert "\n" not in str(error)
        else:
            assert made.ratings["rating"].between(0.5, 5).all()
