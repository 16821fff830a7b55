"""Choose a scorer on validation users: its fit, its balance, its ranking, its stated doubt."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import optuna
import pandas as pd
from numpy.typing import NDArray

from bookrec.evaluation.measure import measure_ratings, predict_ratings
from bookrec.evaluation.protocol import Cases, build_cases, select_part
from bookrec.evaluation.ranking_search import choose_reading_weights
from bookrec.evaluation.studies import BalanceRow, measure_balance
from bookrec.scoring.fit.cache import FitCache
from bookrec.scoring.fit.fit import fit_scorer
from bookrec.scoring.model.item_weights import ReadingModel
from bookrec.scoring.model.scorer import Scorer
from bookrec.settings import EvaluateSettings, SplitSettings, TuneSettings

Progress = Callable[[int, int], None]

SEED_NOISE = 0.004
"""By how much Spearman of validation users differs between seeds of one fit; settings that differ
by less are not told apart."""
HISTORY_LENGTHS = (5, 10, 20)
"""A fit is judged by its mean over these, so that the choice hangs less on one draw."""


@dataclass(frozen=True)
class TuneData:
    """What a scorer is tuned on.

    Attributes:
        books: The books table.
        ratings: The ratings table, all users; test users are not touched.
        book_embeddings: From the trained head, unit rows, shape (n_books, dim).
        text_embeddings: From the encoder, by field, each of shape (n_books, text_dim).
        genres: Indicators 0 or 1, shape (n_books, n_genres).
        split: How users and their ratings are divided.
    """

    books: pd.DataFrame
    ratings: pd.DataFrame
    book_embeddings: NDArray[np.float32]
    text_embeddings: Mapping[str, NDArray[np.float32]]
    genres: NDArray[np.uint8]
    split: SplitSettings

    def fit(
        self,
        settings: TuneSettings,
        progress: Progress | None = None,
        reading: ReadingModel | None = None,
        cache: FitCache | None = None,
    ) -> Scorer:
        """Fit a scorer on the training users."""
        return fit_scorer(
            self.books,
            select_part(self.ratings, self.split, "train"),
            self.book_embeddings,
            self.text_embeddings,
            self.genres,
            settings,
            progress,
            reading,
            cache,
        )

    def build_validation_cases(self, max_users: int | None = None) -> Cases:
        """Build the cases to choose on."""
        book_ids = self.books["book_id"].tolist()
        return build_cases(self.ratings, book_ids, self.split, "validation", max_users=max_users)


class Trial(NamedTuple):
    """One fit: what was changed in the settings, and how good it was."""

    changes: dict[str, Any]
    spearman: float


@dataclass(frozen=True)
class TuneResult:
    """A tuned scorer and how it was chosen.

    Attributes:
        scorer: Best of all on validation users, ready to serve.
        settings: What it was fitted with.
        curve: Mean Spearman of validation users at every balance.
        trials: Settings that were compared; none where there was no choice.
        drawn_from: Validation users there are, where a part of them chose; else None.
    """

    scorer: Scorer
    settings: TuneSettings
    curve: list[BalanceRow]
    trials: list[Trial]
    drawn_from: int | None = None

    @property
    def chosen(self) -> BalanceRow:
        """The point of the curve that is served."""
        return _best_row(self.curve)

    @property
    def chosen_trial(self) -> Trial | None:
        """The settings that are served, where some were compared."""
        return _choose_trial(self.trials)


def tune(
    data: TuneData,
    settings: TuneSettings,
    evaluate_settings: EvaluateSettings,
    progress: Progress | None = None,
    cache: FitCache | None = None,
) -> TuneResult:
    """Fit and choose on validation users alone.

    Args:
        data: Tables and embeddings.
        settings: The first fit, and how many to compare.
        evaluate_settings: Users to measure at most, bootstrap of the curve's intervals.
        progress: Called with (done, total) epochs of all fits.
        cache: Of finished fits. A search that was interrupted takes the same way again, and
            only the fits that are missing are made.

    Returns:
        The chosen scorer and the search.

    Raises:
        DataError: If no validation user has enough ratings.
        TrainingError: If the scorer cannot be fitted.
    """
    cases = data.build_validation_cases(evaluate_settings.max_users)
    search = _Search(data, cases, settings, progress, cache)
    trials = search.run()
    trial = _choose_trial(trials)
    chosen = settings if trial is None else settings.model_copy(update=trial.changes)
    scorer = search.fit(chosen)
    weights = np.linspace(0, 1, settings.balance_steps + 1).tolist()
    curve = measure_balance(scorer, cases, "validation", weights, evaluate_settings)
    scorer = scorer.with_popularity_weight(_best_row(curve).popularity_weight)
    scorer = scorer.with_variance_scale(_compute_variance_scale(scorer, cases))
    reading_weights = choose_reading_weights(scorer, cases, settings)
    return TuneResult(
        scorer.with_reading_weights(reading_weights), chosen, curve, trials, cases.drawn_from
    )


def _choose_trial(trials: list[Trial]) -> Trial | None:
    """Choose other settings than the first ones only where they are better by more than luck."""
    if not trials:
        return None
    best = max(trials, key=lambda trial: trial.spearman)
    return best if best.spearman > trials[0].spearman + SEED_NOISE else trials[0]


class _Search:
    """Fits once with each of some settings, and then several times with the chosen ones."""

    def __init__(
        self,
        data: TuneData,
        cases: Cases,
        settings: TuneSettings,
        progress: Progress | None,
        cache: FitCache | None,
    ) -> None:
        self.data, self.cases, self.settings, self.progress = data, cases, settings, progress
        self.cache = cache
        self.n_epochs = 0
        self.reading: ReadingModel | None = None

    def run(self) -> list[Trial]:
        """Compare settings, those given first; where they are alone there is nothing to fit."""
        if self.settings.n_trials == 1:
            return []
        optuna.logging.set_verbosity(optuna.logging.ERROR)  # it would report a stop as a fault
        study = optuna.create_study(
            study_name="scorer",
            direction="maximize",
            sampler=optuna.samplers.TPESampler(seed=self.settings.seed),
        )
        study.enqueue_trial({name: getattr(self.settings, name) for name in _SEARCHED})
        study.optimize(self._try, n_trials=self.settings.n_trials)
        return [Trial(trial.params, trial.values[0]) for trial in _complete(study)]

    def fit(self, settings: TuneSettings) -> Scorer:
        """Fit with these settings."""
        n_epochs = self.n_epochs
        self.n_epochs += settings.n_fits * settings.epochs
        scorer = self.data.fit(settings, self._count_epochs(n_epochs), self.reading, self.cache)
        self.reading = scorer.reading
        return scorer

    def _try(self, trial: optuna.Trial) -> float:
        changes = {name: suggest(trial) for name, suggest in _SEARCHED.items()}
        return self._judge(self.fit(self.settings.model_copy(update=changes | {"n_fits": 1})))

    def _judge(self, scorer: Scorer) -> float:
        means = [
            np.nanmean(_measure(scorer, self.cases.cut_history(n))["spearman"])
            for n in HISTORY_LENGTHS
        ]
        return float(np.mean(means))

    def _count_epochs(self, n_before: int) -> Progress | None:
        """Report the epochs of a fit as a part of those of all fits."""
        progress = self.progress
        if progress is None:
            return None
        settings = self.settings
        n_compared = settings.n_trials if settings.n_trials > 1 else 0
        n_all = (n_compared + settings.n_fits) * settings.epochs
        return lambda done, _: progress(n_before + done, n_all)


_SEARCHED: dict[str, Callable[[optuna.Trial], float]] = {
    "weight_decay": lambda trial: trial.suggest_float("weight_decay", 0.1, 10.0, log=True),
    "correlation_weight": lambda trial: trial.suggest_float("correlation_weight", 0.5, 0.95),
    "learning_rate": lambda trial: trial.suggest_float("learning_rate", 1e-3, 1e-2, log=True),
}


def _complete(study: optuna.Study) -> list[optuna.trial.FrozenTrial]:
    return study.get_trials(states=[optuna.trial.TrialState.COMPLETE])


def _measure(scorer: Scorer, cases: Cases) -> Mapping[str, NDArray[np.float64]]:
    return measure_ratings(predict_ratings(scorer, cases), cases)


def _best_row(curve: list[BalanceRow]) -> BalanceRow:
    return max(curve, key=lambda row: row.mean)


def _compute_variance_scale(scorer: Scorer, cases: Cases) -> float:
    """Compare squared errors with the variances stated so far."""
    squared_error = stated = 0.0
    stars = iter(np.split(cases.test_ratings, cases.test_offsets[1:-1]))
    for history, candidates in zip(cases.histories(), cases.candidates(), strict=True):
        predicted, spread = scorer.predict_with_uncertainty(history, candidates)
        squared_error += float(np.square(next(stars) - predicted).sum())
        stated += float(np.square(spread).sum())
    return scorer.parameters.variance_scale * squared_error / stated
