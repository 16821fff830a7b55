"""Book embeddings of many books: the head over their features, some at a time."""

import numpy as np
import numpy.typing as npt
import torch

from bookrec.head.model import ProjectionHead
from bookrec.metrics.embedding import Rows


def encode_books(
    head: ProjectionHead, features: Rows, batch_size: int = 4096
) -> npt.NDArray[np.float32]:
    """Project the features of books.

    Args:
        head: A head; it is left in evaluation mode.
        features: Shape (n_books, n_features), float32.
        batch_size: Books projected at once.

    Returns:
        Book embeddings with unit rows, shape (n_books, dim), float32.
    """
    head.eval()
    embeddings = np.empty((len(features), head.config.dim), np.float32)
    with torch.inference_mode():
        for start in range(0, len(features), batch_size):
            rows = slice(start, start + batch_size)
            embeddings[rows] = head(torch.from_numpy(features[rows])).numpy()
    return embeddings
