"""The projection head: text features to book embeddings."""

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import ClassVar, Self

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn

from bookrec.errors import ArtifactError
from bookrec.storage.files import write_tensors

WEIGHTS_FILE = "head.safetensors"
CONFIG_FILE = "config.json"
FILES = (WEIGHTS_FILE, CONFIG_FILE)


@dataclass(frozen=True)
class HeadConfig:
    """Shape of a projection head.

    Attributes:
        input_dim: Width of the features.
        hidden_dim: Width of the hidden layer.
        dim: Width of the book embeddings.
        dropout: Share of hidden units dropped in training, in [0, 1).
    """

    input_dim: int
    hidden_dim: int
    dim: int
    dropout: float = 0.0


class ProjectionHead(nn.Module):
    """Linear, ReLU, LayerNorm, Linear, then unit length."""

    FILES: ClassVar[tuple[str, ...]] = FILES

    def __init__(self, config: HeadConfig) -> None:
        """Set up the layers.

        Args:
            config: Shape of the head.
        """
        super().__init__()
        self.config = config
        self.layers = nn.Sequential(
            nn.Linear(config.input_dim, config.hidden_dim),
            nn.ReLU(),
            nn.LayerNorm(config.hidden_dim),
            nn.Dropout(config.dropout),
            nn.Linear(config.hidden_dim, config.dim),
        )

    def start_from_inputs(self) -> None:
        """Make the head pass on its first inputs, up to length.

        Hidden units come in pairs, `relu(x)` and `relu(-x)`, whose difference is `x`. What layer
        normalisation subtracts falls out of that difference; what it divides by, out of the unit
        length. Hidden units beyond the pairs keep their random weights, but count for nothing yet.
        """
        config = self.config
        n = min(config.dim, config.hidden_dim // 2, config.input_dim)
        inputs = torch.eye(n, config.input_dim)
        weights = self.state_dict()
        weights["layers.0.weight"][: 2 * n] = torch.cat([inputs, -inputs])
        weights["layers.0.bias"][: 2 * n] = 0
        weights["layers.4.weight"].zero_()
        weights["layers.4.weight"][:n, : 2 * n] = torch.cat([torch.eye(n), -torch.eye(n)], dim=1)
        weights["layers.4.bias"].zero_()

    def behind(self, axes: Tensor) -> Self:
        """Return a head that gives for features what this one gives for `features @ axes`.

        It is in evaluation mode.

        Args:
            axes: Shape (n_features, input_dim).
        """
        weights = self.state_dict()
        weights["layers.0.weight"] = weights["layers.0.weight"] @ axes.T
        with torch.device("meta"):  # no random start, which would draw from the global generator
            head = type(self)(replace(self.config, input_dim=axes.shape[0]))
        head.load_state_dict(weights, assign=True)
        return head.eval()

    def forward(self, features: Tensor) -> Tensor:
        """Project features.

        Shape:
            features: (n_books, input_dim), float32.
            returns: (n_books, dim), unit rows.
        """
        return nn.functional.normalize(self.layers(features), dim=1)

    def save_pretrained(self, folder: Path) -> None:
        """Write the weights (safetensors) and the configuration (JSON) into `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        config = json.dumps(asdict(self.config), indent=2) + "\n"
        (folder / CONFIG_FILE).write_text(config, encoding="utf-8")
        weights = {name: tensor.cpu().numpy() for name, tensor in self.state_dict().items()}
        write_tensors(folder / WEIGHTS_FILE, weights)

    @classmethod
    def from_pretrained(cls, folder: Path) -> Self:
        """Read a head that `save_pretrained` wrote; it is in evaluation mode.

        Raises:
            ArtifactError: If a file is missing, damaged, or does not fit the other.
        """
        try:
            config = HeadConfig(**json.loads((folder / CONFIG_FILE).read_text(encoding="utf-8")))
            head = cls(config)
            head.load_state_dict(load_file(folder / WEIGHTS_FILE))
        except (OSError, ValueError, TypeError, RuntimeError, SafetensorError) as error:
            reason = str(error).splitlines()[0]
            raise ArtifactError(
                f"{folder}: no usable projection head ({reason}); run `bookrec train`"
            ) from error
        return head.eval()
