"""What stages read of earlier results."""

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
from numpy.typing import NDArray

from bookrec.data.tables.parquet import read_ratings as read_ratings_table
from bookrec.encoder.features import BookFeatures
from bookrec.encoder.text_embeddings import TextEmbeddings
from bookrec.errors import ArtifactError
from bookrec.evaluation.protocol import select_part
from bookrec.pipeline.stage import StageContext
from bookrec.storage.files import BOOK_EMBEDDINGS, BOOK_IDS, BOOKS, RATINGS, read_json

_RATINGS_AT_ONCE = 2**20
FITTED_COLUMNS = [
    "book_id",
    "series",
    "volume",
    "pages",
    "year",
    "average_rating",
    "n_ratings",
    "author_key",
]
"""What the scorer is fitted on."""


def read_books(context: StageContext, columns: list[str] | None = None) -> pd.DataFrame:
    """Read the books table, or some of its columns: descriptions and genres are most of it."""
    return pd.read_parquet(context.inputs["clean"].path(BOOKS), columns=columns)


def read_ratings(context: StageContext) -> pd.DataFrame:
    """Read the ratings table; see `parquet.read_ratings`."""
    return read_ratings_table(context.inputs["clean"].path(RATINGS))


def read_training_ratings(context: StageContext) -> pd.DataFrame:
    """Read who of the training users rated which book how, some rows at a time.

    Returns:
        Columns `user_id`, `book_id` and `rating`, in the table's order.
    """
    table = pq.ParquetFile(context.inputs["clean"].path(RATINGS))
    parts = table.iter_batches(_RATINGS_AT_ONCE, columns=["user_id", "book_id", "rating"])
    split = context.settings.split
    return pd.concat(
        [select_part(part.to_pandas(), split, "train") for part in parts], ignore_index=True
    )


def read_text_embeddings(context: StageContext, books: pd.DataFrame) -> TextEmbeddings:
    """Read the encoder's output, row by row for `books`.

    Raises:
        ArtifactError: If its rows are not those books.
    """
    texts = TextEmbeddings.load(context.inputs["embed"].verified_folder(TextEmbeddings.FILES))
    _require_same_books("embed", texts.book_ids, books)
    return texts


def features_of(texts: TextEmbeddings) -> BookFeatures:
    """Make the head's input of the text embeddings, shape (n_books, n_features)."""
    return BookFeatures(texts.series, texts.author, texts.description, texts.genres)


def text_fields(texts: TextEmbeddings) -> dict[str, NDArray[np.float32]]:
    """Return the text embeddings by field, each of shape (n_books, text_dim)."""
    return {"series": texts.series, "author": texts.author, "description": texts.description}


def read_book_embeddings(context: StageContext, books: pd.DataFrame) -> NDArray[np.float32]:
    """Map the head's output into memory, shape (n_books, dim), row by row for `books`.

    Raises:
        ArtifactError: If its rows are not those books.
    """
    artifact = context.inputs["encode"]
    path = artifact.path(BOOK_EMBEDDINGS)
    rows: NDArray[np.float32] = np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
    _require_same_books("encode", read_json(artifact.path(BOOK_IDS)), books)
    return rows


def _require_same_books(stage: str, book_ids: list[str], books: pd.DataFrame) -> None:
    if book_ids != books["book_id"].tolist():
        raise ArtifactError(
            f"{stage}: its rows are not the books of `clean`; run `bookrec {stage} --force`"
        )
