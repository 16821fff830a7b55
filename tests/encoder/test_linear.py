"""oneDNN's linear layer against torch's."""

import pytest
import torch
from torch import nn

from bookrec.encoder.linear import (
    OneDnnLinear,
    bfloat16_available,
    onednn_available,
    use_onednn,
)

pytestmark = pytest.mark.skipif(not onednn_available(), reason="torch is built without oneDNN")


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize(
    ("dtype", "tolerance"), [(torch.float32, 1e-5), (torch.bfloat16, 3e-2)], ids=["f32", "bf16"]
)
def test_agrees_with_torch(bias: bool, dtype: torch.dtype, tolerance: float) -> None:
    if dtype is torch.bfloat16 and not bfloat16_available():
        pytest.skip("the processor does not multiply bfloat16")
    torch.manual_seed(0)
    linear = nn.Linear(48, 16, bias=bias)
    x = torch.randn(2, 7, 48)
    with torch.inference_mode():
        packed = OneDnnLinear(linear, dtype)(x)
        torch.testing.assert_close(packed, linear(x), atol=tolerance, rtol=0)
    assert packed.dtype == torch.float32


def test_replaces_every_linear_layer_and_nothing_else() -> None:
    model = nn.Sequential(nn.Linear(4, 4), nn.Sequential(nn.LayerNorm(4), nn.Linear(4, 2)))
    use_onednn(model, torch.float32)
    kinds = [type(module) for module in model.modules() if not isinstance(module, nn.Sequential)]
    assert kinds == [OneDnnLinear, nn.LayerNorm, OneDnnLinear]
