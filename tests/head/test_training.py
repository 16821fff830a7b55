from typing import Any

import numpy as np
import pytest
import torch

from bookrec.errors import TrainingError
from bookrec.head.projection import encode_books
from bookrec.head.records import TrainedHead
from bookrec.head.training import record_epoch, train_head
from bookrec.metrics.embedding import compute_mean_cosine
from bookrec.settings import TrainSettings


def train(catalogue: dict[str, Any], settings: TrainSettings, **changes: object) -> TrainedHead:
    return train_head(**catalogue, settings=settings.model_copy(update=changes))


def test_same_seed_gives_the_same_weights_bit_for_bit(
    catalogue: dict[str, Any], settings: TrainSettings
) -> None:
    one, other = train(catalogue, settings), train(catalogue, settings)
    for name, weight in one.head.state_dict().items():
        assert torch.equal(weight, other.head.state_dict()[name])
    assert one.history == other.history


def test_another_seed_gives_other_weights(
    catalogue: dict[str, Any], settings: TrainSettings
) -> None:
    one, other = train(catalogue, settings), train(catalogue, settings, seed=1)
    assert not torch.equal(
        one.head.state_dict()["layers.0.weight"], other.head.state_dict()["layers.0.weight"]
    )


def test_global_generators_are_left_as_they_were(
    catalogue: dict[str, Any], settings: TrainSettings
) -> None:
    torch.manual_seed(3)
    before = torch.get_rng_state()
    train(catalogue, settings)
    assert torch.equal(torch.get_rng_state(), before)


@pytest.mark.parametrize("loss", ["triplet", "softmax"])
def test_training_tells_authors_of_unseen_books_apart(
    catalogue: dict[str, Any], settings: TrainSettings, loss: str
) -> None:
    noise = np.random.default_rng(0).normal(0, 1, (len(catalogue["books"]), 2)).astype(np.float32)
    catalogue["features"] = np.hstack([catalogue["features"], noise])
    trained = train(catalogue, settings, loss=loss, epochs=20)
    # One random negative in twelve is of the same author, so 0.96 is the most one can reach.
    assert trained.accuracies_before["author"] < 0.75
    assert trained.history[-1].accuracies["author"] > 0.9


def test_the_best_epoch_is_kept(catalogue: dict[str, Any], settings: TrainSettings) -> None:
    trained = train(catalogue, settings, epochs=6)
    best, last = trained.history[trained.best_epoch - 1], trained.history[-1]
    assert best.validation == max(record.validation for record in trained.history)
    assert best.validation > last.validation
    embeddings = encode_books(trained.head, catalogue["features"])
    assert compute_mean_cosine(embeddings) == pytest.approx(best.mean_cosine, abs=1e-6)
    assert compute_mean_cosine(embeddings) != pytest.approx(last.mean_cosine, abs=1e-4)
    again = train(catalogue, settings, epochs=6)
    np.testing.assert_array_equal(embeddings, encode_books(again.head, catalogue["features"]))
    assert [record.epoch for record in trained.history] == list(range(1, 7))


def test_missing_positives_are_counted(catalogue: dict[str, Any], settings: TrainSettings) -> None:
    trained = train(catalogue, settings)
    books = catalogue["books"][trained.split.train]
    lonely = books["series"].isna() | ~books["series"].duplicated(keep=False)
    assert trained.without_positive["series"] == lonely.sum()


def test_no_ratings_leave_the_co_rating_term_out(
    catalogue: dict[str, Any], settings: TrainSettings
) -> None:
    catalogue["ratings"] = catalogue["ratings"].iloc[:0]
    trained = train(catalogue, settings)
    assert trained.without_positive["co_rating"] == trained.split.train.sum()
    assert "co_rating" not in trained.history[0].accuracies


def test_progress_counts_batches(catalogue: dict[str, Any], settings: TrainSettings) -> None:
    seen = []
    train_head(
        **catalogue,
        settings=settings,
        progress=lambda done, total: seen.append((done, total)),
    )
    assert [done for done, _ in seen] == list(range(1, seen[-1][1] + 1))


def test_small_catalogue_gets_more_epochs(
    catalogue: dict[str, Any], settings: TrainSettings
) -> None:
    small = train(catalogue, settings, epochs=None, batch_size=50, min_batches=29)
    assert len(small.history) == 15  # of two batches each
    large = train(catalogue, settings, epochs=None, batch_size=50, min_batches=9)
    assert len(large.history) == 12


def test_a_number_of_epochs_that_is_asked_for_is_kept(
    catalogue: dict[str, Any], settings: TrainSettings
) -> None:
    assert len(train(catalogue, settings, epochs=1, batch_size=50, min_batches=29).history) == 1


def test_diverging_training_stops(catalogue: dict[str, Any], settings: TrainSettings) -> None:
    catalogue["features"][5] = np.nan
    with pytest.raises(TrainingError, match="not finite; lower train.learning_rate"):
        train(catalogue, settings)


def test_collapse_stops() -> None:
    rows = np.tile(np.array([[0.6, 0.8]], np.float32), (10, 1))
    with pytest.raises(TrainingError, match="collapsed in epoch 4"):
        record_epoch(4, 0.1, rows, validator=None)


def test_catalogue_without_any_positive_is_an_error(
    catalogue: dict[str, Any], settings: TrainSettings
) -> None:
    books = catalogue["books"]
    catalogue["books"] = books.assign(series=None, author_key=books["book_id"])
    catalogue["ratings"] = catalogue["ratings"].iloc[:0]
    for name in ("genres", "descriptions"):
        catalogue[name] = np.zeros_like(catalogue[name])
    with pytest.raises(TrainingError, match="no book has a positive"):
        train(catalogue, settings)
