"""Make the packaged data anew from the official files of goodbooks-10k.

    python scripts/build_packaged_data.py FOLDER tests/sample/best_books_dataset/*.csv

FOLDER holds books.csv, ratings.csv, book_tags.csv, tags.csv, to_read.csv, and maybe genres.csv; the
second file has the descriptions that were written for this project, joined by title and author.
The same files give the same bytes.
"""

import argparse
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from bookrec.data.goodbooks.tag_names import TagNames
from bookrec.data.matching.works import short_author
from bookrec.data.packaged import packaged_folder
from bookrec.data.text.authors import normalize_author, parse_authors
from bookrec.data.text.series import split_title
from bookrec.data.text.titles import edition_key

BOOK_COLUMNS = {
    "book_id": "int32",
    "goodreads_book_id": "int32",
    "best_book_id": "int32",
    "work_id": "int32",
    "isbn": "str",
    "authors": "str",
    "original_publication_year": "Int32",
    "title": "str",
    "language_code": "str",
    "average_rating": "float32",
    "work_ratings_count": "int32",
    "image_url": "str",
}
Key = tuple[str, str]


def build(official: Path, described: Path, target: Path) -> None:
    """Write all tables of the packaged data."""
    books = pd.read_csv(official / "books.csv", dtype={"isbn": "str"})
    write(books[list(BOOK_COLUMNS)].astype(BOOK_COLUMNS), target / "books.parquet")
    ratings = pd.read_csv(official / "ratings.csv").sort_values(["user_id", "book_id"])
    write(
        ratings.astype({"user_id": "int32", "book_id": "int16", "rating": "int8"}),
        target / "ratings.parquet",
    )
    to_read = pd.read_csv(official / "to_read.csv").sort_values(["user_id", "book_id"])
    write(to_read.astype({"user_id": "int32", "book_id": "int16"}), target / "to_read.parquet")
    write_tags(official, target)
    if (official / "genres.csv").is_file():
        write(pd.read_csv(official / "genres.csv"), target / "genres.parquet")
    write(join_descriptions(books, described), target / "descriptions.parquet")


def write_tags(official: Path, target: Path) -> None:
    """Write the tags that mean anything; shelves are left out."""
    names = TagNames.load()
    tags = pd.read_csv(official / "tags.csv", keep_default_na=False)
    tags = tags[tags["tag_name"].isin([*names.genres, *names.tags])]
    given = pd.read_csv(official / "book_tags.csv")
    given = given[given["tag_id"].isin(tags["tag_id"])]
    given = given.sort_values(
        ["goodreads_book_id", "count", "tag_id"], ascending=[True, False, True]
    )
    write(tags.astype({"tag_id": "int32"}), target / "tags.parquet")
    write(given.astype("int32"), target / "book_tags.parquet")


def join_descriptions(books: pd.DataFrame, described: Path) -> pd.DataFrame:
    """Find the books that the descriptions belong to; the most rated of each title and author."""
    numbers: dict[Key, int] = {}
    order = books.sort_values("work_ratings_count", ascending=False)
    for number, title, authors in order[["book_id", "title", "authors"]].itertuples(index=False):
        numbers.setdefault(key_of(title, authors), number)
    own = pd.read_csv(described, keep_default_na=False)
    found = [
        (numbers[key], text)
        for title, author, text in own[["title", "author", "description"]].itertuples(index=False)
        if text and (key := key_of(title, author)) in numbers
    ]
    table = pd.DataFrame(found, columns=["book_id", "description"]).drop_duplicates("book_id")
    print(f"{len(table)} of {len(own)} descriptions joined a book")
    return table.sort_values("book_id").astype({"book_id": "int32"})


def key_of(title: str, authors: str) -> Key:
    """Make what two spellings of a title and its author share."""
    names = parse_authors(authors) or [authors]
    return edition_key(split_title(title)[0]), short_author(normalize_author(names[0]))


def write(table: pd.DataFrame, path: Path) -> None:
    """Write a table as small as can be."""
    pq.write_table(
        pa.Table.from_pandas(table, preserve_index=False).replace_schema_metadata(),
        path,
        compression="zstd",
        compression_level=19,
    )
    print(f"{path.name}: {len(table):,} rows, {path.stat().st_size / 1000:,.0f} kB")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("official", type=Path, help="Folder with the official files.")
    parser.add_argument("descriptions", type=Path, help="CSV file: title, author, description.")
    chosen = parser.parse_args()
    build(chosen.official, chosen.descriptions, packaged_folder())
