"""The parts of a recommender, read from one lineage of artifacts."""

from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bookrec.errors import ArtifactError
from bookrec.scoring.catalog.catalog import Catalog
from bookrec.scoring.catalog.stored import StoredCatalog
from bookrec.scoring.explain.likes import Likes
from bookrec.scoring.index import BookIndex, open_index
from bookrec.scoring.model.scorer import Scorer
from bookrec.storage.artifacts import Artifact, open_lineage
from bookrec.storage.files import (
    BOOK_EMBEDDINGS,
    BOOK_IDS,
    BOOKS,
    BOOKS_MAPPED,
    LOOKUP,
    SERVED,
    read_json,
)


class RecommenderParts:
    """Opens each part when it is asked for, verified against its manifest."""

    def __init__(self, artifacts_dir: Path) -> None:
        """Follow the newest `tune` result back to everything it was made from.

        Raises:
            ArtifactError: If a result is missing or its manifest is damaged.
        """
        self._lineage = open_lineage(artifacts_dir, SERVED)

    @cached_property
    def catalog(self) -> Catalog:
        """The books table."""
        artifact = self._lineage["clean"]
        stored = None
        if LOOKUP in artifact.manifest.files:  # Without it, look-ups are built when needed.
            stored = StoredCatalog.open(artifact.path(LOOKUP), artifact.path(BOOKS_MAPPED))
        return Catalog.open(artifact.path(BOOKS), stored)

    def load_scorer(self) -> Scorer:
        """Load the tuned scorer."""
        return Scorer.load(self._lineage[SERVED].verified_folder(Scorer.FILES))

    def load_likes(self) -> Likes:
        """Load who liked what."""
        return Likes.load(self._lineage[SERVED].verified_folder(Likes.FILES))

    def load_book_embeddings(self) -> NDArray[np.float32]:
        """Map the book embeddings into memory, shape (n_books, dim)."""
        artifact = self._lineage["encode"]
        rows: NDArray[np.float32] = np.load(
            artifact.path(BOOK_EMBEDDINGS), mmap_mode="r", allow_pickle=False
        )
        self._require_catalog_rows(artifact, read_json(artifact.path(BOOK_IDS)), len(rows))
        return rows

    def open_index(self, uri: str) -> BookIndex:
        """Open an index that was made from these parts.

        Raises:
            ArtifactError: If it was not, or there is none.
            ConfigError: If there is no such kind of index, or its package is missing.
        """
        return open_index(uri, self._lineage[SERVED].manifest.fingerprint)

    def load_descriptions(self) -> NDArray[np.float32]:
        """Map the descriptions' text embeddings into memory, shape (n_books, text_dim)."""
        from bookrec.encoder.text_embeddings import DESCRIPTION_FILES, read_descriptions

        artifact = self._lineage["embed"]
        book_ids, descriptions = read_descriptions(artifact.verified_folder(DESCRIPTION_FILES))
        self._require_catalog_rows(artifact, book_ids, len(descriptions))
        return descriptions

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        """Embed texts with the encoder that embedded the catalogue; loads torch."""
        from bookrec.encoder.opening import open_encoder

        manifest = self._lineage["embed"].manifest
        encoder = open_encoder(
            manifest.settings["embed"]["model"], manifest.summary.get("model_fingerprint")
        )
        return encoder.encode(texts)

    def _require_catalog_rows(self, artifact: Artifact, book_ids: list[str], n_rows: int) -> None:
        """Refuse rows that do not belong to the catalogue's books, one by one.

        Raises:
            ArtifactError: If they do not.
        """
        if n_rows != len(book_ids) or book_ids != self.catalog.column("book_id").to_pylist():
            raise ArtifactError(
                f"{artifact.folder}: its rows are not the catalogue's books; run `bookrec run-all`"
            )
