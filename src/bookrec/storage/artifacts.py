"""Stage folders: fingerprinted, published atomically, verified when read.

Layout under the artifacts folder:

    <stage>/<fingerprint>/            the stage's files and manifest.json
    <stage>/<fingerprint>/manifest.json.sha256
    <stage>/latest                    fingerprint of the newest published result, one line
    <stage>/.lock                     held by the process that computes the stage
    <stage>/.<fingerprint>.<pid>.tmp  being written; swept when its process is gone

A result is written into the temporary sibling, flushed to disk, described by a manifest with every
file's SHA-256, and renamed; only then does `latest` move. A kill at any moment leaves the previous
state usable. The manifest names its inputs by fingerprint, so a reader follows one consistent
lineage however many stages were published since.
"""

import hashlib
import json
import os
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from bookrec.errors import ArtifactError
from bookrec.storage.finite import strict_json

MANIFEST = "manifest.json"
MANIFEST_DIGEST = "manifest.json.sha256"
LATEST = "latest"
FINGERPRINT_LENGTH = 16
# Inputs that are no stage's result: the raw files, and a pretrained model's local folder.
OUTSIDE_INPUTS = frozenset({"raw", "model", "dataset", "encoder"})
# Larger files are checked by size alone when opened; `bookrec info --verify` reads every byte.
VERIFY_ON_OPEN_BYTES = 512 * 2**20

Read = TypeVar("Read")


@dataclass(frozen=True)
class FileRecord:
    """What the manifest says of one file."""

    sha256: str
    bytes: int


@dataclass(frozen=True)
class Manifest:
    """How a stage's result was made; enough to make it again.

    Attributes:
        stage: Stage name.
        fingerprint: Hash of stage, stage version, settings and inputs.
        stage_version: Raised when a stage's code changes its results.
        package_version: bookrec's version at the time.
        settings: The stage's settings, by sub-model name.
        inputs: Fingerprint of each input, by stage name (`raw`: of the raw files; `model`: of
            the files of a local model).
        files: Records of all files, by name.
        summary: What the stage reported (counts, metrics).
        seconds: Wall time of the stage.
        packages: Versions of Python and of the packages that computed it, by name.
    """

    stage: str
    fingerprint: str
    stage_version: int
    package_version: str
    settings: dict[str, Any]
    inputs: dict[str, str]
    files: dict[str, FileRecord] = field(default_factory=dict)
    summary: dict[str, Any] = field(default_factory=dict)
    seconds: float = 0.0
    packages: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> str:
        """Return the manifest as stored."""
        return strict_json(MANIFEST, asdict(self), indent=2, sort_keys=True) + "\n"

    @classmethod
    def from_json(cls, text: str) -> "Manifest":
        """Read a stored manifest.

        Raises:
            ValueError, TypeError, KeyError, AttributeError: If the text is no manifest.
            RecursionError: If it is nested too deeply.
        """
        values = json.loads(text)
        values["files"] = {name: FileRecord(**record) for name, record in values["files"].items()}
        return cls(**values)


@dataclass(frozen=True)
class Artifact:
    """A published result of one stage."""

    folder: Path
    manifest: Manifest

    def path(self, name: str) -> Path:
        """Return the path of one file after verifying it.

        Raises:
            ArtifactError: If the file is missing, of another size, or of another SHA-256.
        """
        self.verify_file(name, full=self._record(name).bytes <= VERIFY_ON_OPEN_BYTES)
        return self.folder / name

    def verified_folder(self, names: Iterable[str]) -> Path:
        """Return the folder after verifying the files that will be read, as `path` does.

        Raises:
            ArtifactError: If one is missing or not as it was published.
        """
        for name in names:
            self.path(name)
        return self.folder

    def verify_file(self, name: str, *, full: bool) -> None:
        """Check one file's size, and with `full` every byte of it.

        Raises:
            ArtifactError: If the file is not as it was published.
        """
        record = self._record(name)
        path = self.folder / name
        try:
            size = path.stat().st_size
            same = size == record.bytes and (not full or sha256_of(path) == record.sha256)
        except OSError as error:
            raise ArtifactError(f"{path}: {error.strerror}; {self._repair()}") from error
        if not same:
            raise ArtifactError(f"{path}: not as it was published; {self._repair()}")

    def _record(self, name: str) -> FileRecord:
        try:
            return self.manifest.files[name]
        except KeyError:
            raise ArtifactError(
                f"{self.folder / MANIFEST}: lists no {name}; {self._repair()}"
            ) from None

    def _repair(self) -> str:
        return repair_hint(self.manifest.stage)


def repair_hint(stage: str) -> str:
    """Return the words that tell the user how to rebuild a stage."""
    return f"run `bookrec {stage} --force` to rebuild it"


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hex."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def compute_fingerprint(
    stage: str, version: int, settings: Mapping[str, Any], inputs: Mapping[str, str]
) -> str:
    """Return the hash that names a stage's result: equal causes, equal name."""
    causes = json.dumps([stage, version, settings, inputs], sort_keys=True, allow_nan=False)
    return hashlib.sha256(causes.encode()).hexdigest()[:FINGERPRINT_LENGTH]


def find_artifact(artifacts_dir: Path, stage: str, fingerprint: str) -> Artifact | None:
    """Return the published result of that fingerprint, or None.

    Raises:
        ArtifactError: If it is there but its manifest is damaged.
    """
    folder = artifacts_dir / stage / fingerprint
    if not folder.exists():
        folder = _displaced(folder)
    if not folder.exists():
        return None
    return Artifact(folder, _read_manifest(folder, stage, fingerprint))


def open_artifact(artifacts_dir: Path, stage: str, fingerprint: str) -> Artifact:
    """Return the published result of that fingerprint.

    Raises:
        ArtifactError: If it is missing or its manifest is damaged.
    """
    artifact = find_artifact(artifacts_dir, stage, fingerprint)
    if artifact is None:
        raise ArtifactError(f"{artifacts_dir / stage / fingerprint}: missing; {repair_hint(stage)}")
    return artifact


def latest_fingerprint(artifacts_dir: Path, stage: str) -> str | None:
    """Return the fingerprint of the newest published result, or None before the first.

    Raises:
        ArtifactError: If the pointer is damaged.
    """
    pointer = artifacts_dir / stage / LATEST
    try:
        content = pointer.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ArtifactError(f"{pointer}: {error.strerror}; {repair_hint(stage)}") from error
    if not re.fullmatch(rb"[0-9a-f]{16}\n", content):
        raise ArtifactError(f"{pointer}: damaged; {repair_hint(stage)}")
    return content[:FINGERPRINT_LENGTH].decode()


def open_latest(artifacts_dir: Path, stage: str) -> Artifact:
    """Return the newest published result of a stage.

    Raises:
        ArtifactError: If there is none, or it is damaged.
    """
    fingerprint = latest_fingerprint(artifacts_dir, stage)
    if fingerprint is None:
        raise ArtifactError(
            f"{artifacts_dir}: no result of `{stage}` yet; run `bookrec run-all` first"
        )
    return open_artifact(artifacts_dir, stage, fingerprint)


def open_lineage(artifacts_dir: Path, stage: str) -> dict[str, Artifact]:
    """Return a stage's newest result and everything it was made from, by stage name.

    Following the manifests keeps the set consistent while other stages are being recomputed.

    Raises:
        ArtifactError: If any of them is missing or damaged.
    """
    lineage: dict[str, Artifact] = {}
    waiting = [open_latest(artifacts_dir, stage)]
    while waiting:
        artifact = waiting.pop()
        lineage[artifact.manifest.stage] = artifact
        for name, fingerprint in artifact.manifest.inputs.items():
            if name not in OUTSIDE_INPUTS and name not in lineage:
                waiting.append(open_artifact(artifacts_dir, name, fingerprint))
    return lineage


def read_consistently(read: Callable[[], Read]) -> Read:
    """Return what a function reads of a lineage; where that fails it is called once more.

    While it reads, another process may replace a result or remove it: then what is there now
    counts, and only what is still damaged or missing is reported.

    Raises:
        ArtifactError: If it fails again.
    """
    try:
        return read()
    except (ArtifactError, FileNotFoundError):
        return read()


@contextmanager
def staging_folder(artifacts_dir: Path, stage: str, fingerprint: str) -> Iterator[Path]:
    """Yield a temporary folder beside the final one; removed again whatever happens."""
    folder = artifacts_dir / stage / f".{fingerprint}.{os.getpid()}.tmp"
    sweep(artifacts_dir, stage)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def publish(artifacts_dir: Path, staging: Path, manifest: Manifest) -> Artifact:
    """Turn a filled staging folder into the newest result of its stage.

    Where the very same result is there already, it stays: who reads it is not disturbed.

    Args:
        artifacts_dir: Root of all stages.
        staging: Folder from `staging_folder`, holding the stage's files.
        manifest: The manifest without its file records.

    Raises:
        OSError: If the disk refuses; the previous result stays in place.
    """
    names = sorted(path.name for path in staging.iterdir())
    records = {
        name: FileRecord(sha256_of(staging / name), (staging / name).stat().st_size)
        for name in names
    }
    complete = replace(manifest, files=records)
    text = complete.to_json()
    (staging / MANIFEST).write_text(text, encoding="utf-8")
    digest = hashlib.sha256(text.encode()).hexdigest()
    (staging / MANIFEST_DIGEST).write_text(digest + "\n", encoding="ascii")
    for path in staging.iterdir():
        _flush(path)
    _flush(staging)
    made = Artifact(artifacts_dir / manifest.stage / manifest.fingerprint, complete)
    if not _is_same(made):
        _replace_folder(staging, made.folder)
    point_latest(artifacts_dir, manifest.stage, manifest.fingerprint)
    return made


def copy_artifact(artifact: Artifact, names: Iterable[str], artifacts_dir: Path) -> Artifact:
    """Publish some files of a result under another root; its manifest lists those alone.

    Raises:
        ArtifactError: If one is missing or not as it was published.
        OSError: If the disk refuses.
    """
    manifest = artifact.manifest
    with staging_folder(artifacts_dir, manifest.stage, manifest.fingerprint) as staging:
        for name in names:
            artifact.verify_file(name, full=True)
            shutil.copyfile(artifact.folder / name, staging / name)
        return publish(artifacts_dir, staging, manifest)


def verify(artifact: Artifact) -> None:
    """Check every byte of a result.

    Raises:
        ArtifactError: If a file is missing or differs from what was published.
    """
    for name in artifact.manifest.files:
        artifact.verify_file(name, full=True)


def point_latest(artifacts_dir: Path, stage: str, fingerprint: str) -> None:
    """Make one published result the newest, atomically; nothing is written where it is already."""
    pointer = artifacts_dir / stage / LATEST
    if pointer.exists() and pointer.read_bytes() == f"{fingerprint}\n".encode():
        return
    temporary = pointer.with_name(f".{LATEST}.{os.getpid()}.tmp")
    try:
        temporary.write_text(fingerprint + "\n", encoding="ascii")
        _flush(temporary)
        temporary.replace(pointer)
    finally:
        temporary.unlink(missing_ok=True)
    _flush(pointer.parent)


def sweep(artifacts_dir: Path, stage: str) -> None:
    """Remove what a killed process left behind. The caller holds the stage's lock."""
    folder = artifacts_dir / stage
    for path in folder.glob(".*.old"):
        final = folder / path.name.removeprefix(".").removesuffix(".old")
        if final.exists():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.rename(final)
    for path in folder.glob(".*.tmp"):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _is_same(made: Artifact) -> bool:
    """Whether a result's place holds it, whole; only what tells of the run may differ."""
    try:
        there = Artifact(
            made.folder,
            _read_manifest(made.folder, made.manifest.stage, made.manifest.fingerprint),
        )
        verify(there)
    except ArtifactError:
        return False
    of_the_run: dict[str, Any] = {"seconds": 0.0, "summary": {}, "packages": {}}
    return replace(there.manifest, **of_the_run) == replace(made.manifest, **of_the_run)


def _replace_folder(staging: Path, final: Path) -> None:
    """Rename `staging` to `final`; a folder already there steps aside first and is then removed.

    Between the two renames a reader finds the old folder under its displaced name.
    """
    old = _displaced(final)
    if final.exists():
        final.rename(old)
    staging.rename(final)
    _flush(final.parent)
    shutil.rmtree(old, ignore_errors=True)


def _displaced(final: Path) -> Path:
    return final.with_name(f".{final.name}.old")


def _read_manifest(folder: Path, stage: str, fingerprint: str) -> Manifest:
    path = folder / MANIFEST
    try:
        text = path.read_bytes()
        expected = (folder / MANIFEST_DIGEST).read_bytes()
        if f"{hashlib.sha256(text).hexdigest()}\n".encode() != expected:
            raise ValueError("checksum differs")
        manifest = Manifest.from_json(text.decode())
        if (manifest.stage, manifest.fingerprint) != (stage, fingerprint):
            raise ValueError("it belongs to another result")
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ArtifactError(f"{path}: damaged ({error}); {repair_hint(stage)}") from error
    return manifest


def _flush(path: Path) -> None:
    """Force a file's or folder's bytes to disk, so that a rename never outruns them."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
