"""Fields of a book as texts."""

import pandas as pd

from bookrec.encoder.texts import book_texts


def test_keeps_the_order_and_makes_missing_fields_empty() -> None:
    books = pd.DataFrame(
        {
            "series": pd.Series(["Dune", None], dtype="str"),
            "author": ["Frank Herbert", "Harper Lee"],
            "description": ["Sand.", ""],
            "title": ["Dune", "To Kill a Mockingbird"],
        }
    )
    assert book_texts(books) == {
        "series": ["Dune", ""],
        "author": ["Frank Herbert", "Harper Lee"],
        "description": ["Sand.", ""],
    }


def test_where_most_books_lack_a_description_title_genres_and_tags_stand_in() -> None:
    books = pd.DataFrame(
        {
            "series": ["", "", ""],
            "author": ["", "", ""],
            "description": ["Sand.", "", ""],
            "title": ["Dune", "Emma", "Mort"],
            "genres": [["Science Fiction"], [], ["Fantasy", "Humour"]],
            "tags": [[], [], ["death"]],
        }
    )
    stand_ins = ["Sand.", "Emma", "Mort. Fantasy, Humour. death"]
    assert book_texts(books)["description"] == stand_ins
