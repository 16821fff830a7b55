"""Variants of `train`, compared on books they were not trained on, beside the untrained features.

Validation books and users, unless `--held-out` asks for what `evaluate` reports; choose on the
former. `--title` adds the titles' text embeddings to the head's input.

    python benchmarks/head.py --artifacts-dir artifacts --set loss=softmax --set dim=64
"""

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray

from bookrec.encoder.features import BookFeatures
from bookrec.encoder.text_embeddings import TextEmbeddings
from bookrec.encoder.transformer import Encoder
from bookrec.encoder.weights import resolve_model
from bookrec.evaluation.embedding_probe import EmbeddingProbe, ProbeBooks
from bookrec.evaluation.protocol import Part, build_cases, select_part
from bookrec.head.holdout import split_books
from bookrec.head.projection import encode_books
from bookrec.head.training import train_head
from bookrec.metrics.embedding import Rows, UnitRows
from bookrec.settings import Settings, TrainSettings, load_settings, nested_flags
from bookrec.storage.artifacts import open_lineage
from bookrec.storage.files import BOOKS, RATINGS


def embed_titles(books: pd.DataFrame, settings: Settings) -> NDArray[np.float32]:
    encoder = Encoder(resolve_model(settings.embed.model), settings.embed.device, "float32")
    return encoder.encode(books["title"].tolist())


def measure(probe: EmbeddingProbe, embeddings: Rows) -> dict[str, float]:
    return {name: float(np.nanmean(values)) for name, values in probe.measure(embeddings).items()}


def print_rows(rows: dict[str, dict[str, float]]) -> None:
    names = list(rows)
    print("| measure | " + " | ".join(names) + " |\n| --- |" + " --: |" * len(names))
    for name in rows[names[0]]:
        print(f"| {name} | " + " | ".join(f"{row[name]:.3f}" for row in rows.values()) + " |")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--artifacts-dir", type=Path, default=Path("artifacts"))
    parser.add_argument("--set", action="append", default=[], help="KEY=VALUE of `train`")
    parser.add_argument("--title", action="store_true", help="a variant with titles as a field")
    parser.add_argument("--held-out", action="store_true", help="held-out books, test users")
    options = parser.parse_args()
    torch.set_num_threads(1)
    settings = load_settings({})
    lineage = open_lineage(options.artifacts_dir, "embed")
    books = pd.read_parquet(lineage["clean"].path(BOOKS))
    ratings = pd.read_parquet(lineage["clean"].path(RATINGS))
    texts = TextEmbeddings.load(lineage["embed"].verified_folder(TextEmbeddings.FILES))
    genres, descriptions = np.asarray(texts.genres), np.asarray(texts.description)
    features = BookFeatures(texts.series, texts.author, texts.description, texts.genres)
    split = split_books(books["work_id"], settings.train)
    part: Part = "test" if options.held_out else "validation"
    mask = split.held_out if options.held_out else split.validation
    cases = build_cases(ratings, books["book_id"].tolist(), settings.split, part)
    probe = EmbeddingProbe(ProbeBooks.build(books, genres, descriptions), mask, cases, seed=0)
    training = select_part(ratings, settings.split, "train")

    def train(changed: TrainSettings, features: Rows) -> dict[str, float]:
        trained = train_head(
            features, books, training, changed, genres=genres, descriptions=descriptions
        )
        return measure(probe, encode_books(trained.head, features))

    rows = {
        "untrained": measure(probe, UnitRows(features)),
        "default": train(settings.train, features),
    }
    for change in options.set:
        rows[change] = train(load_settings(nested_flags([f"train.{change}"])).train, features)
    if options.title:
        titled = np.hstack([features[:], embed_titles(books, settings)])
        rows["with title"] = train(settings.train, titled)
    print_rows(rows)


if __name__ == "__main__":
    main()
