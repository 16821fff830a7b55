"""A tiny catalogue with a tiny encoder, on which the whole pipeline takes a few seconds."""

from pathlib import Path

import pandas as pd
from tests.sample import sample_folder
from tests.tiny_bert import write_tiny_bert

N_BOOKS, N_USERS = 60, 120
FEW_STEPS = """
[train]
dim = 16
hidden_dim = 16
epochs = 2
min_batches = 4
[tune]
n_trials = 2
n_fits = 2
epochs = 2
n_ranking_trials = 3
balance_steps = 2
[evaluate]
n_bootstrap = 100
balance_steps = 2
history_lengths = [1]
"""


def write_tiny_project(folder: Path) -> None:
    """Write data, model and settings file into a working folder."""
    data, model = folder / "data", folder / "model"
    _write_data(data)
    write_tiny_bert(
        model,
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=8,
        max_position_embeddings=32,
    )
    places = f"data_dir = '{data}'\n[embed]\nmodel = '{model}'\n"
    (folder / "bookrec.toml").write_text(places + FEW_STEPS, encoding="utf-8")


def _write_data(folder: Path) -> None:
    """Write the sample's most rated books and its keenest readers, in the Kaggle layout."""
    (sample_books,) = sample_folder().glob("best_books_dataset/*.csv")
    books = pd.read_csv(sample_books, dtype=str, keep_default_na=False)
    parts = sorted(sample_folder().glob("all_books_dataset/user_rating*.csv"))
    ratings = pd.concat([pd.read_csv(path, dtype=str) for path in parts])
    popular = ratings["Name"].value_counts().index[: 2 * N_BOOKS]
    books = books[books["title"].isin(popular)].head(N_BOOKS)
    ratings = ratings[ratings["Name"].isin(books["title"])]
    keenest = ratings["ID"].value_counts().index[:N_USERS]
    ratings = ratings[ratings["ID"].isin(keenest)]
    for name, table in {
        f"best_books_dataset/{sample_books.name}": books,
        "all_books_dataset/user_rating_0_to_1000.csv": ratings,
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True)
        table.to_csv(path, index=False)
