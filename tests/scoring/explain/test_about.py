"""What a book is, in one line."""

from bookrec.scoring.explain.about import describe_book

BOOK = {"genres": ["Fiction", "Mystery", "Crime"], "series": "Saga", "volume": 2.0, "pages": 300}


def test_genres_series_length_and_how_it_begins() -> None:
    text = "Dr. Watson returns to Baker Street. Then more happens."
    assert describe_book(BOOK, text) == (
        "Mystery, Crime; Saga #2; 300 pages; Dr. Watson returns to Baker Street."
    )


def test_what_is_unknown_is_left_out() -> None:
    bare = {"genres": [], "series": None, "volume": None, "pages": None}
    assert describe_book(bare, "") == ""


def test_a_long_sentence_ends_at_a_word() -> None:
    about = describe_book({**BOOK, "series": None}, "word " * 80)
    assert about.endswith("word …")
    assert len(about) < 200
