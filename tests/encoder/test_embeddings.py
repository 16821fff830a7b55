"""Text embeddings of a catalogue, and their files."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from bookrec.encoder.embeddings import embed_books
from bookrec.encoder.text_embeddings import TextEmbeddings
from bookrec.encoder.transformer import Encoder
from bookrec.errors import ArtifactError

BOOKS = pd.DataFrame(
    {
        "book_id": ["1", "2", "3"],
        "series": pd.Series(["dune", None, "dune"], dtype="str"),
        "author": ["herbert", "lee", "herbert"],
        "description": ["sand", "", "more sand"],
        "genres": [["Fiction", "Deserts"], ["Fiction"], []],
        "tags": [[], [], []],
    }
)


@pytest.fixture
def texts(tiny_encoder: Encoder) -> TextEmbeddings:
    return embed_books(BOOKS, tiny_encoder, min_genre_books=2)[0]


@pytest.fixture
def saved(texts: TextEmbeddings, tmp_path: Path) -> Path:
    texts.save(tmp_path)
    return tmp_path


def test_rows_are_books_and_fields_their_texts(
    texts: TextEmbeddings, tiny_encoder: Encoder
) -> None:
    vectors = tiny_encoder.encode(["dune", "herbert", "lee", "sand", "more sand"])
    dune, herbert, lee, sand, more_sand = vectors
    nothing = np.zeros_like(dune)
    np.testing.assert_allclose(texts.series, [dune, nothing, dune], atol=1e-6)
    np.testing.assert_allclose(texts.author, [herbert, lee, herbert], atol=1e-6)
    np.testing.assert_allclose(texts.description, [sand, nothing, more_sand], atol=1e-6)
    assert texts.book_ids == ["1", "2", "3"]
    assert texts.genres.tolist() == [[1, 1], [1, 0], [0, 0]]


def test_progress_counts_books(tiny_encoder: Encoder) -> None:
    seen: list[tuple[int, int]] = []
    _, counts = embed_books(BOOKS, tiny_encoder, 1, progress=lambda *step: seen.append(step))
    assert counts.n_unique == 5
    assert seen == sorted(seen)
    assert seen[-1] == (3, 3)


def test_round_trip(texts: TextEmbeddings, saved: Path) -> None:
    loaded = TextEmbeddings.load(saved)
    assert isinstance(loaded.description, np.memmap)
    for name in ("series", "author", "description", "genres"):
        np.testing.assert_array_equal(getattr(loaded, name), getattr(texts, name))
    assert (loaded.book_ids, loaded.genre_names) == (texts.book_ids, texts.genre_names)


def test_a_truncated_array_is_refused(saved: Path) -> None:
    path = saved / "description.npy"
    path.write_bytes(path.read_bytes()[:-4])
    with pytest.raises(ArtifactError, match=r"description\.npy.*bookrec embed"):
        TextEmbeddings.load(saved)


@pytest.mark.parametrize("name", ["author.npy", "text_embeddings.json"])
def test_a_missing_file_is_named(saved: Path, name: str) -> None:
    (saved / name).unlink()
    with pytest.raises(ArtifactError, match=name):
        TextEmbeddings.load(saved)


@pytest.mark.parametrize("name", ["series", "genres"])
def test_rows_that_do_not_match_the_books_are_refused(saved: Path, name: str) -> None:
    path = saved / f"{name}.npy"
    np.save(path, np.load(path)[:-1])
    with pytest.raises(ArtifactError, match=f"{name}.npy: shape"):
        TextEmbeddings.load(saved)


def test_another_type_is_refused(saved: Path) -> None:
    np.save(saved / "author.npy", np.zeros((3, 32)))
    with pytest.raises(ArtifactError, match="float64, expected a matrix of float32"):
        TextEmbeddings.load(saved)


def test_a_damaged_description_is_named(saved: Path) -> None:
    (saved / "text_embeddings.json").write_text(json.dumps({"book_ids": []}))
    with pytest.raises(ArtifactError, match="missing or damaged"):
        TextEmbeddings.load(saved)
