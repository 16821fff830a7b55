"""Running out of memory is foreseen: one line before work begins."""

from pathlib import Path

import pytest
from tests.sample import sample_folder

from bookrec.errors import ArtifactError
from bookrec.pipeline import memory
from bookrec.pipeline.memory import available_bytes
from bookrec.pipeline.runner import run_stage
from bookrec.settings import Settings


def test_a_stage_that_cannot_fit_is_refused_and_can_be_forced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "available_bytes", lambda: 100_000_000)
    settings = Settings(artifacts_dir=tmp_path)
    said = r"clean: needs 0\.2 GB of memory or more, 0\.1 GB are available.*check_memory=false"
    with pytest.raises(ArtifactError, match=said):
        run_stage("clean", settings, sample_folder())
    assert not [path for path in (tmp_path / "clean").iterdir() if path.name != ".lock"]
    forced = Settings(artifacts_dir=tmp_path, check_memory=False)
    assert not run_stage("clean", forced, sample_folder()).skipped


@pytest.mark.parametrize(("limit", "expected"), [("1000\n", 400), ("max\n", None)])
def test_a_containers_limit_counts_and_pages_of_files_give_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, expected: int | None
) -> None:
    (tmp_path / "memory.max").write_text(limit)
    (tmp_path / "memory.current").write_text("900\n")
    (tmp_path / "memory.stat").write_text("anon 600\ninactive_file 200\nactive_file 100\n")
    monkeypatch.setattr(memory, "_CGROUP", tmp_path)
    assert (available_bytes() == expected) == (expected is not None)
