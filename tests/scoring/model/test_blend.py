"""The balance."""

import pytest

from bookrec.scoring.model.blend import compute_gains


@pytest.mark.parametrize(
    ("weight", "gains"), [(0, (0, 1)), (0.5, (1, 1)), (1, (1, 0)), (0.25, (1 / 3, 1))]
)
def test_gains(weight: float, gains: tuple[float, float]) -> None:
    assert compute_gains(weight) == pytest.approx(gains)


@pytest.mark.parametrize("weight", [-0.1, 1.1, float("nan")])
def test_a_weight_outside_is_refused(weight: float) -> None:
    with pytest.raises(ValueError, match="0 to 1"):
        compute_gains(weight)
