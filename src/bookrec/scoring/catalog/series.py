"""Series sense: of every series one volume at most is on offer, the one to read next.

A series' whole volumes (1, 2, 3, ...) are its main line. On offer is the first unread one, and only
if every volume before it was read; a single volume goes before a range that starts with it, and a
range (omnibus, box set) that holds anything already read is never on offer. Side stories
(prequels such as #0.5, novellas such as #2.5) follow when no whole volume is left, each after the
volumes it comes after; books without a number come last. A missing catalogue entry does not
open the way: without volume 1 in the history, volume 2 stays closed. Where several books are that
volume (editions, books without a number), all are on offer, and a list takes the best of them.
"""

from collections.abc import Mapping
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from bookrec.scoring.model.groups import Groups

# Goodreads numbers comic collections by their issues ("Batman #404-407"): no reading order.
FIRST_ISSUE_NUMBER = 100
_WHOLE, _SIDE, _UNNUMBERED = 0, 1, 2
_NO_VOLUME, _ENDLESS = -1.0, 1e9


class SeriesIndex:
    """Which volume of each series a reader should be offered.

    Attributes:
        openers: Books on offer to a reader who has read nothing, shape (n_books,), bool. Books
            outside any series are always on offer.
    """

    def __init__(
        self,
        series_nums: NDArray[np.int64],
        volumes: NDArray[np.float64],
        volumes_last: NDArray[np.float64],
    ) -> None:
        """Group books by series.

        Args:
            series_nums: Series of each book, shape (n_books,); -1 where there is none.
            volumes: First volume, shape (n_books,); NaN where unnumbered.
            volumes_last: Last volume, shape (n_books,); infinity for a collection of the whole
                series.
        """
        issue = volumes >= FIRST_ISSUE_NUMBER
        # A collection may count a prequel in ("#0.5-5"): it still begins the main line.
        with_prequel = (volumes < 1) & (volumes_last >= 1)
        self._series_nums = series_nums
        self._first = np.where(issue, np.nan, np.where(with_prequel, 1, volumes))
        self._last = np.where(issue, np.nan, volumes_last)
        self._groups = Groups(series_nums)
        self.openers = series_nums < 0
        self.openers[self._choose(self._groups.members, np.zeros(0, dtype=np.int64))] = True

    def to_arrays(self) -> dict[str, NDArray[Any]]:
        """Return the index as arrays of finite numbers, for `of_arrays`."""
        return {
            "nums": self._series_nums,
            "first": np.nan_to_num(self._first, nan=_NO_VOLUME),
            "last": np.nan_to_num(self._last, nan=_NO_VOLUME, posinf=_ENDLESS),
            "openers": self.openers,
        }

    @classmethod
    def of_arrays(cls, arrays: Mapping[str, NDArray[Any]]) -> Self:
        """Take what `to_arrays` returned; nothing is built but the groups of a series."""
        index = cls.__new__(cls)
        first, last = arrays["first"], arrays["last"]
        index._series_nums = np.asarray(arrays["nums"])
        index._first = np.where(first == _NO_VOLUME, np.nan, first)
        index._last = np.where(last == _NO_VOLUME, np.nan, np.where(last == _ENDLESS, np.inf, last))
        index._groups = Groups(index._series_nums)
        index.openers = arrays["openers"]
        return index

    def on_offer(self, read_nums: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Mark the books on offer after some were read.

        Args:
            read_nums: Books the reader knows, shape (n_read,).

        Returns:
            New mask, shape (n_books,). Known books outside series are still marked.
        """
        mask = self.openers.copy()
        touched = np.unique(self._series_nums[read_nums])
        touched = touched[touched >= 0]
        if len(touched):
            members = np.concatenate([self._groups.of(series) for series in touched])
            mask[members] = False
            mask[self._choose(members, read_nums)] = True
        return mask

    def series_of(self, book: int) -> int:
        """Return the number of a book's series, -1 where there is none."""
        return int(self._series_nums[book])

    def members(self, series: int) -> NDArray[np.int64]:
        """Return the books of a series, sorted."""
        return self._groups.of(series)

    def next_volume(self, book: int) -> int | None:
        """Return the first whole volume after a book in its series; None where there is none."""
        members = self.members(self.series_of(book)) if self.series_of(book) >= 0 else None
        if members is None or np.isnan(self._last[book]):
            return None
        first = self._first[members]
        later = members[(first > self._last[book]) & (first == np.floor(first))]
        return int(later[np.argmin(self._first[later])]) if len(later) else None

    def are_other_volumes(self, book: int, other: int) -> bool:
        """Whether two books are numbered volumes of one series that share no volume."""
        same = self._series_nums[book] >= 0 and self._series_nums[book] == self._series_nums[other]
        apart = self._first[book] > self._last[other] or self._first[other] > self._last[book]
        return bool(same and apart)

    def has_begun(self, book: int, read_nums: NDArray[np.int64]) -> bool:
        """Whether a book of the same series is among those read."""
        series = self._series_nums[book]
        return bool(series >= 0 and np.any(self._series_nums[read_nums] == series))

    def _choose(
        self, members: NDArray[np.int64], read_nums: NDArray[np.int64]
    ) -> NDArray[np.int64]:
        """Choose the books on offer among `members`, which holds whole series."""
        _, groups = np.unique(self._series_nums[members], return_inverse=True)
        first, last = self._first[members], self._last[members]
        read = np.isin(members, read_nums)
        next_volume = _next_volumes(groups, first, last, read)[groups]
        numbered = ~np.isnan(first)
        whole = numbered & (first >= 1) & (first == np.floor(first))
        open_ = ~read & ~_overlaps_read(groups, first, last, read)

        is_next = open_ & whole & (first == next_volume)
        line_unread = np.zeros(groups.max(initial=-1) + 1, dtype=bool)
        line_unread[groups[open_ & whole & (first >= next_volume)]] = True
        after_line = open_ & ~line_unread[groups]
        is_side = after_line & numbered & ~whole & (np.maximum(np.floor(first), 1) < next_volume)
        is_unnumbered = after_line & ~numbered

        tier = np.select([is_next, is_side, is_unnumbered], [_WHOLE, _SIDE, _UNNUMBERED], -1)
        eligible = np.flatnonzero(tier >= 0)
        return members[eligible[_first_of_each(groups, tier, first, last, eligible)]]


def _first_of_each(
    groups: NDArray[np.int64],
    tier: NDArray[np.int64],
    first: NDArray[np.float64],
    last: NDArray[np.float64],
    eligible: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Mark, among the eligible, those that tie for the first place of their group."""
    places = np.nan_to_num(np.stack([tier, first, last])[:, eligible], nan=np.inf, posinf=np.inf)
    group = groups[eligible]
    order = np.lexsort((*places[::-1], group))
    _, starts, group_of = np.unique(group[order], return_index=True, return_inverse=True)
    leaders = order[starts]
    is_first = np.empty(len(eligible), dtype=bool)
    is_first[order] = (places[:, order] == places[:, leaders[group_of]]).all(axis=0)
    return is_first


def _next_volumes(
    groups: NDArray[np.int64],
    first: NDArray[np.float64],
    last: NDArray[np.float64],
    read: NDArray[np.bool_],
) -> NDArray[np.float64]:
    """Compute the first whole volume not yet read of each group; 1 where nothing was read."""
    next_volumes = np.ones(groups.max(initial=-1) + 1)
    known = np.flatnonzero(read & (last >= 1))
    for i in known[np.lexsort((first[known], groups[known]))]:
        if first[i] <= next_volumes[groups[i]]:
            reached = np.floor(last[i]) + 1
            next_volumes[groups[i]] = max(next_volumes[groups[i]], reached)
    return next_volumes


def _overlaps_read(
    groups: NDArray[np.int64],
    first: NDArray[np.float64],
    last: NDArray[np.float64],
    read: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """Mark books whose volumes include one that was read."""
    overlap = np.zeros(len(groups), dtype=bool)
    for i in np.flatnonzero(read & ~np.isnan(first)):
        overlap |= (groups == groups[i]) & (first <= last[i]) & (last >= first[i])
    return overlap
