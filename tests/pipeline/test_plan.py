"""What a result's fingerprint depends on."""

from pathlib import Path

from bookrec.data.sample import sample_folder
from bookrec.pipeline.runner import plan_fingerprints
from bookrec.settings import load_settings


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
