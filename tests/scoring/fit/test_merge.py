"""Merging fits: what several of them say together, in one process."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from tests.scoring.scorers import N_BOOKS, make_history, make_scorer

from bookrec.scoring.fit.merge import merge_fits
from bookrec.scoring.model.scorer import Scorer


def merged(*scorers: Scorer, dim: int = 64) -> Scorer:
    rows, parameters = merge_fits([(each.books, each.parameters) for each in scorers], dim)
    return replace(scorers[0], books=rows, parameters=parameters)


def predict(scorer: Scorer) -> NDArray[np.float32]:
    return scorer.predict(make_history(4), np.arange(N_BOOKS))


def test_a_fit_merged_with_itself_predicts_the_same() -> None:
    scorer = make_scorer()
    assert predict(merged(scorer, scorer, scorer)) == pytest.approx(predict(scorer), abs=1e-4)


def test_only_the_ratio_of_covariance_and_noise_counts() -> None:
    scorer = make_scorer()
    kernel = scorer.parameters.kernel
    louder = replace(
        scorer,
        books=replace(
            scorer.books, features=2 * scorer.books.features, noises=4 * scorer.books.noises
        ),
        parameters=replace(
            scorer.parameters,
            kernel=replace(
                kernel,
                author_weight=4 * kernel.author_weight,
                series_weight=4 * kernel.series_weight,
                constant=4 * kernel.constant,
                noise=4 * kernel.noise,
            ),
        ),
    )
    assert predict(merged(scorer, louder)) == pytest.approx(predict(scorer), abs=1e-4)


def test_averages_are_the_mean_of_the_fits() -> None:
    scorer = make_scorer()
    other = replace(scorer, books=replace(scorer.books, averages=scorer.books.averages + 1))
    mean = merged(scorer, other).books.averages
    assert mean == pytest.approx(scorer.books.averages + 0.5, abs=1e-6)


def test_fewer_axes_keep_what_matters_most() -> None:
    scorer = make_scorer()
    rows = merged(scorer, scorer, dim=1).books.features
    assert rows.shape == (N_BOOKS, 1)
    assert np.linalg.norm(rows) == pytest.approx(
        np.linalg.svd(scorer.books.features, compute_uv=False)[0], rel=1e-4
    )
