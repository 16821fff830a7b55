"""A damaged byte of the artifacts is found, and named with the command that repairs it."""

import json
import re
from pathlib import Path

import numpy as np
import pytest

from bookrec.encoder.text_embeddings import DESCRIPTION_FILES
from bookrec.storage.artifacts import LATEST, MANIFEST, open_latest, verify
from bookrec.storage.files import BOOK_EMBEDDINGS

from .campaigns import RECOMMEND, Ground
from .damages import damage_often, flip, newest_files, put
from .runs import STAGES, Command, copy_stages, describe_artifacts

pytestmark = [pytest.mark.slow, pytest.mark.campaign]

N_SAMPLED = 60
# No word of it is known, so that the descriptions' embeddings are opened as well.
MOOD = (*RECOMMEND, "--mood", "zeppelin")


def is_read_by_recommend(stage: str, name: str) -> bool:
    """Whether `recommend`, with a mood, opens a file; it begins at the pointer of `fit`."""
    if name == LATEST:
        return stage == "fit"
    if stage == "tune":  # what `fit` was made from is told by its manifest
        return name.startswith("manifest")
    if stage == "embed":
        return name in DESCRIPTION_FILES or name.startswith("manifest")
    return stage != "evaluate" and name not in (
        "ratings.parquet",
        "report.json",
        "report.html",
        "training.json",
        "head.safetensors",
        "config.json",
        "README.md",
    )


@pytest.mark.parametrize("stage", STAGES)
def test_every_damage_is_found(ground: Ground, tmp_path: Path, stage: str) -> None:
    artifacts = copy_stages(ground.done, tmp_path, [stage])
    tried = list(damage_often(artifacts, stage, N_SAMPLED, np.random.default_rng(0)))
    assert len(tried) > N_SAMPLED
    assert [each for each in tried if each.problem] == []
    verify(open_latest(artifacts, stage))


@pytest.mark.parametrize("stage", STAGES)
def test_the_commands_that_read_a_file_name_the_one_that_repairs_it(
    command: Command, ground: Ground, tmp_path: Path, stage: str
) -> None:
    artifacts = copy_stages(ground.done, tmp_path / "artifacts", STAGES)
    pointer, *result = newest_files(artifacts, stage)
    manifest = result[0].with_name(MANIFEST)
    for number, path in enumerate((pointer, manifest, result[0], result[-1])):
        good = path.read_bytes()
        bad = (flip(good, 0, 1), good[:-1], None)[number % 3]
        put(path, bad)
        readers = [("info", "--verify")]
        if path.name != LATEST:  # a stage points to its result anew
            readers.append((stage,))
        if is_read_by_recommend(stage, path.name):
            readers.append(MOOD if stage == "embed" else RECOMMEND)
        for reader in readers:
            ended = command.run(artifacts, *reader)
            assert ended.code == 5, (path, reader, ended)
            assert f"run `bookrec {stage} --force`" in ended.stderr, (path, reader)
            assert "Traceback" not in ended.stderr
        put(path, good)
    for path in (pointer, manifest, result[-1]):
        put(path, b"damaged")
    repair(command, artifacts, command.run(artifacts, "info", "--verify").stderr)
    assert describe_artifacts(artifacts) == describe_artifacts(ground.done)
    assert command.run(artifacts, *RECOMMEND).stdout == ground.answers[1]


def test_a_missing_pointer_is_set_again(command: Command, ground: Ground, tmp_path: Path) -> None:
    artifacts = copy_stages(ground.done, tmp_path, STAGES)
    for stage in STAGES:
        (artifacts / stage / LATEST).unlink()
    repair(command, artifacts, command.run(artifacts, *RECOMMEND).stderr)
    assert describe_artifacts(artifacts) == describe_artifacts(ground.done)


def test_the_lineage_in_use_is_told_apart_from_the_newest_results(
    command: Command, ground: Ground, tmp_path: Path
) -> None:
    artifacts = copy_stages(ground.previous, tmp_path, STAGES)
    before = json.loads(command.run(artifacts, "info", "--json").stdout)
    for stage in STAGES[:3]:
        assert command.run(artifacts, stage).code == 0
    after = json.loads(command.run(artifacts, "info", "--json").stdout)
    assert after["in_use"] == before["in_use"]
    in_use = {name: used["manifest"] for name, used in after["in_use"].items()}
    for name, manifest in in_use.items():
        for each in set(manifest["inputs"]) & set(STAGES):
            assert manifest["inputs"][each] == in_use[each]["fingerprint"]
        assert manifest["packages"]["numpy"] == np.__version__
        newest = after["stages"][name]["folder"]
        assert (after["in_use"][name]["folder"] == newest) == (name in ("encode", "tune", "fit"))
    shown = command.run(artifacts, "info").stdout
    assert shown.count("in use until `bookrec run-all`") == 3


def test_older_results_in_use_are_verified_too(
    command: Command, ground: Ground, tmp_path: Path
) -> None:
    artifacts = copy_stages(ground.previous, tmp_path, STAGES)
    used = open_latest(artifacts, "encode").path(BOOK_EMBEDDINGS)
    for stage in STAGES[:4]:
        assert command.run(artifacts, stage).code == 0
    assert open_latest(artifacts, "encode").folder != used.parent
    used.write_bytes(flip(used.read_bytes(), -1, 1))
    for reader in (RECOMMEND, ("info", "--verify")):
        ended = command.run(artifacts, *reader)
        assert ended.code == 5
        assert f"{used}: not as it was published" in ended.stderr
    repair(command, artifacts, "run `bookrec run-all`")
    assert command.run(artifacts, *RECOMMEND).stdout == ground.answers[1]


def repair(command: Command, artifacts: Path, error: str) -> None:
    """Run the command that an error names."""
    named = re.search(r"run `bookrec ([^`]*)`", error)
    assert named, error
    ended = command.run(artifacts, *named[1].split())
    assert ended.code == 0, ended.stderr
