"""Fits one peer library's model on exported data and predicts or ranks; runs in their environment.

    python worker.py MODEL FOLDER SETTINGS

The folder holds `train.npz` and `cases.npz` (see ../peers.py), SETTINGS are the model's own as
JSON; what it does not name is the library's default. The answer goes to MODEL.npz and the measured
time and memory to MODEL.json.

`centred` is no setting of any library: the model then learns deviations from the catalogue's
averages, which are of millions of ratings that it is not given otherwise, and these are added to
what it predicts.
"""

import json
import resource
import sys
import time
import warnings
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from pathlib import Path

import numpy as np

LIST_LENGTH = 20
Arrays = dict[str, np.ndarray]
Settings = dict[str, float]
Answer = np.ndarray
Fitted = Callable[[], Answer]


def histories(cases: Arrays) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """Yield each user's history books, history ratings and test books."""
    history, test = cases["history_offsets"], cases["test_offsets"]
    for user in range(len(history) - 1):
        known = slice(history[user], history[user + 1])
        asked = slice(test[user], test[user + 1])
        yield (
            cases["history_books"][known],
            cases["history_ratings"][known],
            cases["test_books"][asked],
        )


def fit_lenskit(scorer_name: str, train: Arrays, cases: Arrays, settings: Settings) -> Fitted:
    """LensKit takes a new user's ratings with the query."""
    import lenskit
    import pandas as pd
    from lenskit.als import BiasedMFScorer
    from lenskit.data import ItemList, RecQuery, from_interactions_df
    from lenskit.knn import ItemKNNScorer
    from lenskit.pipeline import predict_pipeline

    scorers = {"biased-mf": BiasedMFScorer, "item-knn": ItemKNNScorer}
    columns = {"users": "user_id", "books": "item_id", "ratings": "rating"}
    data = from_interactions_df(pd.DataFrame({columns[name]: train[name] for name in columns}))
    # The fallback of the pipeline is LensKit's bias model, for books the scorer knows nothing of.
    pipeline = predict_pipeline(scorers[scorer_name](**settings))
    pipeline.train(data)

    def predict() -> Answer:
        predicted = []
        for books, ratings, asked in histories(cases):
            # Its item-kNN fails on a history book without training ratings (2025.8.1).
            known = np.isin(books, train["books"])
            own = ItemList(item_ids=books[known], rating=ratings[known])
            query = RecQuery(user_items=own)
            result = lenskit.predict(pipeline, query, ItemList(item_ids=asked))
            predicted.append(result.scores())
        return np.concatenate(predicted)

    return predict


def fit_surprise(train: Arrays, cases: Arrays, settings: Settings) -> Fitted:
    """Surprise knows only users it was trained on, so the test users' histories are added."""
    import pandas as pd
    from surprise import SVD, Dataset, Reader

    n_training = int(train["users"].max()) + 1
    lengths = np.diff(cases["history_offsets"])
    frame = pd.DataFrame(
        {
            "user": np.append(
                train["users"], n_training + np.repeat(np.arange(len(lengths)), lengths)
            ),
            "item": np.append(train["books"], cases["history_books"]),
            "rating": np.append(train["ratings"], cases["history_ratings"]),
        }
    )
    data = Dataset.load_from_df(
        frame, Reader(rating_scale=(frame["rating"].min(), frame["rating"].max()))
    )
    model = SVD(random_state=0, **settings).fit(data.build_full_trainset())

    def predict() -> Answer:
        return np.array(
            [
                model.predict(n_training + user, book).est
                for user, (_, _, asked) in enumerate(histories(cases))
                for book in asked
            ]
        )

    return predict


def fit_implicit(name: str, train: Arrays, cases: Arrays, settings: Settings) -> Fitted:
    """The library implicit ranks from liked books; a new user's row is folded in."""
    from implicit.als import AlternatingLeastSquares
    from implicit.nearest_neighbours import BM25Recommender
    from scipy import sparse

    liked = train["ratings"] >= 4
    shape = (int(train["users"].max()) + 1, int(cases["n_books"]))
    pairs = (train["users"][liked], train["books"][liked])
    matrix = sparse.csr_matrix((np.ones(liked.sum(), np.float32), pairs), shape=shape)
    model = (
        AlternatingLeastSquares(random_state=0, **settings)
        if name == "als"
        else BM25Recommender(**settings)
    )
    model.fit(matrix, show_progress=False)

    def rank() -> Answer:
        lists = []
        for books, ratings, _ in histories(cases):
            own = books[ratings >= 4]
            row = sparse.csr_matrix(
                (np.ones(len(own), np.float32), (np.zeros(len(own), int), own)),
                shape=(1, shape[1]),
            )
            found, _ = model.recommend(
                0,
                row,
                N=LIST_LENGTH + len(books),
                filter_already_liked_items=False,
                recalculate_user=True,
            )
            # Books the model says nothing of follow by number.
            ranked = np.concatenate([found[found >= 0], np.arange(LIST_LENGTH * 4)])
            unread = ranked[~np.isin(ranked, books)]
            lists.append(unread[np.sort(np.unique(unread, return_index=True)[1])][:LIST_LENGTH])
        return np.array(lists)

    return rank


PACKAGES = {
    "lenskit": ("lenskit.als", "lenskit.knn", "lenskit.pipeline", "pandas"),
    "surprise": ("surprise", "pandas"),
    "implicit": ("implicit.als", "implicit.nearest_neighbours", "scipy.sparse"),
}
"""Imported before the clock starts."""

MODELS: dict[str, Callable[[Arrays, Arrays, Settings], Fitted]] = {
    "lenskit-biased-mf": partial(fit_lenskit, "biased-mf"),
    "lenskit-item-knn": partial(fit_lenskit, "item-knn"),
    "surprise-svd": fit_surprise,
    "implicit-als": partial(fit_implicit, "als"),
    "implicit-bm25": partial(fit_implicit, "bm25"),
}


def fit_centred(
    fit: Callable[[Arrays, Arrays, Settings], Fitted],
    train: Arrays,
    cases: Arrays,
    settings: Settings,
) -> Fitted:
    """Fit a model on deviations from the catalogue's averages, and add these to its answer."""
    averages = np.nan_to_num(train["averages"], nan=np.nanmean(train["averages"]))
    deviations = {**train, "ratings": train["ratings"] - averages[train["books"]]}
    own = cases["history_ratings"] - averages[cases["history_books"]]
    answer = fit(deviations, {**cases, "history_ratings": own}, settings)
    return lambda: answer() + averages[cases["test_books"]]


def main() -> None:
    warnings.simplefilter("ignore")  # the peers' own deprecations
    name, folder, settings = sys.argv[1], Path(sys.argv[2]), json.loads(sys.argv[3])
    train, cases = (dict(np.load(folder / f"{part}.npz")) for part in ("train", "cases"))
    for package in PACKAGES[name.split("-")[0]]:
        import_module(package)
    start = time.perf_counter()
    fit = partial(fit_centred, MODELS[name]) if settings.pop("centred", False) else MODELS[name]
    answer = fit(train, cases, settings)
    fitted = time.perf_counter()
    np.savez(folder / f"{name}.npz", answer=answer())
    measured = {
        "fit_seconds": fitted - start,
        "predict_seconds": time.perf_counter() - fitted,
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }
    (folder / f"{name}.json").write_text(json.dumps(measured))


if __name__ == "__main__":
    main()
