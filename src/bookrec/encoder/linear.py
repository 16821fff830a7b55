"""Linear layers through oneDNN: the same numbers as torch's, about twice as fast on many CPUs.

torch multiplies float32 matrices on a CPU with Intel's MKL, which leaves half the speed of other
makers' processors unused. oneDNN, which torch also ships, picks its kernels by what the processor
can do, and keeps the weights in the layout those kernels read.
"""

import torch
from torch import nn


class OneDnnLinear(nn.Module):
    """A frozen linear layer `x @ weight.T + bias` with prepacked weights, for inference on a CPU.

    With `dtype` bfloat16 only the matrix product is in that precision (products are summed in
    float32); inputs and outputs stay float32.
    """

    def __init__(self, linear: nn.Linear, dtype: torch.dtype) -> None:
        """Pack the weights of `linear`."""
        super().__init__()
        self.dtype = dtype
        bias = linear.bias
        self.bias = None if bias is None else bias.detach().to(dtype)
        self.weight = torch.ops.mkldnn._reorder_linear_weight(linear.weight.detach().to(dtype))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Map inputs, shape (..., n_in), float32, to outputs, shape (..., n_out), float32."""
        product: torch.Tensor = torch.ops.mkldnn._linear_pointwise(
            x.to(self.dtype), self.weight, self.bias, "none", [], ""
        )
        return product.float()


def onednn_available() -> bool:
    """Say whether this build of torch has oneDNN's prepacked linear layers."""
    return bool(torch.backends.mkldnn.is_available()) and hasattr(  # type: ignore[no-untyped-call]
        torch.ops.mkldnn, "_linear_pointwise"
    )


def bfloat16_available() -> bool:
    """Say whether oneDNN multiplies bfloat16 on this processor: with AVX-512, not with AVX2."""
    return bool(torch.ops.mkldnn._is_mkldnn_bf16_supported())


def use_onednn(module: nn.Module, dtype: torch.dtype) -> None:
    """Replace every linear layer inside `module`, in place."""
    for name, child in module.named_children():
        if type(child) is nn.Linear:
            setattr(module, name, OneDnnLinear(child, dtype))
        else:
            use_onednn(child, dtype)
