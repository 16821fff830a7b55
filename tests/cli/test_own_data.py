"""Own tables and own models, as a stranger brings them: by the README, and by command."""

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from tests.cli.conftest import Run

README = Path(__file__).parents[2] / "README.md"
FEW_STEPS = """
[train]
dim = 8
hidden_dim = 16
epochs = 2
min_batches = 4
[tune]
n_trials = 1
epochs = 2
n_ranking_trials = 2
balance_steps = 2
[evaluate]
n_bootstrap = 100
balance_steps = 1
history_lengths = [1]
"""
MODEL = """
import numpy as np

class Mean:
    def predict(self, history, candidates):
        return np.full(len(candidates), history.ratings.mean())
"""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with two tables of the required columns alone, and a model."""
    folder = tmp_path_factory.mktemp("own")
    rng = np.random.default_rng(0)
    words = "sea war love ice gold moon dust king".split()
    titles = ["Dune"] + [f"{words[n % 8]} of {words[n // 8]} {n}" for n in range(59)]
    pairs = [(user, num) for user in range(120) for num in rng.choice(60, 20, replace=False)]
    stars = [4 + rng.integers(0, 2) if num % 2 == user % 2 else 2.5 for user, num in pairs]
    books = pd.DataFrame({"book_id": range(60), "title": titles})
    ratings = pd.DataFrame(pairs, columns=["user_id", "book_id"]).assign(rating=stars)
    for place in (folder, folder / "data"):
        place.mkdir(exist_ok=True)
        books.to_csv(place / "books.csv", index=False)
        ratings.to_csv(place / "ratings.csv", index=False)
    (folder / "bookrec.toml").write_text(FEW_STEPS, encoding="utf-8")
    (folder / "mine.py").write_text(MODEL, encoding="utf-8")
    return folder


def test_the_example_of_the_readme_runs(
    own: Path, run_in: Run, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    section = README.read_text(encoding="utf-8").partition("## Your own data")[2]
    found = re.search(r"```python\n(.*?)```", section, re.DOTALL)
    assert found is not None
    assert len(found[1].strip().splitlines()) <= 15
    monkeypatch.chdir(own)
    exec(compile(found[1], "README.md", "exec"), {})  # noqa: S102 - our own
    printed = capsys.readouterr().out
    assert re.search(r"^\d+ \w+ of \w+ \d+ [1-5]\.\d", printed, re.MULTILINE)
    assert "item-knn" in printed
    made = run_in(own, "recommend", "--book", "Dune||5", "-n", "5", "--json")
    titles = [book["title"] for book in json.loads(made.stdout)["recommendations"]]
    assert all(title in printed for title in titles)
    compared = run_in(own, "evaluate", "--model", "mine:Mean", "--json")
    metrics = json.loads(compared.stdout)["metrics"]
    assert {"mine:Mean", "bookrec", "ease", "untrained-embeddings"} <= {m["model"] for m in metrics}
    differences = [m for m in metrics if m["model"] == "bookrec" and m["metric"] == "rmse"]
    assert differences[0]["difference_low"] <= differences[0]["difference"]


@pytest.mark.slow
def test_two_columns_of_books_go_through_all_stages(own: Path, run_in: Run) -> None:
    made = run_in(own, "--artifacts-dir", "by-command", "run-all", "--json")
    assert made.returncode == 0, made.stderr
    document = json.loads(made.stdout)
    assert document["data"]["source"] == "tables"
    assert "source tables (60 books" in made.stderr
    assert "average_rating (averages are those of training users)" in made.stderr
    evaluation = document["stages"][-1]["summary"]
    baseline = [
        row["mean"]
        for row in evaluation["ratings"]["summary"]
        if (row["model"], row["metric"]) == ("average-rating", "rmse")
    ]
    assert 0 < baseline[0] < 2
    wishes = run_in(own, "--artifacts-dir", "by-command", "recommend", "--genre", "Horror")
    assert wishes.returncode == 8


@pytest.mark.parametrize(
    ("arguments", "code", "reason"),
    [
        (("evaluate", "--model", "mine"), 2, "package.module:Class"),
        (("evaluate", "--model", "nowhere:Mean"), 2, "no module nowhere"),
        (("evaluate", "--model", "mine:Median"), 2, "no class Median"),
        (("evaluate", "--model", "mine:Mean", "--force"), 2, "goes with none of"),
        (("--set", "data.source=tabels", "clean"), 3, "did you mean tables"),
        (("--set", "data.rating_scale=5,1", "clean"), 3, "smallest rating comes first"),
    ],
)
def test_what_cannot_be_meant_is_refused(
    own: Path, run_in: Run, arguments: tuple[str, ...], code: int, reason: str
) -> None:
    refused = run_in(own, *arguments)
    assert (refused.returncode, refused.stderr.count("\n")) == (code, 1)
    assert reason in refused.stderr


def test_the_columns_are_described(own: Path, run_in: Run) -> None:
    tables = json.loads(run_in(own, "schema", "--json").stdout)
    required = {
        table: {column["name"] for column in columns if column["required"]}
        for table, columns in tables.items()
    }
    assert required == {
        "books": {"book_id", "title"},
        "ratings": {"user_id", "book_id", "rating"},
    }
    printed = run_in(own, "schema").stdout
    assert "ratings.csv or ratings.parquet" in printed
