import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from bookrec.errors import ArtifactError
from bookrec.head.model import CONFIG_FILE, WEIGHTS_FILE, HeadConfig, ProjectionHead
from bookrec.head.projection import encode_books


@pytest.fixture
def head() -> ProjectionHead:
    torch.manual_seed(0)
    return ProjectionHead(HeadConfig(input_dim=6, hidden_dim=5, dim=3, dropout=0.5)).eval()


def test_rows_have_unit_length(head: ProjectionHead) -> None:
    rows = head(torch.randn(10, 6))
    torch.testing.assert_close(rows.norm(dim=1), torch.ones(10))


def test_forward_is_linear_relu_layer_norm_linear(head: ProjectionHead) -> None:
    weights = head.state_dict()
    features = torch.randn(4, 6)
    hidden = torch.relu(features @ weights["layers.0.weight"].T + weights["layers.0.bias"])
    centred = hidden - hidden.mean(dim=1, keepdim=True)
    normed = centred / torch.sqrt(centred.square().mean(dim=1, keepdim=True) + 1e-5)
    normed = normed * weights["layers.2.weight"] + weights["layers.2.bias"]
    output = normed @ weights["layers.4.weight"].T + weights["layers.4.bias"]
    torch.testing.assert_close(head(features), output / output.norm(dim=1, keepdim=True))


@pytest.mark.parametrize("hidden_dim", [6, 7])
def test_a_head_that_starts_from_its_inputs_passes_the_first_on(hidden_dim: int) -> None:
    head = ProjectionHead(HeadConfig(input_dim=5, hidden_dim=hidden_dim, dim=4)).eval()
    head.start_from_inputs()
    features = torch.randn(20, 5)
    passed = torch.nn.functional.normalize(features[:, :3], dim=1)
    expected = torch.cat([passed, torch.zeros(20, 1)], dim=1)
    torch.testing.assert_close(head(features), expected, rtol=0, atol=1e-5)


def test_a_head_behind_axes_reads_the_features_themselves(head: ProjectionHead) -> None:
    axes = torch.linalg.qr(torch.randn(9, 6)).Q
    features = torch.randn(20, 9)
    behind = head.eval().behind(axes)
    assert behind.config.input_dim == 9
    torch.testing.assert_close(behind(features), head(features @ axes), rtol=0, atol=1e-5)


def test_saved_head_loads_the_same(head: ProjectionHead, tmp_path: Path) -> None:
    head.save_pretrained(tmp_path)
    loaded = ProjectionHead.from_pretrained(tmp_path)
    features = torch.randn(4, 6)
    assert loaded.config == head.config
    assert not loaded.training
    assert torch.equal(loaded(features), head(features))


def damage_missing_weights(folder: Path) -> None:
    (folder / WEIGHTS_FILE).unlink()


def damage_truncated_weights(folder: Path) -> None:
    path = folder / WEIGHTS_FILE
    path.write_bytes(path.read_bytes()[:40])


def damage_broken_config(folder: Path) -> None:
    (folder / CONFIG_FILE).write_text("{")


def damage_unknown_key(folder: Path) -> None:
    config = json.loads((folder / CONFIG_FILE).read_text())
    (folder / CONFIG_FILE).write_text(json.dumps(config | {"depth": 3}))


def damage_other_shape(folder: Path) -> None:
    config = json.loads((folder / CONFIG_FILE).read_text())
    (folder / CONFIG_FILE).write_text(json.dumps(config | {"dim": 4}))


@pytest.mark.parametrize(
    "damage",
    [
        damage_missing_weights,
        damage_truncated_weights,
        damage_broken_config,
        damage_unknown_key,
        damage_other_shape,
    ],
)
def test_damaged_folder_is_an_artifact_error_in_one_line(
    head: ProjectionHead, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    head.save_pretrained(tmp_path)
    damage(tmp_path)
    with pytest.raises(ArtifactError, match="run `bookrec train`") as caught:
        ProjectionHead.from_pretrained(tmp_path)
    assert "\n" not in str(caught.value)


@given(batch_size=st.integers(1, 12))
def test_encoding_in_batches_equals_encoding_at_once(batch_size: int) -> None:
    torch.manual_seed(0)
    head = ProjectionHead(HeadConfig(input_dim=6, hidden_dim=5, dim=3))
    features = np.random.default_rng(0).normal(size=(10, 6)).astype(np.float32)
    rows = encode_books(head, features, batch_size)
    assert rows.dtype == np.float32
    np.testing.assert_allclose(rows, encode_books(head, features), atol=1e-6)
