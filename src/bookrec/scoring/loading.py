"""The parts of a recommender, read from one lineage of artifacts."""

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from bookrec.errors import ArtifactError, ConfigError
from bookrec.protocols import TextEncoder
from bookrec.scoring.catalog.catalog import Catalog
from bookrec.scoring.catalog.stored import StoredCatalog
from bookrec.scoring.explain.likes import Likes
from bookrec.scoring.index import BookIndex, open_index
from bookrec.scoring.model.scorer import Scorer
from bookrec.storage.artifacts import Artifact, open_lineage
from bookrec.storage.copies import copy_artifact
from bookrec.storage.files import (
    BOOK_EMBEDDINGS,
    BOOK_IDS,
    BOOKS,
    BOOKS_MAPPED,
    DATASET,
    LOOKUP,
    SERVED,
    read_json,
)

if TYPE_CHECKING:
    from bookrec.encoder.text_embeddings import TextEmbeddings


class RecommenderParts:
    """Opens each part when it is asked for, verified against its manifest."""

    def __init__(self, artifacts_dir: Path, encoder: TextEncoder | None = None) -> None:
        """Follow the newest result that is served back to everything it was made from.

        Args:
            artifacts_dir: Where the results are.
            encoder: Embeds texts, where the model that embedded the catalogue was brought by a
                caller of the library.

        Raises:
            ArtifactError: If a result is missing or its manifest is damaged.
        """
        self._lineage = open_lineage(artifacts_dir, SERVED)
        self._encoder = encoder

    @cached_property
    def catalog(self) -> Catalog:
        """The books table."""
        artifact = self._lineage["clean"]
        stored = None
        if LOOKUP in artifact.manifest.files:  # Without it, look-ups are built when needed.
            stored = StoredCatalog.open(artifact.path(LOOKUP), artifact.path(BOOKS_MAPPED))
        return Catalog.open(artifact.path(BOOKS), stored)

    def load_measured_scorer(self) -> Scorer:
        """Load the scorer that has seen training users alone: the one to measure."""
        return Scorer.load(self._lineage["tune"].verified_folder(Scorer.FILES))

    def load_scorer(self) -> Scorer:
        """Load the scorer to serve, which may have learnt from everybody."""
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

    @cached_property
    def has_integer_book_ids(self) -> bool:
        """Whether the data set's book ids were whole numbers."""
        cleaned = self._lineage["clean"]
        if DATASET not in cleaned.manifest.files:
            return False
        return bool(read_json(cleaned.path(DATASET)).get("integer_book_ids"))

    @property
    def split(self) -> tuple[int, float, float]:
        """Seed, validation share and test share of the users' split it was trained under."""
        split = self._lineage["train"].manifest.settings["split"]
        return split["seed"], split["validation_share"], split["test_share"]

    def load_descriptions(self) -> NDArray[np.float32]:
        """Map the descriptions' text embeddings into memory, shape (n_books, text_dim)."""
        from bookrec.encoder.text_embeddings import DESCRIPTION_FILES, read_descriptions

        artifact = self._lineage["embed"]
        book_ids, descriptions = read_descriptions(artifact.verified_folder(DESCRIPTION_FILES))
        self._require_catalog_rows(artifact, book_ids, len(descriptions))
        return descriptions

    def load_texts(self) -> "TextEmbeddings":
        """Map the text embeddings of all fields into memory."""
        from bookrec.encoder.text_embeddings import TextEmbeddings

        artifact = self._lineage["embed"]
        texts = TextEmbeddings.load(artifact.verified_folder(TextEmbeddings.FILES))
        self._require_catalog_rows(artifact, texts.book_ids, len(texts.description))
        return texts

    def encode(self, texts: list[str]) -> NDArray[np.float32]:
        """Embed texts with the encoder that embedded the catalogue; loads torch.

        Raises:
            ConfigError: If a caller of the library brought that encoder, and it is not there.
        """
        if self._encoder is not None:
            from bookrec.encoder.plugged import encode_texts

            return encode_texts(self._encoder, texts).vectors
        from bookrec.encoder.opening import open_encoder

        manifest = self._lineage["embed"].manifest
        if "encoder" in manifest.inputs:
            raise ConfigError(
                f"the catalogue was embedded with {manifest.inputs['encoder']}; give it again: "
                "Recommender.load(folder, encoder=...)"
            )
        encoder = open_encoder(
            manifest.settings["embed"]["model"], manifest.summary.get("model_fingerprint")
        )
        return encoder.encode(texts)

    def copy_to(self, artifacts_dir: Path) -> None:
        """Copy all that these parts were made from into an artifacts folder, as `run-all` would.

        Raises:
            ArtifactError: If a result is damaged.
        """
        for artifact in self._lineage.values():
            copy_artifact(artifact, artifacts_dir)

    def __getstate__(self) -> dict[str, Any]:
        """Travel without what is open; the files are opened again where they are."""
        return {"_lineage": self._lineage, "_encoder": None}

    def _require_catalog_rows(self, artifact: Artifact, book_ids: list[str], n_rows: int) -> None:
        """Refuse rows that do not belong to the catalogue's books, one by one.

        Raises:
            ArtifactError: If they do not.
        """
        if n_rows != len(book_ids) or book_ids != self.catalog.column("book_id").to_pylist():
            raise ArtifactError(
                f"{artifact.folder}: its rows are not the catalogue's books; run `bookrec run-all`"
            )
