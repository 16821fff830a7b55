"""Finished fits on disk."""

from pathlib import Path

import torch

from bookrec.scoring.fit.cache import FitCache


def test_finished_fits_are_kept_and_damaged_ones_made_again(tmp_path: Path) -> None:
    cache = FitCache(tmp_path / "fits")
    cache.put("a", {"x": torch.arange(3.0)})
    cache.put("b", {"x": torch.ones(2)})
    assert cache.get("c") is None
    assert cache.get("a")["x"].tolist() == [0, 1, 2]
    for path in cache.folder.iterdir():
        good = path.read_bytes()
        for position in (0, 40, len(good) - 1):
            path.write_bytes(good[:position] + bytes([good[position] ^ 1]) + good[position + 1 :])
            assert [cache.get(key) for key in "ab"].count(None) == 1
        path.write_bytes(good[:-4])
        assert [cache.get(key) for key in "ab"].count(None) == 1
        path.write_bytes(good)
    cache.remove()
    assert cache.get("a") is None
