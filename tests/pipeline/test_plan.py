"""What a result's fingerprint depends on."""

from pathlib import Path
from typing import Any

import pytest
from tests.sample import sample_folder

from bookrec.pipeline.runner import plan_fingerprints
from bookrec.settings import load_settings, nested_flags

STAGES = ("clean", "embed", "train", "encode", "tune", "evaluate")


@pytest.mark.parametrize(
    ("setting", "remade"),
    [
        ("clean.n_reported_titles=3", ()),
        ("clean.min_ratings_outside_list=9", STAGES),
        ("embed.device=cpu", ()),
        ("embed.precision=float32", ()),
        ("embed.precision=bfloat16", STAGES[1:]),
        ("split.seed=3", STAGES[2:]),
        ("split.min_ratings=5", STAGES[4:]),
        ("split.max_history=5", STAGES[4:]),
        ("split.history_share=0.5", STAGES[4:]),
        ("train.seed=3", STAGES[2:]),
        ("tune.seed=3", STAGES[4:]),
        ("evaluate.max_users=9", STAGES[4:]),
        ("evaluate.cold_share=0.5", STAGES[5:]),
        ("evaluate.n_bootstrap=100", STAGES[5:]),
        ("evaluate.seed=3", STAGES[5:]),
        ("recommend.n=3", ()),
        ("engine.workers=2", ()),
    ],
)
def test_a_setting_remakes_what_it_shapes_and_nothing_else(
    setting: str, remade: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bookrec.encoder.hardware.available_devices", lambda: ("cpu",))
    assert _changed({}, nested_flags([setting])) == remade


def test_what_auto_comes_to_is_part_of_the_fingerprint(monkeypatch: pytest.MonkeyPatch) -> None:
    def plan(device: str) -> dict[str, str]:
        monkeypatch.setattr("bookrec.encoder.hardware.available_devices", lambda: (device, "cpu"))
        return plan_fingerprints(load_settings({}), sample_folder())

    on_gpu, on_cpu = plan("cuda"), plan("cpu")
    assert on_gpu["clean"] == on_cpu["clean"]
    assert all(on_gpu[stage] != on_cpu[stage] for stage in STAGES[1:])


def _changed(one: dict[str, Any], other: dict[str, Any]) -> tuple[str, ...]:
    plans = [plan_fingerprints(load_settings(flags), sample_folder()) for flags in (one, other)]
    return tuple(stage for stage in STAGES if plans[0][stage] != plans[1][stage])


def test_a_local_model_that_changes_under_its_name_is_another_model(tmp_path: Path) -> None:
    model = tmp_path / "model"
    model.mkdir()
    (model / "config.json").write_text("{}", encoding="utf-8")
    weights = model / "model.safetensors"
    weights.write_bytes(b"one")
    settings = load_settings({"embed": {"model": str(model)}})
    before = plan_fingerprints(settings, sample_folder())
    assert plan_fingerprints(settings, sample_folder()) == before
    weights.write_bytes(b"two")
    after = plan_fingerprints(settings, sample_folder())
    assert after["clean"] == before["clean"]
    assert all(after[stage] != before[stage] for stage in before if stage != "clean")
    later = model / "2_Dense"
    later.mkdir()
    (later / "model.safetensors").write_bytes(b"three")
    assert plan_fingerprints(settings, sample_folder())["embed"] != after["embed"]
