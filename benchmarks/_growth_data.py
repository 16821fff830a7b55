"""SYNTHETIC raw data of any size with the shape of the real data, in the layout of Kaggle.

Each new book copies the columns of a random real one (description, genres, language, counts) under
a new title of real words, with as many words as a real title, and a new author and series; authors
and series have as many books as real ones. Popularity is the real curve of ratings by rank, its
ranks stretched on a logarithmic scale; a user has as many ratings as a random real user, and rates
as the real ones do. As in the real ratings, many names are of no book on the list.
"""

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv as pa_csv
from numpy.typing import NDArray

from bookrec.data.kaggle.raw_files import raw_files

N_RATING_FILES = 8
ROWS_AT_ONCE = 1_000_000
COUNTS = "counts.json"
IntArray = NDArray[np.integer]


@dataclass(frozen=True)
class RealData:
    """What the synthetic data are drawn from.

    Attributes:
        header: Columns of the books file.
        books: Rows of the books file.
        words: Words of all real titles; repeated, so that a draw is by frequency.
        title_lengths: Words of each real title.
        names: Names of real authors, taken apart: first names, last names.
        n_per_author: Books of each real author.
        n_per_series: Books of each real series.
        series_share: Share of books that stand in a series.
        known_curve: Ratings of each title that is on the list, most rated first.
        other_curve: The same for titles that are not.
        n_per_user: Rows of each real user.
        stars: What users wrote, repeated as often as they did.
    """

    header: list[str]
    books: list[list[str]]
    words: NDArray[np.str_]
    title_lengths: IntArray
    names: tuple[NDArray[np.str_], NDArray[np.str_]]
    n_per_author: IntArray
    n_per_series: IntArray
    series_share: float
    known_curve: IntArray
    other_curve: IntArray
    n_per_user: IntArray
    stars: NDArray[np.str_]


def read_real(data_dir: Path) -> RealData:
    """Read the real raw files and count."""
    files = raw_files(data_dir)
    with files.best_books[0].open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        header = next(reader)
        books = [row for row in reader if len(row) == len(header)]
    column = {name: [row[i] for row in books] for i, name in enumerate(header)}
    ratings = pd.concat(
        [pd.read_csv(path, dtype=str, keep_default_na=False) for path in files.ratings]
    )
    titles = [title.split() for title in column["title"]]
    authors = (
        pd.Series(column["author"]).str.split(",").str[0].str.replace(r" \(.*", "", regex=True)
    )
    series = pd.Series(column["series"]).str.replace(r" #.*", "", regex=True)
    counts = ratings["Name"].value_counts()
    bare = counts.index.str.replace(r" \(.*", "", regex=True)
    is_known = bare.isin(column["title"])
    parts = [name.split() for name in authors.unique() if len(name.split()) > 1]
    return RealData(
        header=header,
        books=books,
        words=np.array([word for title in titles for word in title]),
        title_lengths=np.array([len(title) for title in titles]),
        names=(np.array([name[0] for name in parts]), np.array([name[-1] for name in parts])),
        n_per_author=authors.value_counts().to_numpy(),
        n_per_series=series[series != ""].value_counts().to_numpy(),
        series_share=float((series != "").mean()),
        known_curve=counts[is_known].to_numpy(),
        other_curve=counts[~is_known].to_numpy(),
        n_per_user=ratings["ID"].value_counts().to_numpy(),
        stars=ratings["Rating"].to_numpy(str),
    )


def write_synthetic(
    real: RealData, folder: Path, n_books: int, n_ratings: int, seed: int = 0
) -> dict[str, int]:
    """Write synthetic raw files.

    Args:
        real: What to draw from.
        folder: Becomes the data folder.
        n_books: Rows of the books file.
        n_ratings: Rows of the ratings files, about.
        seed: Of all draws.

    Returns:
        Books, names, users and rating rows.
    """
    rng = np.random.default_rng(seed)
    n_names = round(n_books * (1 + len(real.other_curve) / len(real.known_curve)))
    titles = _make_titles(real, n_names, rng)
    series = _assign(real.n_per_series, n_books, rng)
    in_series = rng.random(n_books) < real.series_share
    places = pd.Series(series).groupby(series).cumcount().to_numpy() + 1
    series_names = _make_titles(real, int(series.max()) + 1, rng, longest=3)
    labels = [
        f"{series_names[number]}, #{place}" if numbered else ""
        for number, place, numbered in zip(series, places, in_series, strict=True)
    ]
    _write_books(real, folder, titles[:n_books], labels, rng)
    names = [
        f"{title} ({label})" if label else title
        for title, label in zip(titles, [*labels, *[""] * (n_names - n_books)], strict=True)
    ]
    n_users, n_rows = _write_ratings(real, folder, names, n_books, n_ratings, rng)
    counts = {"books": n_books, "names": n_names, "users": n_users, "rows": n_rows}
    (folder / COUNTS).write_text(json.dumps(counts))
    return counts


def _make_titles(real: RealData, n: int, rng: np.random.Generator, longest: int = 9) -> list[str]:
    """Make unique titles of real words; one that is taken gets more words."""
    made: dict[str, None] = {}
    while len(made) < n:
        lengths = np.minimum(rng.choice(real.title_lengths, n - len(made)), longest)
        lengths += bool(made)
        words = rng.choice(real.words, lengths.sum())
        ends = np.cumsum(lengths).tolist()
        made |= dict.fromkeys(
            " ".join(words[end - length : end])
            for end, length in zip(ends, lengths.tolist(), strict=True)
        )
    return list(made)


def _assign(sizes: IntArray, n: int, rng: np.random.Generator) -> IntArray:
    """Put `n` books into groups of the real sizes, shape (n,)."""
    drawn = rng.choice(sizes, 1 + int(1.5 * n / sizes.mean()))
    groups = np.repeat(np.arange(len(drawn)), drawn)
    if len(groups) < n:
        raise ValueError(f"{len(groups)} places in groups for {n} books")
    return groups[:n]


def _write_books(
    real: RealData,
    folder: Path,
    titles: Sequence[str],
    series: Sequence[str],
    rng: np.random.Generator,
) -> None:
    place = {name: real.header.index(name) for name in ("bookId", "title", "series", "author")}
    authors = _assign(real.n_per_author, len(titles), rng)
    # Neighbours in the list share an author but not a series.
    authors = rng.permutation(authors)
    first, last = (rng.choice(each, int(authors.max()) + 1) for each in real.names)
    templates = rng.integers(0, len(real.books), len(titles))
    path = folder / "best_books_dataset" / "books_1.Best_Books_Ever.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(real.header)
        for number, (title, label) in enumerate(zip(titles, series, strict=True)):
            row = list(real.books[templates[number]])
            author = authors[number]
            row[place["bookId"]] = f"{number:07d}.{title[:40].replace(' ', '_')}"
            row[place["title"]] = title
            row[place["series"]] = label.replace(", #", " #")
            row[place["author"]] = f"{first[author]} {_initials(author)} {last[author]}"
            writer.writerow(row)


def _initials(number: int) -> str:
    """Make numbered authors different people."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    return f"{letters[number % 26]}.{letters[number // 26 % 26]}.{letters[number // 676 % 26]}."


def _write_ratings(
    real: RealData,
    folder: Path,
    names: Sequence[str],
    n_books: int,
    n_ratings: int,
    rng: np.random.Generator,
) -> tuple[int, int]:
    """Write the ratings files; returns the numbers of users and rows."""
    lengths = rng.choice(real.n_per_user, 1 + round(1.2 * n_ratings / real.n_per_user.mean()))
    lengths = lengths[: int(np.searchsorted(np.cumsum(lengths), n_ratings)) + 1]
    weights = np.concatenate(
        [_stretch(real.known_curve, n_books), _stretch(real.other_curve, len(names) - n_books)]
    )
    cumulative = np.cumsum(weights) / weights.sum()
    columns = pa.array(names), pa.array(np.unique(real.stars))
    stars = np.searchsorted(np.unique(real.stars), real.stars)
    target = folder / "all_books_dataset"
    target.mkdir(parents=True, exist_ok=True)
    users = np.arange(1, len(lengths) + 1)
    n_rows = 0
    for part in np.array_split(users, N_RATING_FILES):
        first = int(part[0]) - 1
        path = target / f"user_rating_{first}_to_{first + len(part)}.csv"
        ends = np.cumsum(lengths[first : first + len(part)])
        pieces = np.split(
            part, np.searchsorted(ends, np.arange(ROWS_AT_ONCE, ends[-1], ROWS_AT_ONCE))
        )
        schema = pa.schema([("ID", pa.int64()), ("Name", pa.string()), ("Rating", pa.string())])
        with pa_csv.CSVWriter(path, schema) as writer:
            for piece in pieces:
                table = _draw_rows(piece, lengths[piece - 1], cumulative, columns, stars, rng)
                writer.write_table(table.cast(schema))
                n_rows += len(table)
    return len(users), n_rows


def _draw_rows(
    users: IntArray,
    lengths: IntArray,
    cumulative: NDArray[np.float64],
    texts: tuple[pa.Array, pa.Array],
    stars: IntArray,
    rng: np.random.Generator,
) -> pa.Table:
    """Draw each user's names by popularity; a name drawn twice is one row."""
    n = int(lengths.sum())
    drawn = np.searchsorted(cumulative, rng.random(n), side="right")
    drawn = np.minimum(drawn, len(cumulative) - 1)
    pairs = np.unique(np.repeat(users, lengths) * len(cumulative) + drawn)
    user, name = np.divmod(pairs, len(cumulative))
    return pa.table(
        {
            "ID": user,
            "Name": texts[0].take(pa.array(name)),
            "Rating": texts[1].take(pa.array(rng.choice(stars, len(pairs)))),
        }
    )


def _stretch(curve: IntArray, n: int) -> NDArray[np.float64]:
    """Read a curve of counts by rank at `n` ranks, evenly on a logarithmic scale; the sum stays."""
    ranks = len(curve) ** (np.log(np.arange(1, n + 1)) / np.log(n))
    counts = np.interp(ranks, np.arange(1, len(curve) + 1), curve)
    return np.asarray(counts * (curve.sum() / counts.sum()))
