"""From two frames to a recommender that is saved, loaded, pickled and compared, by public names."""

import json
import pickle
import zlib
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import bookrec
from bookrec import (
    Dataset,
    History,
    RatedBook,
    RatingModel,
    Recommender,
    Settings,
    TextEncoder,
    evaluate,
)
from bookrec.errors import BookrecError, ConfigError, DataError
from bookrec.settings import SplitSettings

N_BOOKS, N_USERS = 60, 120
READER = [RatedBook(title="Sea 3", rating=5), RatedBook(title="War 8", rating=1)]
FEW_STEPS = {
    "train": {"dim": 8, "hidden_dim": 16, "epochs": 2, "min_batches": 4},
    "tune": {"n_trials": 1, "epochs": 2, "n_ranking_trials": 2, "balance_steps": 2},
    "evaluate": {"n_bootstrap": 100},
}


class Hashed:
    """A text encoder of our own: letters' three-grams, hashed."""

    name = "hashed three-grams"

    def encode(self, texts: list[str]) -> np.ndarray:
        vectors = np.zeros((len(texts), 24), np.float32)
        for row, text in enumerate(texts):
            for start in range(len(text)):
                vectors[row, zlib.crc32(text[start : start + 3].lower().encode()) % 24] += 1
        return vectors


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    """Two kinds of books with ids that are numbers, and users who like one kind."""
    rng = np.random.default_rng(0)
    books = pd.DataFrame(
        {
            "book_id": np.arange(N_BOOKS) * 7,
            "title": [f"{'Sea' if num % 2 else 'War'} {num}" for num in range(N_BOOKS)],
        }
    )
    rows = []
    for user in range(N_USERS):
        for num in rng.choice(N_BOOKS, 22, replace=False).tolist():
            stars = (4 if num % 2 == user % 2 else 2) + rng.integers(-1, 2)
            rows.append((f"user {user}", num * 7, stars))
    return Dataset.from_frames(books, pd.DataFrame(rows, columns=["user_id", "book_id", "rating"]))


@pytest.fixture(scope="module")
def settings() -> Settings:
    return Settings.model_validate(FEW_STEPS)


@pytest.fixture(scope="module")
def recommender(dataset: Dataset, settings: Settings) -> Recommender:
    stages: list[str] = []
    encoder: TextEncoder = Hashed()
    made = Recommender.fit(
        dataset, settings, encoder, progress=lambda stage, done, total: stages.append(stage)
    )
    assert list(dict.fromkeys(stages)) == ["embed", "train", "encode", "tune", "fit"]
    return made


@pytest.fixture(scope="module")
def saved(recommender: Recommender, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("saved")
    recommender.save(folder)
    return folder


def test_public_names_are_there_and_documented() -> None:
    for name in bookrec.__all__:
        assert getattr(bookrec, name) is not None
    protocols = (name for name in bookrec.__all__ if bookrec._HOMES.get(name) == "protocols")
    assert all((getattr(bookrec, name).__doc__ or "").strip() for name in protocols)
    with pytest.raises(AttributeError, match="Recomender"):
        bookrec.Recomender  # noqa: B018


def test_ids_are_those_of_the_frames(recommender: Recommender) -> None:
    made = recommender.recommend(READER, n=5)
    assert all(isinstance(book.book_id, int) and book.book_id % 7 == 0 for book in made)
    ids = [book.book_id for book in made]
    predicted = recommender.predict(READER, ids)
    assert predicted == pytest.approx([book.predicted_rating for book in made], abs=1e-5)
    assert np.isnan(recommender.predict(READER, [-1])).all()
    by_id = [RatedBook(book_id=21, rating=5), RatedBook(book_id=56, rating=1)]  # type: ignore[arg-type]
    assert [book.book_id for book in recommender.recommend(by_id, n=5)] == ids


def test_what_was_saved_is_what_was_fitted(recommender: Recommender, saved: Path) -> None:
    loaded = Recommender.load(saved, encoder=Hashed())
    assert loaded.recommend(READER, n=5) == recommender.recommend(READER, n=5)
    moody = recommender.recommend(READER, n=5, mood="sea")
    assert loaded.recommend(READER, n=5, mood="sea") == moody
    with pytest.raises(ConfigError, match="hashed three-grams"):
        Recommender.load(saved).encode(["sea"])
    with pytest.raises(ConfigError, match="by hand"):
        Recommender(loaded.catalog, loaded.scorer, loaded.book_embeddings).save(saved)


def test_a_pickled_recommender_needs_no_file(recommender: Recommender, saved: Path) -> None:
    recommender.recommend(READER)
    travelled = pickle.loads(pickle.dumps(recommender))  # noqa: S301 - our own
    assert travelled.recommend(READER, n=5) == recommender.recommend(READER, n=5)


def test_threads_share_a_recommender(saved: Path) -> None:
    readers = [[RatedBook(title=f"Sea {num}", rating=5)] for num in range(1, 25, 2)]
    alone = [Recommender.load(saved).recommend(reader) for reader in readers]
    shared = Recommender.load(saved)
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(shared.recommend, readers)) == alone


def test_the_same_data_give_the_same_recommender(
    dataset: Dataset, settings: Settings, recommender: Recommender
) -> None:
    books, ratings = dataset.to_frames()
    shuffled = Dataset.from_frames(
        books[["title", "book_id"]].sample(frac=1, random_state=1),
        ratings[["rating", "user_id", "book_id"]].sample(frac=1, random_state=2),
    )
    assert shuffled.compute_digest() == dataset.compute_digest()
    again = Recommender.fit(shuffled, settings, Hashed())
    assert again.recommend(READER, n=5) == recommender.recommend(READER, n=5)


def test_settings_come_from_the_file_where_none_are_given(
    saved: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bookrec.toml").write_text("[recommend]\nn = 3\n", encoding="utf-8")
    assert len(Recommender.load(saved).recommend(READER)) == 3
    monkeypatch.setenv("BOOKREC_RECOMMEND__N", "4")
    assert len(Recommender.load(saved).recommend(READER)) == 4


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (lambda r: r.recommend(READER, moood="sea"), "did you mean mood"),
        (lambda r: r.recommend(READER, genre="Horror"), r"wishes=BookFilter\(genres="),
        (lambda r: r.predict(READER, "21"), "list of ids"),
        (lambda r: r.recommend("Sea 3"), "list of books"),
        (lambda r: r.recommend([{"titel": "Sea 3"}]), "did you mean title"),
        (lambda r: r.recommend([3]), "not int"),
    ],
)
def test_what_python_cannot_mean_is_refused(
    recommender: Recommender, call: Callable[[Recommender], Any], reason: str
) -> None:
    with pytest.raises(TypeError, match=reason):
        call(recommender)


def test_books_may_be_dictionaries_and_lines(recommender: Recommender) -> None:
    dressed = [{"title": "Sea 3", "rating": 5}, "War 8||1"]
    assert recommender.recommend(dressed) == recommender.recommend(READER)
    assert recommender.recommend(READER, like="Sea 5", n=3)


class Mine:
    """Predicts the mean of the history, and ranks what many read."""

    def fit(self, training: Dataset) -> None:
        self.users = set(training.user_ids())
        self.readers = np.asarray(training.matrix().sum(axis=0), np.float32).ravel()

    def predict(self, history: History, candidates: np.ndarray) -> np.ndarray:
        return np.full(len(candidates), history.ratings.mean(), np.float32)

    def rank(self, histories: Sequence[History]) -> np.ndarray:
        return np.broadcast_to(self.readers, (len(histories), len(self.readers)))


class ShortSighted:
    def predict(self, history: History, candidates: np.ndarray) -> np.ndarray:
        return np.full(len(candidates), np.nan)


def test_own_models_are_compared_on_users_they_have_not_seen(
    dataset: Dataset, settings: Settings, recommender: Recommender
) -> None:
    mine: RatingModel = (model := Mine())
    names = ("average-rating", "item-mean", "item-knn", "ease", "popularity", "coursework")
    models: dict[str, object] = {"bookrec": recommender, "mine": mine}
    result = evaluate(models | {name: name for name in names}, dataset, settings)
    assert 0 < result.n_users < N_USERS - len(model.users)
    frame = result.to_frame().set_index(["task", "metric", "model"]).sort_index()
    ndcg = frame.loc["rankings", "ndcg@10"]
    # Ranking writes into no model's array: many read and most rated are alike here.
    assert ndcg.loc["mine", "mean"] > 0
    rmse = frame.loc["ratings", "rmse"]
    assert rmse.loc["bookrec", "mean"] < rmse.loc["mine", "mean"]
    assert rmse.loc["mine", "difference"] == pytest.approx(
        rmse.loc["bookrec", "mean"] - rmse.loc["mine", "mean"]
    )
    assert rmse.loc["mine", "difference_high"] < 0
    assert json.loads(json.dumps(result.to_dict()))["users"] == result.n_users


@pytest.mark.parametrize(
    ("models", "error", "reason"),
    [
        ({"x": "eas"}, ConfigError, "did you mean ease"),
        ({"x": "coursework"}, ConfigError, "put a Recommender among"),
        ({"x": Mine}, ConfigError, "not the class"),
        ({"x": object()}, ConfigError, "neither predict"),
        ({"x": ShortSighted()}, DataError, "x: predict must return finite numbers"),
        ({}, ConfigError, "no model"),
    ],
)
def test_what_is_no_model_is_refused(
    dataset: Dataset, settings: Settings, models: dict[str, object], error: type, reason: str
) -> None:
    with pytest.raises(error, match=reason):
        evaluate(models, dataset, settings)


def test_a_recommender_that_may_know_the_test_users_is_refused(
    dataset: Dataset, settings: Settings, recommender: Recommender
) -> None:
    other = settings.model_copy(update={"split": SplitSettings(seed=7)})
    with pytest.raises(ConfigError, match="another split"):
        evaluate({"bookrec": recommender}, dataset, other)


def test_an_encoder_that_returns_nonsense_is_refused(dataset: Dataset, settings: Settings) -> None:
    with pytest.raises(BookrecError, match="one row of finite numbers"):
        Recommender.fit(dataset, settings, encoder=lambda texts: np.zeros(3))
