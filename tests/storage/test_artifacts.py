"""Publishing is all or nothing, and whatever is read is what was published."""

from pathlib import Path

import pytest

from bookrec.errors import ArtifactError
from bookrec.storage import artifacts
from bookrec.storage.artifacts import (
    LATEST,
    MANIFEST,
    MANIFEST_DIGEST,
    Artifact,
    Manifest,
    compute_fingerprint,
    find_artifact,
    open_latest,
    open_lineage,
    publish,
    read_consistently,
    staging_folder,
    sweep,
)


def make(root: Path, stage: str, content: bytes = b"payload", **inputs: str) -> Artifact:
    fingerprint = compute_fingerprint(stage, 1, {}, inputs)
    with staging_folder(root, stage, fingerprint) as folder:
        (folder / "data.bin").write_bytes(content)
        return publish(root, folder, Manifest(stage, fingerprint, 1, "0", {}, inputs))


def test_a_published_result_is_found_and_verified(tmp_path: Path) -> None:
    made = make(tmp_path, "clean")
    found = open_latest(tmp_path, "clean")
    assert found == made
    assert found.path("data.bin").read_bytes() == b"payload"


def test_the_fingerprint_follows_every_cause() -> None:
    causes = [
        ("clean", 1, {}, {}),
        ("embed", 1, {}, {}),
        ("clean", 2, {}, {}),
        ("clean", 1, {"seed": 1}, {}),
        ("clean", 1, {}, {"raw": "a"}),
    ]
    assert len({compute_fingerprint(*cause) for cause in causes}) == len(causes)
    assert compute_fingerprint("a", 1, {"x": 1, "y": 2}, {}) == compute_fingerprint(
        "a", 1, {"y": 2, "x": 1}, {}
    )


@pytest.mark.parametrize("name", ["data.bin", MANIFEST, MANIFEST_DIGEST])
def test_every_flipped_byte_is_found(tmp_path: Path, name: str) -> None:
    path = make(tmp_path, "clean").folder / name
    good = path.read_bytes()
    for position in range(len(good)):
        bad = bytearray(good)
        bad[position] ^= 1
        path.write_bytes(bad)
        with pytest.raises(ArtifactError, match="bookrec clean --force"):
            open_latest(tmp_path, "clean").path("data.bin")
    path.write_bytes(good)
    open_latest(tmp_path, "clean").path("data.bin")


@pytest.mark.parametrize("name", ["data.bin", MANIFEST, MANIFEST_DIGEST])
def test_truncated_and_missing_files_are_found(tmp_path: Path, name: str) -> None:
    path = make(tmp_path, "clean").folder / name
    path.write_bytes(path.read_bytes()[:-2])
    with pytest.raises(ArtifactError, match="bookrec clean --force"):
        open_latest(tmp_path, "clean").path("data.bin")
    path.unlink()
    with pytest.raises(ArtifactError, match="bookrec clean --force"):
        open_latest(tmp_path, "clean").path("data.bin")


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xff", b"0123456789abcdef\n", b"0123456789abcdef", b"../../etc\n"]
)
def test_a_damaged_pointer_is_found(tmp_path: Path, content: bytes) -> None:
    make(tmp_path, "clean")
    (tmp_path / "clean" / LATEST).write_bytes(content)
    with pytest.raises(ArtifactError, match="clean"):
        open_latest(tmp_path, "clean")


@pytest.mark.parametrize(
    ("call", "force"),
    [
        *((call, False) for call in ("mkdir", "write_text", "rename", "replace")),
        *((call, True) for call in ("mkdir", "write_text", "rename")),
    ],
)
def test_a_refusing_disk_leaves_the_previous_result(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str, force: bool
) -> None:
    make(tmp_path, "clean", b"old")

    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, call, refuse)
        with pytest.raises(OSError, match="No space"):
            make(tmp_path, "clean", b"new", **({} if force else {"raw": "other"}))
    assert open_latest(tmp_path, "clean").path("data.bin").read_bytes() in (b"old", b"new")
    sweep(tmp_path, "clean")
    assert not list((tmp_path / "clean").glob(".*.tmp"))


def test_dying_between_the_two_renames_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make(tmp_path, "clean", b"old")
    rename = Path.rename

    def die_on_second(path: Path, target: Path) -> Path:
        if path.suffix == ".tmp":
            raise KeyboardInterrupt
        return rename(path, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", die_on_second)
        with pytest.raises(KeyboardInterrupt):
            make(tmp_path, "clean", b"new")
    assert not made.folder.exists()
    assert open_latest(tmp_path, "clean").path("data.bin").read_bytes() == b"old"
    sweep(tmp_path, "clean")
    assert made.folder.exists()
    assert open_latest(tmp_path, "clean").path("data.bin").read_bytes() == b"old"


def test_the_same_result_made_again_leaves_the_published_folder_alone(tmp_path: Path) -> None:
    inode = make(tmp_path, "clean").folder.stat().st_ino
    assert make(tmp_path, "clean").folder.stat().st_ino == inode
    path = open_latest(tmp_path, "clean").folder / "data.bin"
    path.write_bytes(b"damaged")
    made = make(tmp_path, "clean")
    assert made.folder.stat().st_ino != inode
    assert made.path("data.bin").read_bytes() == b"payload"


def test_a_reader_reads_again_when_a_result_was_replaced_meanwhile(tmp_path: Path) -> None:
    make(tmp_path, "clean", b"old")
    results = []

    def read() -> bytes:
        artifact = open_latest(tmp_path, "clean")
        if not results:
            results.append(make(tmp_path, "clean", b"new"))
        return artifact.path("data.bin").read_bytes()

    assert read_consistently(read) == b"new"
    (results[0].folder / "data.bin").unlink()
    with pytest.raises(ArtifactError, match="bookrec clean --force"):
        read_consistently(read)


def test_remains_of_a_killed_process_are_swept(tmp_path: Path) -> None:
    make(tmp_path, "clean")
    (tmp_path / "clean" / ".abc.1.tmp").mkdir()
    (tmp_path / "clean" / ".latest.1.tmp").write_text("abc")
    sweep(tmp_path, "clean")
    left = {path.name for path in (tmp_path / "clean").iterdir()}
    assert left == {open_latest(tmp_path, "clean").folder.name, LATEST}


def test_the_lineage_stays_consistent_while_an_input_is_recomputed(tmp_path: Path) -> None:
    first = make(tmp_path, "clean", b"first", raw="1")
    make(tmp_path, "tune", b"tuned", clean=first.manifest.fingerprint)
    make(tmp_path, "clean", b"second", raw="2")
    lineage = open_lineage(tmp_path, "tune")
    assert lineage["clean"].path("data.bin").read_bytes() == b"first"
    assert open_latest(tmp_path, "clean").path("data.bin").read_bytes() == b"second"


def test_a_large_file_is_checked_by_size_when_opened_and_wholly_on_demand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(artifacts, "VERIFY_ON_OPEN_BYTES", 3)
    made = make(tmp_path, "clean")
    (made.folder / "data.bin").write_bytes(b"pAyload")
    made.path("data.bin")
    with pytest.raises(ArtifactError, match="not as it was published"):
        made.verify_file("data.bin", full=True)


def test_no_result_yet_names_the_first_command(tmp_path: Path) -> None:
    assert find_artifact(tmp_path, "clean", "0" * 16) is None
    with pytest.raises(ArtifactError, match="bookrec run-all"):
        open_latest(tmp_path, "clean")
