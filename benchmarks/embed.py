"""Books per second of the encoder against sentence-transformers, on the same descriptions.

Both read the same model on the CPU, in turns, `--repeats` times; the best time of each counts.
The arithmetic limit is the rate at which the machine could do the model's multiplications if all
ran at the speed of torch's matrix product.

    python benchmarks/embed.py --data-dir data
    python benchmarks/embed.py --books artifacts/clean/<fingerprint>/books.parquet --sample 1000
"""

import argparse
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pandas as pd
import torch
from numpy.typing import NDArray
from sentence_transformers import SentenceTransformer
from transformers import AutoConfig

from bookrec.data.kaggle.clean import clean_folder
from bookrec.encoder.transformer import Encoder
from bookrec.encoder.weights import DEFAULT_MODEL, ModelSource, resolve_model
from bookrec.settings import CleanSettings

PRECISIONS = ("float32", "bfloat16")
GOALS = {"float32": "1.1 at 0.9999", "bfloat16": "1.5 at 0.99"}


def embed(encoder: Encoder, texts: list[str]) -> NDArray[np.float32]:
    return encoder.encode(texts)


def main() -> None:
    options = parse_options()
    source = resolve_model(options.model)
    texts = read_descriptions(options)
    peer = SentenceTransformer(str(source.folder), device="cpu")
    encoders = {precision: Encoder(source, "cpu", precision) for precision in PRECISIONS}
    runs: dict[str, Callable[[], NDArray[np.float32]]] = {
        "sentence-transformers": lambda: peer.encode(
            texts, batch_size=8, normalize_embeddings=True
        ),
        **{name: partial(embed, encoder, texts) for name, encoder in encoders.items()},
    }
    seconds, vectors = race(runs, options.repeats)
    print_table(seconds, vectors, len(texts))
    print_limit(source, peer, texts, seconds)


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    books = parser.add_mutually_exclusive_group(required=True)
    books.add_argument("--data-dir", type=Path, help="raw data; cleaned first, not timed")
    books.add_argument("--books", type=Path, help="books.parquet of the clean stage")
    parser.add_argument("--sample", type=int, default=1000, help="descriptions; 0: all")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--model", default=DEFAULT_MODEL)
    return parser.parse_args()


def read_descriptions(options: argparse.Namespace) -> list[str]:
    """Return different descriptions that are not empty, in random order."""
    if options.books:
        books = pd.read_parquet(options.books, columns=["description"])
    else:
        books = clean_folder(options.data_dir, CleanSettings()).books
    descriptions = books["description"].drop_duplicates()
    descriptions = descriptions[descriptions.str.strip() != ""].sample(frac=1, random_state=0)
    texts: list[str] = descriptions.tolist()
    return texts[: options.sample or None]


def race(
    runs: dict[str, Callable[[], NDArray[np.float32]]], repeats: int
) -> tuple[dict[str, float], dict[str, NDArray[np.float32]]]:
    """Return each run's best time and its vectors; the runs take turns."""
    seconds = dict.fromkeys(runs, float("inf"))
    vectors = {}
    for _ in range(repeats):
        for name, run in runs.items():
            start = time.perf_counter()
            vectors[name] = run()
            seconds[name] = min(seconds[name], time.perf_counter() - start)
    return seconds, vectors


def print_table(
    seconds: dict[str, float], vectors: dict[str, NDArray[np.float32]], n_texts: int
) -> None:
    peer = "sentence-transformers"
    print(f"{n_texts} descriptions, {torch.get_num_threads()} threads, torch {torch.__version__}\n")
    print("| Encoder | Books/s | Times as fast | Mean cosine | Least cosine | Goal |")
    print("|---|--:|--:|--:|--:|---|")
    for name, time_taken in seconds.items():
        cosines = (vectors[name] * vectors[peer]).sum(axis=1, dtype=np.float64)
        print(
            f"| {name} | {n_texts / time_taken:.1f} | {seconds[peer] / time_taken:.2f} "
            f"| {cosines.mean():.6f} | {cosines.min():.6f} | {GOALS.get(name, '')} |"
        )


def print_limit(
    source: ModelSource, peer: SentenceTransformer, texts: list[str], seconds: dict[str, float]
) -> None:
    """Compare with a machine that does nothing but the model's multiplications."""
    lengths = np.array([len(ids) for ids in peer.tokenizer(texts, truncation=True)["input_ids"]])
    operations = count_operations(source, lengths)
    print("\n| Precision | Matrix product, GFLOP/s | Limit, books/s | Reached |")
    print("|---|--:|--:|--:|")
    for precision in PRECISIONS:
        rate = matrix_rate(getattr(torch, precision))
        limit = len(texts) * rate / operations
        reached = len(texts) / seconds[precision] / limit
        print(f"| {precision} | {rate / 1e9:.0f} | {limit:.1f} | {reached:.0%} |")
    per_text = operations / len(texts) / 1e9
    print(f"\n{lengths.mean():.0f} tokens and {per_text:.2f} GFLOP per description.")


def count_operations(source: ModelSource, lengths: NDArray[np.int64]) -> float:
    """Count the multiplications and additions of a BERT over texts of some lengths, in tokens."""
    config = AutoConfig.from_pretrained(source.folder)
    dense = 4 * config.hidden_size**2 + 2 * config.hidden_size * config.intermediate_size
    attention = 2 * config.hidden_size * lengths.astype(np.float64)
    per_text = config.num_hidden_layers * 2 * lengths * (dense + attention)
    return float(per_text.sum())


def matrix_rate(dtype: torch.dtype) -> float:
    """Return the floating-point operations per second of MiniLM's largest product."""
    n_rows, n_in, n_out = 1024, 384, 1536
    product = torch.nn.Linear(n_in, n_out, dtype=dtype)
    rows = torch.randn(n_rows, n_in, dtype=dtype)
    best = float("inf")
    with torch.inference_mode():
        for _ in range(200):
            start = time.perf_counter()
            product(rows)
            best = min(best, time.perf_counter() - start)
    return 2 * n_rows * n_in * n_out / best


if __name__ == "__main__":
    main()
