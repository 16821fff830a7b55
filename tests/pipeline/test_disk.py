"""A disk that refuses a write, a rename or a flush: one line, nothing lost, and on again.

A few changes of each stage are refused here; `benchmarks/crash.py` refuses each.
"""

import errno
from pathlib import Path

import numpy as np
import pytest

from .campaigns import Ground, refuse_changes
from .runs import STAGES, Command

pytestmark = [pytest.mark.slow, pytest.mark.campaign]


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO], ids=errno.errorcode.get)
@pytest.mark.parametrize("stage", STAGES)
def test_a_refused_change_costs_only_the_run(
    faulty: Command, ground: Ground, tmp_path: Path, stage: str, error: int
) -> None:
    changes = [event for event in ground.events_of(stage) if not event.startswith("tick ")]
    rng = np.random.default_rng([STAGES.index(stage), error])
    moments = sorted(rng.choice(len(changes), 1 if stage == "evaluate" else 2, False).tolist())
    refused = list(refuse_changes(faulty, ground, tmp_path, stage, error, moments))
    assert len(refused) == len(moments)
    assert [struck for struck in refused if struck.problems] == []
