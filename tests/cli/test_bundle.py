"""A bundle recommends what the artifacts recommend, and holds nothing else."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bookrec import RatedBook, Recommender
from bookrec.errors import ArtifactError, ConfigError
from bookrec.scoring.bundle import write_bundle

OUTSIDE = [RatedBook(title="No Such Book", author="J.R.R. Tolkien", rating=5)]


@pytest.fixture(scope="module")
def bundle(small: Path, run_in: Callable, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bundles") / "bundle"
    result = run_in(small, "export", "--bundle", str(folder), "--json")
    assert result.returncode == 0, result.stderr
    assert json.loads(result.stdout) == {"bundle": str(folder), "bytes": _size(folder)}
    return folder


def test_its_lists_are_those_of_the_artifacts(small: Path, bundle: Path) -> None:
    ours, whole = Recommender.load(bundle), Recommender.load(small / "artifacts")
    first, second = whole.catalog.column("title").to_pylist()[:2]
    history = [RatedBook(title=first, rating=5)]
    for options in ({}, {"like": second}):
        assert ours.recommend(history, **options) == whole.recommend(history, **options)


def test_the_commands_of_readers_run_on_it(bundle: Path, run_in: Callable, tmp_path: Path) -> None:
    title = Recommender.load(bundle).catalog.column("title").to_pylist()[0]
    for arguments in (
        ("recommend", "--book", f"{title}||5", "--mood", "a murder by the sea"),
        ("search", title),
        ("info", "--json"),
    ):
        result = run_in(tmp_path, "--artifacts-dir", str(bundle), *arguments)
        assert result.returncode == 0, result.stderr


def test_it_holds_no_ratings_and_no_head(small: Path, bundle: Path) -> None:
    names = {path.name for path in bundle.rglob("*") if path.is_file()}
    assert not names & {"ratings.parquet", "head.safetensors", "series.npy", "report.html"}
    assert _size(bundle) < _size(small / "artifacts")


def test_without_torch_books_outside_count_by_their_author(
    bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bookrec.scoring.recommender.encoder_is_installed", lambda: False)
    recommender = Recommender.load(bundle)
    assert len(recommender.recommend(OUTSIDE, n=5)) == 5
    with pytest.raises(ConfigError, match="no text encoder here"):
        recommender.recommend(OUTSIDE, mood="xylophones zzz")


def test_a_damaged_file_is_not_bundled(bundle: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    write_bundle(bundle, copy)  # a bundle is an artifacts folder
    (path,) = copy.glob("encode/*/book_embeddings.npy")
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(ArtifactError, match="bookrec encode --force"):
        write_bundle(copy, tmp_path / "new")
    assert [each.name for each in tmp_path.iterdir()] == ["copy"]


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").touch()
    with pytest.raises(ConfigError, match="not empty"):
        write_bundle(tmp_path, tmp_path)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
