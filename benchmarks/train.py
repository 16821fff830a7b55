"""Time of `train`: against a loader that scans all books, and by the size of the catalogue.

Both loaders feed the same loss, weights, batch size and steps. The scanning one is timed over a
few batches and scaled to an epoch. Times are processor seconds on one thread, which other work on
the machine hardly changes. Catalogues of other sizes are drawn from the real one, copies
getting their own authors, series and readers.

    python benchmarks/train.py --artifacts-dir artifacts
"""

import argparse
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray

from _quadratic_loader import QuadraticSampler
from bookrec.encoder.features import BookFeatures
from bookrec.encoder.text_embeddings import TextEmbeddings
from bookrec.evaluation.protocol import select_part
from bookrec.head.loop import TrainingLoop
from bookrec.head.relations import Relations, build_relations
from bookrec.metrics.embedding import Rows
from bookrec.settings import SplitSettings, TrainSettings
from bookrec.storage.artifacts import open_lineage
from bookrec.storage.files import BOOKS, RATINGS


@dataclass(frozen=True)
class Catalogue:
    books: pd.DataFrame
    ratings: pd.DataFrame
    features: Rows
    genres: NDArray[np.uint8]
    descriptions: NDArray[np.float32]

    def resample(self, n_books: int) -> "Catalogue":
        """Draw a part of the books, or add numbered copies until there are enough."""
        rng = np.random.default_rng(0)
        copies = -(-n_books // len(self.books))
        rows = np.concatenate([rng.permutation(len(self.books)) for _ in range(copies)])[:n_books]
        suffix = pd.Series(np.arange(n_books) // len(self.books)).map("#{}".format)
        books = self.books.iloc[rows].reset_index(drop=True)
        for column in ("book_id", "work_id", "series", "author_key"):
            books[column] = books[column] + suffix
        ratings = pd.concat(
            [
                self.ratings.assign(
                    user_id=self.ratings["user_id"] + label, book_id=self.ratings["book_id"] + label
                )
                for label in suffix.unique()
            ]
        )
        return Catalogue(
            books,
            ratings[ratings["book_id"].isin(books["book_id"])],
            self.features[rows],
            self.genres[rows],
            self.descriptions[rows],
        )


def load(artifacts_dir: Path) -> Catalogue:
    lineage = open_lineage(artifacts_dir, "embed")
    clean = lineage["clean"]
    texts = TextEmbeddings.load(lineage["embed"].verified_folder(TextEmbeddings.FILES))
    return Catalogue(
        pd.read_parquet(clean.path(BOOKS)),
        select_part(pd.read_parquet(clean.path(RATINGS)), SplitSettings(), "train"),
        BookFeatures(texts.series, texts.author, texts.description, texts.genres),
        np.asarray(texts.genres),
        np.asarray(texts.description),
    )


def time_training(catalogue: Catalogue, n_epochs: int) -> tuple[float, float]:
    """Return the seconds to build the neighbour lists, and the seconds per epoch."""
    settings = TrainSettings()
    start = time.process_time()
    relations = build_relations(
        catalogue.books, catalogue.ratings, catalogue.genres, catalogue.descriptions, settings
    )
    built = time.process_time()
    loop = make_loop(catalogue, relations)
    epochs = time.process_time()
    for _ in range(n_epochs):
        loop.run_epoch()
    return built - start, (time.process_time() - epochs) / n_epochs


def time_quadratic(catalogue: Catalogue, n_batches: int) -> float:
    """Return the seconds per epoch with the scanning loader, scaled from a few batches."""
    settings = TrainSettings()
    sampler = QuadraticSampler(catalogue.books, catalogue.ratings, catalogue.descriptions, settings)
    relations = build_relations(
        catalogue.books, catalogue.ratings, catalogue.genres, catalogue.descriptions, settings
    )
    loop = make_loop(catalogue, relations)
    rng = np.random.default_rng(0)
    n_items = n_batches * settings.batch_size
    items = rng.choice(len(catalogue.books), n_items, replace=False)
    start = time.process_time()
    for batch in sampler.batches(items, rng):
        loop.step(batch)
    return (time.process_time() - start) / n_items * len(catalogue.books)


def make_loop(catalogue: Catalogue, relations: Relations) -> TrainingLoop:
    return TrainingLoop(
        catalogue.features,
        relations,
        np.arange(len(catalogue.books)),
        catalogue.genres,
        catalogue.descriptions,
        TrainSettings(),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--artifacts-dir", type=Path, default=Path("artifacts"))
    parser.add_argument("--epochs", type=int, default=2, help="epochs timed per size")
    parser.add_argument("--batches", type=int, default=1, help="batches timed of the other loader")
    parser.add_argument("--sizes", type=int, nargs="+", default=[5_000, 15_000, 50_000])
    options = parser.parse_args()
    torch.set_num_threads(1)
    catalogue = load(options.artifacts_dir)
    print("| books | neighbour lists (s) | epoch (s) | epoch per 1,000 books (s) |")
    print("| ---: | ---: | ---: | ---: |")
    for size in options.sizes:
        built, epoch = time_training(catalogue.resample(size), options.epochs)
        print(f"| {size:,} | {built:.1f} | {epoch:.1f} | {1000 * epoch / size:.2f} |", flush=True)
    compared = catalogue.resample(15_000)
    _, epoch = time_training(compared, options.epochs)
    quadratic = time_quadratic(compared, options.batches)
    print(
        f"\n15,000 books: {epoch:.1f} s per epoch; with the scanning loader {quadratic:.0f} s "
        f"(scaled from {options.batches} batches): {quadratic / epoch:.0f} times slower"
    )


if __name__ == "__main__":
    main()
