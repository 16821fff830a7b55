"""What is known of every book before the fit, as tensors.

What others thought of a book must not hold what the user thinks of it whose rating is predicted:
the users are dealt into folds, and each fold's users see the ratings of all other folds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple, Self

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray
from torch import Tensor

from bookrec.scoring.fit.columns import Columns
from bookrec.scoring.fit.inputs import UserRatings
from bookrec.scoring.model.averages import centre_ratings
from bookrec.scoring.model.book_rows import NO_AUTHOR, NO_SERIES

N_FOLDS = 8
GROUPS = ("author", "series")


class Sums(NamedTuple):
    """Ratings of some books, added up.

    Attributes:
        sums: Of the deviations from the raters' own means, in stars.
        counts: Of the ratings.
        expected: Of what Goodreads' averages let expect instead of `sums`.
    """

    sums: Tensor
    counts: Tensor
    expected: Tensor

    def less(self, other: "Sums") -> "Sums":
        """Take some ratings out."""
        return Sums(*(mine - theirs for mine, theirs in zip(self, other, strict=True)))

    def times(self, factor: Tensor) -> "Sums":
        """Multiply all three."""
        return Sums(*(each * factor for each in self))


class RatingStatistics(NamedTuple):
    """What the training users thought of some books.

    Attributes:
        own: Ratings of the books themselves.
        beside: Ratings of the other books of the same author and series, by group.
    """

    own: Sums
    beside: Mapping[str, Sums]


@dataclass(frozen=True)
class CrossFitted:
    """The sums of all books as each fold's users see them; row `N_FOLDS` holds everybody.

    Attributes:
        own: By book, each of shape (N_FOLDS + 1, n_books).
        of_group: By author and by series, each of shape (N_FOLDS + 1, n_groups + 1), the last
            column for books without.
        groups: Column of each book in `of_group`, shape (n_books,).
    """

    own: Sums
    of_group: Mapping[str, Sums]
    groups: Mapping[str, Tensor]

    @classmethod
    def of(cls, ratings: UserRatings, expected: Tensor, groups: Mapping[str, Tensor]) -> Self:
        """Add up the ratings of all folds.

        Args:
            ratings: The training users' ratings.
            expected: Goodreads' average of each book less the mean one, shape (n_books,).
            groups: Number of each book's author and series, negative without one.
        """
        centred = centre_ratings(ratings.users, ratings.book_nums, ratings.ratings, ratings.n_books)
        deviations = ratings.ratings - centred.user_means[ratings.users]
        cells = deal_folds(ratings)[ratings.users] * ratings.n_books + ratings.book_nums
        counts = _add_others(cells, np.ones_like(deviations), ratings.n_books)
        own = Sums(_add_others(cells, deviations, ratings.n_books), counts, counts * expected)
        n_groups = {name: int(nums.max()) + 1 for name, nums in groups.items()}
        columns = {
            name: torch.where(nums < 0, n_groups[name], nums) for name, nums in groups.items()
        }
        of_group = {
            name: Sums(*(_add_up(each, columns[name], n + 1) for each in own))
            for name, n in n_groups.items()
        }
        return cls(own, of_group, columns)

    def take(self, folds: Tensor, nums: Tensor, known: Tensor) -> RatingStatistics:
        """Return what users of some folds see of some books.

        Args:
            folds: Of the users, `N_FOLDS` to see everybody; of a shape that goes with `nums`.
            nums: Book numbers.
            known: 0 for a book to treat as if nobody had rated it, else 1; as `nums`.
        """
        own = Sums(*(each[folds, nums] for each in self.own))
        beside = {name: self._beside(name, folds, nums, own) for name in self.groups}
        return RatingStatistics(own.times(known), beside)

    def _beside(self, name: str, folds: Tensor, nums: Tensor, own: Sums) -> Sums:
        """Take the books themselves out of their groups; no group has nothing beside."""
        columns, of_group = self.groups[name][nums], self.of_group[name]
        is_grouped = (columns < of_group.sums.shape[1] - 1).float()
        return Sums(*(each[folds, columns] for each in of_group)).less(own).times(is_grouped)


@dataclass(frozen=True)
class Catalogue:
    """What is known of every book before the fit.

    Attributes:
        columns: Of each book, those that come from training users' ratings last.
        author_nums: Shape (n_books,).
        series_nums: Shape (n_books,).
        average_deviations: Goodreads' average less the mean average, shape (n_books,).
        ratings: What training users thought.
        folds: Of each training user, shape (n_users,).
    """

    columns: Columns
    author_nums: Tensor
    series_nums: Tensor
    average_deviations: Tensor
    ratings: CrossFitted
    folds: Tensor


def describe_catalogue(books: pd.DataFrame, ratings: UserRatings, columns: Columns) -> Catalogue:
    """Collect what is known of every book; a table may lack averages, authors and series."""
    author_nums = torch.from_numpy(_number(books["author_key"], NO_AUTHOR))
    series_nums = torch.from_numpy(_number(books["series"], NO_SERIES))
    averages = books["average_rating"].to_numpy(np.float32, na_value=np.nan)
    counts = np.bincount(ratings.book_nums, minlength=ratings.n_books)
    is_known = ~np.isnan(averages)
    mean_average = (
        np.average(averages[is_known], weights=1 + counts[is_known]) if is_known.any() else 0.0
    )
    deviations = torch.from_numpy(np.where(is_known, averages - mean_average, 0).astype(np.float32))
    groups = {"author": author_nums, "series": series_nums}
    return Catalogue(
        columns=columns,
        author_nums=author_nums,
        series_nums=series_nums,
        average_deviations=deviations,
        ratings=CrossFitted.of(ratings, deviations, groups),
        folds=torch.from_numpy(deal_folds(ratings)),
    )


def deal_folds(ratings: UserRatings) -> NDArray[np.int64]:
    """Deal the users into folds, shape (n_users,)."""
    return np.arange(len(ratings.offsets) - 1, dtype=np.int64) % N_FOLDS


def _number(names: "pd.Series[str]", nothing: int) -> NDArray[np.int64]:
    """Number distinct names from 0 in order of appearance."""
    codes = pd.factorize(names.where(names != ""))[0]
    return np.where(codes < 0, nothing, codes).astype(np.int64)


def _add_others(cells: NDArray[np.int64], values: NDArray[np.float32], n_books: int) -> Tensor:
    """Add up by book what all folds but one have, and what all have, (N_FOLDS + 1, n_books)."""
    of_fold = np.bincount(cells, values, minlength=N_FOLDS * n_books).reshape(N_FOLDS, n_books)
    everybody = of_fold.sum(axis=0)
    return torch.from_numpy(np.vstack([everybody - of_fold, everybody]).astype(np.float32))


def _add_up(values: Tensor, columns: Tensor, n_columns: int) -> Tensor:
    """Add up books of one group, shape (n_rows, n_columns)."""
    return torch.zeros(len(values), n_columns).index_add_(1, columns, values)
