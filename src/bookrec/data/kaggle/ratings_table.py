"""Ratings get their books: the ratings table."""

import numpy as np
import pandas as pd
import pyarrow as pa
from numpy.typing import NDArray

from bookrec.data.kaggle.ratings import RatedTitles
from bookrec.data.tables.ratings_texts import user_ranges
from bookrec.data.tables.rowlog import RowLog
from bookrec.data.tables.text_numbers import categorical


def join_ratings(
    ratings: pd.DataFrame,
    titles: RatedTitles,
    book_nums: NDArray[np.int32],
    books: pd.DataFrame,
    dropped: RowLog,
) -> pd.DataFrame:
    """Give each rating its book; a user keeps one rating for each work.

    Of the ratings of several editions, the one whose title more people rated is kept; between
    equals, the higher one. Some users are done at a time, so that memory holds little more than
    the ratings themselves.

    Args:
        ratings: What `clean_ratings` returned.
        titles: Its titles.
        book_nums: Row numbers of their books, negative where there is none, shape (n_titles,).
        books: The catalogue.
        dropped: Receives second editions.

    Returns:
        The columns of `schema.RATINGS`, texts categorical, sorted by user and book.
    """
    title_num, users = ratings["name"].cat.codes.to_numpy(), ratings["user_id"].cat.codes.to_numpy()
    work_nums = pd.factorize(books["work_id"])[0]
    stars = ratings["rating"].to_numpy()
    by_user = np.argsort(users, kind="stable").astype(np.int32)
    rows_kept, books_kept, second = [], [], []
    for start, end in user_ranges(users[by_user]):
        rows = by_user[start:end]
        named = title_num[rows]
        book = book_nums[named]
        # Numbers sort like the ids they stand for, only faster.
        numbers = pd.DataFrame(
            {
                "row": rows,
                "user": users[rows],
                "book": book,
                "work": work_nums[book],
                "n_named": -titles.n_ratings[named],
                "rating": -stars[rows],
            }
        )[book >= 0].sort_values(["user", "work", "n_named", "rating", "book"], kind="stable")
        is_second = numbers.duplicated(["user", "work"])
        second.append(numbers["row"][is_second].to_numpy())
        first = numbers[~is_second].sort_values(["user", "book"], kind="stable")
        rows_kept.append(first["row"].to_numpy(np.int32))
        books_kept.append(first["book"].to_numpy(np.int32))
    del by_user
    for source, line, name in ratings.iloc[np.sort(np.concatenate(second))][
        ["source", "line", "name"]
    ].itertuples(index=False, name=None):
        dropped.add("second edition of one work", source, line, name)
    rows, joined = np.concatenate(rows_kept), np.concatenate(books_kept)
    del rows_kept, books_kept
    return pd.DataFrame(
        {
            "user_id": ratings["user_id"].array.take(rows),
            "book_id": categorical(joined, pa.chunked_array(books["book_id"]).combine_chunks()),
            "rating": stars[rows],
            "source": ratings["source"].array.take(rows),
        }
    )
