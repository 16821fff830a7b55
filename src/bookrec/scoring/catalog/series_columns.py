"""The series index, from columns of the books table."""

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from bookrec.data.text.fold import fold
from bookrec.data.text.titles import series_key
from bookrec.scoring.catalog.columns import to_codes
from bookrec.scoring.catalog.series import SeriesIndex
from bookrec.scoring.catalog.series_names import (
    find_whole_series,
    is_collection,
    split_shared_names,
    without_order,
)


def build_series_index(
    *,
    series: pa.Array,
    titles: pa.Array,
    title_keys: pa.Array,
    author_keys: pa.Array,
    volumes: NDArray[np.float64],
    volumes_last: NDArray[np.float64],
) -> SeriesIndex:
    """Build the index; unnumbered collections hold their whole series.

    Args:
        series: Series names, null where there is none, length n_books.
        titles: Titles.
        title_keys: Normalised titles.
        author_keys: Normalised first authors.
        volumes: First volumes, NaN where unnumbered.
        volumes_last: Last volumes, NaN where unnumbered.
    """
    name_codes, names = to_codes(series)
    folded = [fold(name) for name in names]
    number_of_key: dict[str, int] = {}
    by_name = [
        number_of_key.setdefault(series_key(without_order(name)), len(number_of_key))
        for name in names
    ]
    series_nums = np.array([*by_name, -1])[name_codes]
    author_nums, _ = to_codes(author_keys)
    number_of_name = dict(zip(folded, by_name, strict=True))
    bearers, their_series = find_whole_series(
        title_keys.to_pylist(), author_nums, series_nums, number_of_name
    )
    series_nums[bearers] = their_series
    unnumbered = np.flatnonzero((series_nums >= 0) & np.isnan(volumes)).tolist()
    n_numbered = np.bincount(series_nums[(series_nums >= 0) & ~np.isnan(volumes)], minlength=1)
    n_numbered = np.append(n_numbered, np.zeros(len(number_of_key), dtype=np.int64))
    collections = [
        book
        for book in unnumbered
        if is_collection(titles[book].as_py())
        # "The Lord of the Rings" (The Lord of the Rings), which has three numbered volumes.
        or (
            n_numbered[series_nums[book]] > 1
            and number_of_key.get(series_key(titles[book].as_py())) == series_nums[book]
        )
    ]
    whole = np.concatenate([bearers, np.array(collections, dtype=np.int64)])
    volumes, volumes_last = volumes.copy(), volumes_last.copy()
    volumes[whole], volumes_last[whole] = 1, np.inf
    singles = np.where(volumes == volumes_last, volumes, np.nan)
    series_nums = split_shared_names(series_nums, author_nums, singles)
    return SeriesIndex(series_nums, volumes, volumes_last)
