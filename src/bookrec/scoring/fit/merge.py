"""Several fits become one scorer: the mean of their Gaussian processes is one process.

Fits that differ by their seed alone err in ways of their own, and the mean of their predictions is
better than any of them. Put side by side, and brought to the principal axes of all features, they
cost no more to serve than one: predictions stay closed-form sums over the history.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bookrec.scoring.model.blocks import blocks_of
from bookrec.scoring.model.book_rows import BookRows
from bookrec.scoring.model.gaussian import Kernel
from bookrec.scoring.model.scorer import ScorerParameters


def merge_fits(
    fits: Sequence[tuple[BookRows, ScorerParameters]], feature_dim: int
) -> tuple[BookRows, ScorerParameters]:
    """Merge fits of the same books.

    Each kernel is brought to the mean noise before kernels are averaged: what a rating says
    depends on the ratio of covariance and noise alone.

    Args:
        fits: Fitted rows of all books and scalars of each fit.
        feature_dim: Width of the merged features.

    Returns:
        Rows and scalars that predict about the mean of what the fits predict.
    """
    rows, parameters = [fit[0] for fit in fits], [fit[1] for fit in fits]
    kernels = [each.kernel for each in parameters]
    noise = float(np.mean([kernel.noise for kernel in kernels]))
    shares = [noise / (len(kernels) * kernel.noise) for kernel in kernels]
    kernel = Kernel(
        author_weight=_weigh(shares, [kernel.author_weight for kernel in kernels]),
        series_weight=_weigh(shares, [kernel.series_weight for kernel in kernels]),
        constant=_weigh(shares, [kernel.constant for kernel in kernels]),
        noise=noise,
    )
    merged = BookRows(
        features=_merge_features([each.features for each in rows], shares, feature_dim),
        signals=np.concatenate([each.signals for each in rows], axis=1),
        appeals=np.concatenate(
            [each.appeals / np.float32(len(rows)) for each in rows], axis=1, dtype=np.float32
        ),
        averages=np.mean([each.averages for each in rows], axis=0, dtype=np.float32),
        noises=np.sum(
            [np.float32(share) * each.noises for share, each in zip(shares, rows, strict=True)],
            axis=0,
        ),
        author_nums=rows[0].author_nums,
        series_nums=rows[0].series_nums,
    )
    return merged, ScorerParameters(
        kernel=kernel,
        mean_rating=float(np.mean([each.mean_rating for each in parameters])),
        interest_shrinkage=float(np.mean([each.interest_shrinkage for each in parameters])),
        star_values=tuple(np.mean([each.star_values for each in parameters], axis=0).tolist()),
    )


def _weigh(shares: Sequence[float], values: Sequence[float]) -> float:
    return float(np.dot(shares, values))


def _merge_features(
    features: Sequence[NDArray[np.float32]], shares: Sequence[float], dim: int
) -> NDArray[np.float32]:
    """Put features side by side and keep the axes that hold most of their dot products."""
    scales = np.sqrt(np.asarray(shares, dtype=np.float32))

    def side_by_side(some: slice) -> NDArray[np.float32]:
        parts = [scale * each[some] for scale, each in zip(scales, features, strict=True)]
        return np.concatenate(parts, axis=1)

    n_books, width = len(features[0]), sum(each.shape[1] for each in features)
    gram = np.zeros((width, width), dtype=np.float32)
    for some in blocks_of(n_books):
        block = side_by_side(some)
        gram += block.T @ block
    axes = np.linalg.eigh(gram)[1][:, ::-1][:, :dim]
    merged = np.empty((n_books, axes.shape[1]), dtype=np.float32)
    for some in blocks_of(n_books):
        merged[some] = side_by_side(some) @ axes
    return merged
