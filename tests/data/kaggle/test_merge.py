"""Several rows about one book become one."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from bookrec.data.kaggle.merge import merge_rows
from bookrec.data.tables.rowlog import RowLog


def row(**values: object) -> dict[str, object]:
    empty = {
        "book_id": "1",
        "title": "Dune",
        "series": None,
        "volume": None,
        "volume_last": None,
        "description": "",
        "genres": [],
        "language": None,
        "isbn": None,
        "pages": None,
        "year": None,
        "average_rating": None,
        "n_ratings": 10.0,
        "cover_url": None,
        "source": "best_books",
        "file": "books.csv",
        "line": 2,
    }
    return empty | values


ROWS = [
    row(series="Dune", volume=1.0, volume_last=1.0, genres=["Fiction"], line=2),
    row(n_ratings=90.0, description="Sand.", series="Saga", line=3),
    row(n_ratings=90.0, description="A desert planet.", pages=412.0, line=4),
    row(book_id="0", title="Emma", line=5),
    row(source="all_books", n_ratings=999.0, year=1965.0, title="dune", line=6),
]


@given(st.permutations(ROWS))
def test_the_best_row_wins_and_gaps_are_filled_whatever_the_order(rows: list[dict]) -> None:
    dropped = RowLog()
    merged = merge_rows(pd.DataFrame(rows), dropped)
    assert merged["book_id"].tolist() == ["0", "1"]
    book = merged.iloc[1]
    assert (book["title"], book["n_ratings"], book["description"]) == (
        "Dune",
        90,
        "A desert planet.",
    )
    assert (book["pages"], book["year"], book["genres"]) == (412, 1965, ["Fiction"])
    # A series goes with its own volume: the row that names "Saga" knows none.
    assert book["series"] == "Saga"
    assert pd.isna(book["volume"])
    assert dropped.n_rows() == 3


def test_books_that_occur_once_are_only_sorted() -> None:
    frame = pd.DataFrame([row(book_id="b"), row(book_id="a")])
    dropped = RowLog()
    assert merge_rows(frame, dropped)["book_id"].tolist() == ["a", "b"]
    assert not dropped.n_rows()
