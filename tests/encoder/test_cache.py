"""The cache of text embeddings: what goes in comes out, whatever happens to the file."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from bookrec.encoder.cache import EmbeddingCache
from bookrec.errors import ArtifactError

DIM = 3
TEXTS = ["Dune", "Émile", "三体"]
VECTORS = np.arange(9, dtype=np.float32).reshape(3, DIM)
TRUNCATED = np.array([False, True, False])
RECORD_BYTES = 16 + 1 + 4 * DIM + 4


@pytest.fixture
def cache(tmp_path: Path) -> EmbeddingCache:
    return EmbeddingCache(tmp_path / "embeddings", "model-float32", DIM)


def _fill(cache: EmbeddingCache) -> None:
    cache.put(TEXTS, VECTORS, TRUNCATED)


def _found(cache: EmbeddingCache) -> list[bool]:
    found: list[bool] = cache.get(TEXTS).found.tolist()
    return found


def test_an_empty_cache_knows_nothing_and_writes_nothing(cache: EmbeddingCache) -> None:
    assert _found(cache) == [False, False, False]
    assert not cache.path.parent.exists()


def test_round_trip_through_a_new_object(cache: EmbeddingCache, tmp_path: Path) -> None:
    _fill(cache)
    known = EmbeddingCache(cache.path.parent, "model-float32", DIM).get(["?", *TEXTS[::-1]])
    assert known.found.tolist() == [False, True, True, True]
    np.testing.assert_array_equal(known.vectors, [[0, 0, 0], *VECTORS[::-1]])
    assert known.truncated.tolist() == [False, False, True, False]


def test_another_model_precision_or_length_knows_nothing(cache: EmbeddingCache) -> None:
    _fill(cache)
    folder = cache.path.parent
    assert _found(EmbeddingCache(folder, "model-bfloat16", DIM)) == [False, False, False]
    assert _found(EmbeddingCache(folder, "model-float32", DIM + 1)) == [False, False, False]


def test_a_torn_last_record_is_dropped_and_the_next_write_repairs_the_file(
    cache: EmbeddingCache,
) -> None:
    _fill(cache)
    content = cache.path.read_bytes()
    cache.path.write_bytes(content[:-5])
    assert _found(cache) == [True, True, False]
    cache.put(TEXTS[2:], VECTORS[2:], TRUNCATED[2:])
    assert cache.path.read_bytes() == content


@pytest.mark.parametrize("position", [0, 16, 17, RECORD_BYTES - 1])
def test_a_damaged_record_is_not_used(cache: EmbeddingCache, position: int) -> None:
    _fill(cache)
    content = bytearray(cache.path.read_bytes())
    content[position + RECORD_BYTES] ^= 0xFF
    cache.path.write_bytes(bytes(content))
    assert _found(cache) == [True, False, True]


def test_a_text_stored_again_is_found_as_stored_last(cache: EmbeddingCache) -> None:
    _fill(cache)
    cache.put(TEXTS[:1], -VECTORS[:1] - 1, np.array([True]))
    known = cache.get(TEXTS[:1])
    assert known.vectors[0].tolist() == [-1, -2, -3]
    assert known.truncated.tolist() == [True]


def test_writers_at_once_lose_nothing(cache: EmbeddingCache) -> None:
    texts = [str(number) for number in range(200)]
    vectors: NDArray[np.float32] = np.arange(200, dtype=np.float32)[:, None].repeat(DIM, axis=1)

    def write(start: int) -> None:
        writer = EmbeddingCache(cache.path.parent, "model-float32", DIM)
        for row in range(start, 200, 4):
            writer.put(texts[row : row + 1], vectors[row : row + 1], np.array([False]))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    known = cache.get(texts)
    assert known.found.all()
    np.testing.assert_array_equal(known.vectors, vectors)


def test_a_full_cache_forgets_its_older_half(tmp_path: Path) -> None:
    cache = EmbeddingCache(tmp_path, "model", DIM, max_bytes=4 * RECORD_BYTES)
    texts = [str(number) for number in range(6)]
    for text in texts:
        cache.put([text], VECTORS[:1], TRUNCATED[:1])
    assert cache.get(texts).found.tolist() == [False, False, True, True, True, True]


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    cache = EmbeddingCache(tmp_path / "file", "model", DIM)
    with pytest.raises(ArtifactError, match="cannot be written"):
        _fill(cache)
