"""Indexes against brute force."""

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from bookrec.errors import ArtifactError, ConfigError
from bookrec.scoring.index import ExactIndex, from_anywhere, open_index, write_index
from bookrec.scoring.index.lance import _of_one_length

RNG = np.random.default_rng(0)
COLUMNS = RNG.standard_normal((500, 21)).astype(np.float32) * RNG.gamma(1, 1, (500, 1)).astype("f4")
READER = RNG.standard_normal(21).astype(np.float32)


def test_the_exact_index_finds_the_largest_products() -> None:
    columns = np.array([[1, 0], [0, 3], [2, 0], [2, 0]], np.float32)
    index = ExactIndex(columns)
    assert index.propose(np.array([1, 0], np.float32), 3).tolist() == [2, 3, 0]
    assert index.propose(np.array([0, 1], np.float32), 9).tolist() == [1, 0, 2, 3]
    assert index.propose(READER[:2], 0).tolist() == []


def test_vectors_get_one_length_and_keep_their_products() -> None:
    vectors = _of_one_length(COLUMNS)
    longest = np.linalg.norm(COLUMNS, axis=1).max()
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), longest, rtol=1e-5)
    np.testing.assert_array_equal(vectors[:, :21], COLUMNS)


def test_a_small_store_finds_what_the_exact_index_finds(tmp_path: Path) -> None:
    uri = f"lancedb://{tmp_path / 'index'}"
    write_index(uri, COLUMNS[:100], "another result")
    write_index(uri, COLUMNS, "this result")
    found = open_index(uri, "this result").propose(READER, 20)
    assert found.tolist() == ExactIndex(COLUMNS).propose(READER, 20).tolist()


def test_the_index_of_another_result_is_refused(tmp_path: Path) -> None:
    uri = f"lancedb://{tmp_path / 'index'}"
    with pytest.raises(ArtifactError, match="no index of books"):
        open_index(uri, "this result")
    write_index(uri, COLUMNS, "another result")
    with pytest.raises(ArtifactError, match="other artifacts"):
        open_index(uri, "this result")


@pytest.mark.parametrize("uri", ["lancedb://", "redis://host", "folder"])
def test_another_kind_of_address_is_refused(uri: str) -> None:
    with pytest.raises(ConfigError, match="lancedb://FOLDER"):
        write_index(uri, COLUMNS, "")


def test_looking_for_an_index_makes_no_folder(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match="bookrec export --index lancedb://"):
        open_index(f"lancedb://{tmp_path / 'typo'}", "this result")
    assert not (tmp_path / "typo").exists()


def test_a_damaged_index_is_one_line(tmp_path: Path) -> None:
    uri = f"lancedb://{tmp_path}"
    write_index(uri, COLUMNS, "this result")
    index = open_index(uri, "this result")
    for file in tmp_path.rglob("*.lance"):
        if file.is_file():
            file.write_bytes(b"nothing")
    with pytest.raises(ArtifactError, match=r"cannot be searched \(.+\)$"):
        index.propose(READER, 20)
    for file in tmp_path.rglob("*.manifest"):
        file.write_bytes(b"nothing")
    with pytest.raises(ArtifactError, match=r"cannot be opened \(.+\)$"):
        open_index(uri, "this result")


def test_an_address_that_holds_from_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert from_anywhere("lancedb://index") == f"lancedb://{tmp_path / 'index'}"
    assert from_anywhere("lancedb://s3://books/index") == "lancedb://s3://books/index"


@pytest.mark.parametrize(
    "use", [lambda uri: write_index(uri, COLUMNS, ""), lambda uri: open_index(uri, "")]
)
def test_a_missing_extra_is_named_with_its_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, use: Callable[[str], object]
) -> None:
    monkeypatch.setitem(sys.modules, "lancedb", None)
    with pytest.raises(ConfigError, match=r"pip install 'bookrec\[index\]'"):
        use(f"lancedb://{tmp_path}")
