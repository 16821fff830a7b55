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
