"""The example by hand of docs/how-it-works.md, computed by the code that serves."""

import numpy as np
import pytest

from bookrec.scoring.model.book_rows import NO_AUTHOR, NO_SERIES, BookRows
from bookrec.scoring.model.gaussian import Kernel, fit_posterior

from .documents import ROOT


def rows(features: list[list[float]]) -> BookRows:
    n = len(features)
    return BookRows(
        features=np.array(features, dtype=np.float32),
        signals=np.zeros((n, 1), dtype=np.float32),
        appeals=np.zeros((n, 1), dtype=np.float32),
        averages=np.zeros(n, dtype=np.float32),
        noises=np.full(n, 0.8, dtype=np.float32),
        author_nums=np.full(n, NO_AUTHOR),
        series_nums=np.full(n, NO_SERIES),
    )


def test_the_documented_terms_are_the_served_ones() -> None:
    kernel = Kernel(author_weight=0.0, series_weight=0.0, constant=0.2, noise=0.8)
    rated = rows([[1, 0], [0, 1]])
    deviations = np.array([5 - 4.2, 2 - 4.0], dtype=np.float32)

    posterior = fit_posterior(kernel, rated, deviations, prior_ratings=10.0)
    terms = kernel.between(rows([[0.9, 0.1]]), rated)[0] * posterior.weights

    assert posterior.weights == pytest.approx([0.505, -1.051], abs=5e-4)
    assert terms == pytest.approx([0.556, -0.315], abs=5e-4)
    assert 4.0 + terms.sum() == pytest.approx(4.24, abs=5e-3)
    text = (ROOT / "docs" / "how-it-works.md").read_text(encoding="utf-8")
    for number in ("0.505", "-1.051", "0.556", "0.315", "4.24"):
        assert number in text
