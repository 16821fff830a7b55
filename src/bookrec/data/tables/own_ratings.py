"""Own ratings, in the documented columns, as the ratings table."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bookrec.data.tables.cells import cell_text
from bookrec.data.tables.ids import read_ids, row_numbers
from bookrec.data.tables.own_books import OWN, is_stars, to_stars
from bookrec.data.tables.row_check import RowCheck
from bookrec.data.tables.schema import MIN_RATING

NOT_IN_BOOKS = "book_id not in the books table"


def make_ratings(
    frame: pd.DataFrame, books: pd.DataFrame, check: RowCheck, scale: tuple[float, float]
) -> tuple[pd.DataFrame, bool]:
    """Turn own ratings into the ratings table.

    Args:
        frame: Columns `user_id`, `book_id`, `rating`, and maybe `source`.
        books: The books table.
        check: Receives the rows that cannot be used, and leaves them out. Of several ratings of
            one book by one user the last one is good.
        scale: Smallest and largest rating; stars may be half ones.

    Returns:
        The ratings table, its texts categorical, sorted by user and book; and whether the user ids
        came as whole numbers.
    """
    users, named = read_ids(frame["user_id"]), read_ids(frame["book_id"])
    book_nums = row_numbers(pd.Series(named.texts), books["book_id"])
    ratings = _numbers(frame["rating"])
    smallest = MIN_RATING if is_stars(scale) else scale[0]
    check.refuse(users.texts.codes < 0, "no user_id")
    check.refuse(named.texts.codes < 0, "no book_id")
    check.refuse(book_nums < 0, NOT_IN_BOOKS, lambda row: named.texts[row])
    check.refuse(np.isnan(ratings), "rating is no number", frame["rating"].iloc.__getitem__)
    check.refuse(
        ~((ratings >= smallest) & (ratings <= scale[1])),
        f"rating not from {smallest:g} to {scale[1]:g}",
        lambda row: f"{ratings[row]:g}",
    )
    pairs = users.texts.codes.astype(np.int64) * max(len(books), 1) + book_nums
    usable = np.flatnonzero(check.is_good)
    is_repeated = np.zeros(len(frame), dtype=bool)
    is_repeated[usable] = pd.Series(pairs[usable]).duplicated(keep="last").to_numpy()
    check.refuse(is_repeated, "rated again by the same user further down", named.texts.__getitem__)
    good = np.flatnonzero(check.is_good)
    order = good[np.argsort(pairs[good], kind="stable")]
    table = pd.DataFrame(
        {
            "user_id": users.texts.take(order).remove_unused_categories(),
            "book_id": pd.Categorical.from_codes(
                book_nums[order].astype(np.int32), pd.Index(books["book_id"], dtype="str")
            ),
            "rating": to_stars(ratings[order], scale).astype(np.float32),
            "source": _sources(frame, order),
        }
    )
    return table, users.are_integers


def _numbers(column: "pd.Series[Any]") -> NDArray[np.float64]:
    if isinstance(column.dtype, pd.CategoricalDtype):
        of_texts = pd.to_numeric(pd.Series(column.cat.categories), errors="coerce")
        numbers = np.append(of_texts.to_numpy(np.float64, na_value=np.nan), np.nan)
        return np.asarray(numbers[column.cat.codes.to_numpy()])
    if column.dtype == object:
        column = column.map(cell_text)
    return pd.to_numeric(column, errors="coerce").to_numpy(np.float64, na_value=np.nan)


def _sources(frame: pd.DataFrame, order: NDArray[np.int64]) -> object:
    if "source" not in frame:
        return pd.Categorical.from_codes(
            np.zeros(len(order), np.int8), pd.Index([OWN], dtype="str")
        )
    texts = [cell_text(value) or OWN for value in frame["source"].iloc[order]]
    return pd.Categorical(pd.array(texts, dtype="str"))
