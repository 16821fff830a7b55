"""Compare models of any kind on one's own data, by the protocol of the command.

>>> evaluate({"mine": MyModel(), "average": "average-rating"}, dataset)  # doctest: +SKIP
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from bookrec.data.dataset import Dataset
from bookrec.errors import ConfigError, DataError
from bookrec.evaluation.baselines.by_name import BASELINES, NamedBaseline
from bookrec.evaluation.checked import CheckedModel
from bookrec.evaluation.compare import Comparison, compare_ranking_models, compare_rating_models
from bookrec.evaluation.measure import LIST_LENGTH
from bookrec.evaluation.protocol import Cases, build_cases, select_part
from bookrec.evaluation.report.tables import MetricRow
from bookrec.evaluation.training_data import TrainingData
from bookrec.scoring.recommender import Recommender
from bookrec.settings import Settings, load_settings

Part = Literal["validation", "test"]
ModelProgress = Callable[[int, int], None]
NO_COMPARISON = Comparison([], [], [])


@dataclass(frozen=True)
class ModelComparison:
    """Models measured on the same users.

    Attributes:
        model: The one that the others are held against.
        n_users: Users measured.
        ratings: Of the models that predict ratings.
        rankings: Of the models that rank the catalogue.
    """

    model: str
    n_users: int
    ratings: Comparison
    rankings: Comparison

    def to_frame(self) -> pd.DataFrame:
        """Return one row for each model and metric, over all users.

        Returns:
            Columns `task` ("ratings" or "rankings"), `model`, `metric`, `mean` with its 95 %
            bootstrap interval `low` to `high`, and `users`; then, for the main metrics, the paired
            `difference`: the first model less this one, with its interval `difference_low` to
            `difference_high`, and `p_holm`, Wilcoxon's test corrected for all models.
        """
        rows = [
            row
            for task, comparison in (("ratings", self.ratings), ("rankings", self.rankings))
            for row in _rows(task, comparison)
        ]
        return pd.DataFrame(rows, columns=list(_COLUMNS))

    def to_dict(self) -> dict[str, Any]:
        """Return the same, JSON-able; NaN becomes None."""
        records = self.to_frame().to_dict("records")
        cleaned = [{k: None if v != v else v for k, v in record.items()} for record in records]
        return {"model": self.model, "users": self.n_users, "metrics": cleaned}


_COLUMNS = (
    "task",
    "model",
    "metric",
    "mean",
    "low",
    "high",
    "users",
    "difference",
    "difference_low",
    "difference_high",
    "p_holm",
)


def evaluate(
    models: Mapping[str, object],
    dataset: Dataset,
    settings: Settings | None = None,
    part: Part = "test",
    progress: ModelProgress | None = None,
) -> ModelComparison:
    """Measure models on users that none of them has seen, with the same histories for all.

    Args:
        models: By name; the first is held against the others. A model is one of

            - an object with `predict(history, candidates)` (a `RatingModel`), or `rank(histories)`
              (a `RankingModel`), or both; where it has `fit(dataset)`, it is called with the
              training users alone, and what that returns is measured, if it returns a model,
            - a `Recommender` made from this data set under the same split, whose scorer of training
              users is measured, not the one of everybody that it serves,
            - the name of a baseline: see `BASELINES`.

            Books are numbers there, rows of `dataset.books`; `dataset.book_ids` names them.
        dataset: All users; the split is made here.
        settings: `split` and `evaluate` count; by default what `bookrec.toml` and `BOOKREC_*` say.
        part: Users to measure. What is chosen is to be chosen on "validation".
        progress: Called with (models done, models) while they are fitted.

    Raises:
        ConfigError: If a name is unknown, or an object is no model.
        DataError: If no user has enough ratings, the catalogue is too small, or a model returns
            what cannot be measured.
    """
    settings = load_settings({}) if settings is None else settings
    if not models:
        raise ConfigError("evaluate: no model to measure")
    cases = build_cases(
        dataset.ratings,
        dataset.books["book_id"].tolist(),
        settings.split,
        part,
        max_users=settings.evaluate.max_users,
    )
    seen = dataset.with_ratings(select_part(dataset.ratings, settings.split, "train"))
    training = TrainingData.from_tables(seen.books, seen.ratings)
    recommender = next((m for m in models.values() if isinstance(m, Recommender)), None)
    named = NamedBaseline(training, recommender)
    ready: dict[str, CheckedModel] = {}
    for done, (name, model) in enumerate(models.items(), start=1):
        ready[name] = CheckedModel(
            name, _prepare(name, model, seen, named, settings), training.n_books
        )
        if progress is not None:
            progress(done, len(models))
    return compare_models(ready, cases, training, recommender, settings)


def compare_models(
    models: Mapping[str, CheckedModel],
    cases: Cases,
    training: TrainingData,
    recommender: Recommender | None,
    settings: Settings,
) -> ModelComparison:
    """Measure models that are fitted; see `evaluate`."""
    first = next(iter(models))
    rating = {name: model for name, model in models.items() if model.predicts}
    ranking = {name: model for name, model in models.items() if model.ranks}
    ratings, rankings = NO_COMPARISON, NO_COMPARISON
    if rating:
        ratings = compare_rating_models(
            rating, _reference(first, rating), cases, training, settings.evaluate
        )
    if ranking:
        _require_long_lists(cases)
        embeddings = _embeddings(recommender, cases.n_books)
        rankings = compare_ranking_models(
            ranking, _reference(first, ranking), cases, training, embeddings, settings.evaluate
        )
        if recommender is None:
            rankings = _without_likeness(rankings)
    return ModelComparison(first, len(cases), ratings, rankings)


def _prepare(
    name: str, model: object, seen: Dataset, named: NamedBaseline, settings: Settings
) -> object:
    """Return what can be measured: fitted on training users, by number of the dataset's books."""
    if isinstance(model, str):
        return named.fit(model)
    if isinstance(model, Recommender):
        _require_same_basis(name, model, seen, settings)
        return model.scorer if model.parts is None else model.parts.load_measured_scorer()
    if isinstance(model, type):
        raise ConfigError(f"model {name}: give an object of {model.__name__}, not the class")
    fit = getattr(model, "fit", None)
    if callable(fit):
        fitted = fit(seen)
        if callable(getattr(fitted, "predict", None)) or callable(getattr(fitted, "rank", None)):
            return fitted
    return model


def _require_same_basis(
    name: str, recommender: Recommender, seen: Dataset, settings: Settings
) -> None:
    """Refuse a recommender whose books or training users are other ones.

    Raises:
        ConfigError: If users that are measured here may have trained it.
        DataError: If its books are not those of the data set.
    """
    if recommender.catalog.column("book_id").to_pylist() != seen.books["book_id"].tolist():
        raise DataError(f"model {name}: it was made from other books than this data set's")
    split = recommender.parts.split if recommender.parts is not None else None
    now = settings.split
    ours = (now.seed, now.validation_share, now.test_share)
    if split is not None and split != ours:
        raise ConfigError(
            f"model {name}: it was trained under another split of the users (seed, validation "
            f"share, test share {split}, here {ours}); give the settings that it was made with"
        )


def _reference(first: str, models: Mapping[str, CheckedModel]) -> str:
    return first if first in models else next(iter(models))


def _require_long_lists(cases: Cases) -> None:
    longest = int(np.diff(cases.history_offsets).max())
    if cases.n_books - longest < LIST_LENGTH:
        raise DataError(
            f"books: {cases.n_books} are too few to rank lists of {LIST_LENGTH} beside a history "
            f"of {longest}; measure models that predict ratings"
        )


def _embeddings(recommender: Recommender | None, n_books: int) -> NDArray[np.float32]:
    if recommender is None:
        return np.zeros((n_books, 1), dtype=np.float32)
    return recommender.book_embeddings


def _without_likeness(comparison: Comparison) -> Comparison:
    """Leave out how alike the books of a list are: without embeddings that is not known."""

    def known(rows: Sequence[MetricRow]) -> list[MetricRow]:
        return [row for row in rows if not row.metric.startswith("intra_list_similarity")]

    return comparison._replace(summary=known(comparison.summary), groups=known(comparison.groups))


def _rows(task: str, comparison: Comparison) -> list[tuple[Any, ...]]:
    differences = {(row.reference, row.metric): row for row in comparison.differences}
    rows = []
    for row in comparison.summary:
        versus = differences.get((row.model, row.metric))
        paired = (
            (np.nan,) * 4
            if versus is None
            else (versus.mean, versus.low, versus.high, versus.p_holm)
        )
        rows.append((task, *row[1:], *paired))
    return rows


__all__ = ["BASELINES", "ModelComparison", "evaluate"]
