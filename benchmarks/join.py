"""How many ratings join a book, and how many join a wrong one, against "most rated book wins".

No file holds the true books, so wrong matches are counted where something that the join does not
use gives them away:

- goodbooks: the file of users 30,000,001 and up holds ratings of 10,000 books, and the books file
  gives `ratingsByStars` to those alone (and to none of their rivals). A rating joined to a work
  without them is wrong, or its book lacks the link; the two ways of joining share the latter.
- series: titles that name a numbered series and fit several works, of which exactly one stands at
  that place: it is the truth. bookrec reads the series, so it is right here by construction; with
  the series hidden from it, popularity and the average rating decide.

    python benchmarks/join.py --data-dir data
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from bookrec.data.kaggle.catalogue import read_candidates
from bookrec.data.kaggle.ratings import clean_ratings, rated_titles
from bookrec.data.kaggle.raw import read_ratings
from bookrec.data.kaggle.raw_files import raw_files
from bookrec.data.kaggle.report import CleanReport
from bookrec.data.matching.evidence import SAME_VOLUME, SeriesNames, series_evidence
from bookrec.data.matching.join import match_titles
from bookrec.data.matching.join_index import ParsedTitle, RatedTitle, TitleIndex
from bookrec.data.text.series import split_title
from bookrec.engine import LocalEngine

FIRST_CONVERTED_USER = 20_000_000
FIRST_GOODBOOKS_USER = 30_000_000


def most_rated(titles: Sequence[RatedTitle], books: pd.DataFrame) -> np.ndarray:
    """Join by title alone, to the most rated book; -1 where none has the title."""
    by_popularity = books.sort_values("n_ratings", kind="stable")
    book_nums = dict(zip(by_popularity["title_key"], by_popularity.index, strict=True))
    return np.array([book_nums.get(ParsedTitle(title).key, -1) for title in titles])


def ours(titles: Sequence[RatedTitle], books: pd.DataFrame) -> np.ndarray:
    return np.array([match.book_num for match in match_titles(titles, books)])


def read_all_ratings(paths: Sequence[Path]) -> pd.DataFrame:
    report = CleanReport()
    columns = ["user_id", "name", "stars", "source"]
    parts = [
        read_ratings(path, report.dropped, report.repaired).assign(source=path.name)
        for path in paths
    ]
    raw = pd.concat(parts, ignore_index=True).astype(dict.fromkeys(columns, "category"))
    return clean_ratings(raw, report.dropped)


def goodbooks_works(paths: Sequence[Path], books: pd.DataFrame) -> np.ndarray:
    """Tell for every book whether goodbooks-10k has its work."""
    raw = pd.concat(
        pd.read_csv(path, dtype="str", usecols=["bookId", "ratingsByStars"]) for path in paths
    )
    marked = books["book_id"].isin(raw.loc[raw["ratingsByStars"].notna(), "bookId"])
    return books["work_id"].isin(books.loc[marked, "work_id"]).to_numpy()


def titles_with_known_book(
    titles: Sequence[RatedTitle], books: pd.DataFrame
) -> tuple[list[RatedTitle], np.ndarray]:
    """Select titles whose series tells the book, and their true works."""
    catalogue = TitleIndex(books)
    names = SeriesNames([])
    known: list[RatedTitle] = []
    truth: list[int] = []
    for title in titles:
        query = ParsedTitle(title)
        rivals = catalogue.by_title.get(query.key, [])
        at_place = {
            catalogue.works[number]
            for number in rivals
            if series_evidence(query.places, catalogue.places[number], query.key, names)
            >= SAME_VOLUME
        }
        if len(at_place) == 1 and len({catalogue.works[number] for number in rivals}) > 1:
            known.append(title)
            truth += at_place
    return known, np.array(truth)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data-dir", type=Path, required=True)
    files = raw_files(parser.parse_args().data_dir)
    ratings = read_all_ratings(files.ratings)
    titles = rated_titles(ratings)
    names = frozenset(titles.names)
    books = read_candidates(files, names, CleanReport(), lambda: None, LocalEngine())
    is_goodbooks = goodbooks_works(files.best_books, books)
    user = pd.to_numeric(ratings["user_id"].astype("str"))
    name = ratings["name"].cat.codes.to_numpy()
    known, truth = titles_with_known_book(titles, books)
    hidden = [
        RatedTitle(split_title(title.name)[0], title.n_ratings, title.mean_rating)
        for title in known
    ]
    works = books["work_id"].to_numpy()
    weights = [title.n_ratings for title in known]
    print(f"{len(known)} titles whose series tells the book, {sum(weights):,} ratings\n")
    print("| join | raw files | goodbooks | wrong: goodbooks | wrong: series | series hidden |")
    print("|---|---:|---:|---:|---:|---:|")
    for label, join in (("most rated book wins", most_rated), ("bookrec", ours)):
        book_num = join(titles, books)[name]
        goodbooks = book_num[user > FIRST_GOODBOOKS_USER]
        wrong = [
            np.average(works[join(sample, books)] != truth, weights=weights)
            for sample in (known, hidden)
        ]
        print(
            f"| {label} | {(book_num[user < FIRST_CONVERTED_USER] >= 0).mean():.2%} "
            f"| {(goodbooks >= 0).mean():.2%} "
            f"| {(~is_goodbooks[goodbooks[goodbooks >= 0]]).mean():.2%} "
            f"| {wrong[0]:.1%} | {wrong[1]:.1%} |"
        )


if __name__ == "__main__":
    main()
