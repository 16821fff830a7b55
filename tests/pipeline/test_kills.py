"""A kill at any moment loses nothing but time.

Sixty kills here, on a tiny catalogue; `benchmarks/crash.py` kills more often, on the sample.
"""

from pathlib import Path

import pytest

from .campaigns import Ground, kill_often
from .runs import STAGES, Command, stage_of

pytestmark = [pytest.mark.slow, pytest.mark.campaign]

N_KILLS = 10
"""In each stage."""


def test_killed_in_every_stage_it_ends_as_if_undisturbed(
    faulty: Command, ground: Ground, tmp_path: Path
) -> None:
    *killed, end = kill_often(faulty, ground, tmp_path / "killed", N_KILLS, seed=7)
    assert len(killed) == N_KILLS * len(STAGES)
    assert {stage_of(struck.event) for struck in killed} == {*STAGES}
    assert [struck for struck in (*killed, end) if struck.problems] == []
