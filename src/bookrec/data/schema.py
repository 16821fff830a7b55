"""The written schema of the two tables, checked before they are published."""

BOOK_TYPES = {
    "book_id": "str",
    "title": "str",
    "series": "str",
    "volume": "float64",
    "volume_last": "float64",
    "authors": "object",
    "author": "str",
    "description": "str",
    "genres": "object",
    "language": "str",
    "isbn": "str",
    "pages": "Int32",
    "year": "Int32",
    "average_rating": "float32",
    "n_ratings": "int64",
    "cover_url": "str",
    "title_key": "str",
    "author_key": "str",
    "work_id": "str",
    "source": "str",
}
