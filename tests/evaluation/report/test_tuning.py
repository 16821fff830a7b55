"""The page that says how a scorer was chosen."""

from types import SimpleNamespace

from bookrec.evaluation.report.tuning import build_tune_report, write_tune_report
from bookrec.evaluation.search import Trial
from bookrec.evaluation.studies import BalanceRow
from bookrec.scoring.model.item_weights import ReadingWeights

CURVE = [
    BalanceRow("validation", weight, mean, mean - 0.02, mean + 0.02, 38)
    for weight, mean in ((0.0, 0.31), (0.5, 0.37), (1.0, 0.26))
]
TRIALS = [Trial({"weight_decay": 1.0}, 0.352), Trial({"weight_decay": 4.0}, 0.358)]
RESULT = SimpleNamespace(
    curve=CURVE,
    chosen=CURVE[1],
    trials=TRIALS,
    chosen_trial=TRIALS[1],
    scorer=SimpleNamespace(reading=SimpleNamespace(weights=ReadingWeights(co_reading=1.0))),
)


def test_the_page_states_what_was_chosen_and_on_whom() -> None:
    page = build_tune_report(RESULT, b"")
    assert "38 validation users" in page
    assert "0.370 at a popularity weight of 0.5" in page
    assert '<tr class="strong"><td>0.50</td><td>0.370</td><td>0.350 to 0.390</td>' in page
    assert '<tr class="strong"><td>2, chosen</td><td>4</td><td>0.3580</td>' in page
    assert "<script" not in page
    assert 'src="http' not in page


def test_where_nothing_was_compared_no_table_says_so() -> None:
    alone = SimpleNamespace(**vars(RESULT) | {"trials": [], "chosen_trial": None})
    assert "Fits compared" not in build_tune_report(alone, b"")


def test_the_picture_lies_beside_the_page_and_inside_it(tmp_path) -> None:  # noqa: ANN001
    write_tune_report(RESULT, tmp_path)
    assert (tmp_path / "balance.png").read_bytes().startswith(b"\x89PNG")
    assert "data:image/png;base64," in (tmp_path / "report.html").read_text(encoding="utf-8")
