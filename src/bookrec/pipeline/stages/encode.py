"""`encode`: the trained head over every book."""

from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bookrec.encoder.features import build_features
from bookrec.encoder.text_embeddings import TextEmbeddings
from bookrec.head.model import ProjectionHead
from bookrec.head.projection import encode_books
from bookrec.pipeline.stage import Progress, StageContext
from bookrec.pipeline.stages.inputs import read_books, read_text_embeddings
from bookrec.pipeline.threads import one_thread
from bookrec.storage.files import BOOK_EMBEDDINGS, BOOK_IDS, write_json, write_rows

ROWS = 4096
"""Books encoded at a time: some 20 MB of features."""

Fields = tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32], NDArray[np.uint8]]
"""Series, author, description and genres of some books."""


@one_thread()
def run_encode(context: StageContext) -> dict[str, Any]:
    """Write the book embeddings with their book ids."""
    books = read_books(context, ["book_id"])
    head = ProjectionHead.from_pretrained(
        context.inputs["train"].verified_folder(ProjectionHead.FILES)
    )
    texts = read_text_embeddings(context, books)
    shape = (len(books), head.config.dim)
    book_ids = books["book_id"].tolist()
    with closing(context.engine.map(_encode, head, _parts(texts))) as parts:
        counted = _count(parts, context.progress, len(books))
        write_rows(context.folder / BOOK_EMBEDDINGS, counted, np.dtype(np.float32), shape, book_ids)
    write_json(context.folder / BOOK_IDS, book_ids)
    return {"books": shape[0], "dim": shape[1]}


def _parts(texts: TextEmbeddings) -> Iterator[Fields]:
    """Cut the text embeddings, which are memory-mapped, into parts that are not."""
    for start in range(0, len(texts.book_ids), ROWS):
        rows = slice(start, start + ROWS)
        yield (
            np.array(texts.series[rows]),
            np.array(texts.author[rows]),
            np.array(texts.description[rows]),
            np.array(texts.genres[rows]),
        )


def _count(
    parts: Iterable[NDArray[np.float32]], progress: Progress, n_books: int
) -> Iterator[NDArray[np.float32]]:
    """Report the progress of parts that pass by."""
    done = 0
    for part in parts:
        yield part
        done += len(part)
        progress(done, n_books)


def _encode(head: ProjectionHead, fields: Fields) -> NDArray[np.float32]:
    return encode_books(head, build_features(*fields))
