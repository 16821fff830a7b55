"""`encode`: the trained head over every book."""

from typing import Any

import numpy as np

from bookrec.files import BOOK_EMBEDDINGS, BOOK_IDS, write_json
from bookrec.head.model import ProjectionHead
from bookrec.head.training import encode_books
from bookrec.pipeline.stage import StageContext
from bookrec.pipeline.stages.inputs import features_of, read_books, read_text_embeddings


def run_encode(context: StageContext) -> dict[str, Any]:
    """Write the book embeddings with their book ids."""
    books = read_books(context)
    head = ProjectionHead.from_pretrained(context.inputs["train"].verified_folder())
    embeddings = encode_books(head, features_of(read_text_embeddings(context, books)))
    np.save(context.folder / BOOK_EMBEDDINGS, embeddings)
    write_json(context.folder / BOOK_IDS, books["book_id"].tolist())
    return {"books": len(embeddings), "dim": embeddings.shape[1]}
