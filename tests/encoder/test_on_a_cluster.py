"""Embedding on a cluster: workers open the encoder themselves."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from distributed import Nanny, SpecCluster

from bookrec.encoder import transformer
from bookrec.encoder.transformer import Encoder
from bookrec.engine import open_engine
from bookrec.errors import ArtifactError
from bookrec.settings import EngineSettings


@pytest.mark.slow
def test_the_same_bits_though_a_worker_is_killed(
    tiny_encoder: Encoder,
    tmp_path: Path,
    cluster: SpecCluster,
    kill_once: Callable[[Nanny], Callable[[int, int], None]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    texts = ["a" * n + " b" * m for n in range(1, 12) for m in range(1, 30)]
    alone = tiny_encoder.encode_all(texts)
    monkeypatch.setattr(transformer, "BLOCK_CHARACTERS", 500)
    cache = tiny_encoder.open_cache(tmp_path)
    with open_engine(EngineSettings(scheduler=cluster.scheduler_address)) as engine:
        # Only the first worker announces no GPU, so the one that is killed had a part in this.
        kill = kill_once(cluster.workers[1])
        together = tiny_encoder.encode_all(texts, kill, cache, engine)
    np.testing.assert_array_equal(together.vectors, alone.vectors)
    assert together.n_truncated == alone.n_truncated > 0
    assert cache.get(texts).found.all()


def test_another_model_of_the_same_name_is_refused(tiny_encoder: Encoder) -> None:
    opened, (name, _, device, precision) = tiny_encoder.__reduce__()
    with pytest.raises(ArtifactError, match="not the model"):
        opened(name, "0" * 64, device, precision)
