"""Write encoder and head as one model that plain sentence-transformers loads.

sentence-transformers passes one text through the transformer and then on from module to module,
so what can leave in that form is the path of the description: its columns of the head's first
layer, and everything behind them. Series, author and genres enter as zeros, as they do here for a
book that lacks them: the exported model gives exactly the book embedding of a book of which only
a description is known. Vectors of whole catalogue books are the rows of the `encode` stage.
"""

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from safetensors.torch import save
from torch import Tensor, nn

from bookrec.encoder.features import description_columns
from bookrec.encoder.model_config import MODULES, TEXT_CONFIGS, ModelConfig, read_model_config
from bookrec.encoder.weights import CONFIG, MODEL_FILES, WEIGHTS, ModelSource
from bookrec.errors import ConfigError
from bookrec.head.model import ProjectionHead
from bookrec.storage.files import write_json

NOT_COPIED = (MODULES, TEXT_CONFIGS, "config_sentence_transformers.json", "1_Pooling/*")
MODULE_TYPES = "sentence_transformers.models"
README = """---
library_name: sentence-transformers
pipeline_tag: sentence-similarity
---

# Book descriptions to book embeddings

`{name}` and a projection head trained by bookrec on which books belong together.

```python
from sentence_transformers import SentenceTransformer

SentenceTransformer("this folder").encode(["A boy learns that he is a wizard."])
```

The vector is bookrec's embedding of a book of which only the description is known: series, author
and genres are zero in the head's input. An empty text has no meaning here.
"""


def export_sentence_transformer(source: ModelSource, head: ProjectionHead, folder: Path) -> None:
    """Write a folder for `sentence_transformers.SentenceTransformer(folder)`.

    Args:
        source: The encoder the head was trained on.
        head: The trained head.
        folder: Where to write; must be new or empty.

    Raises:
        ConfigError: If the folder is not empty, or the head was trained on another encoder's
            vectors.
    """
    if folder.exists() and any(folder.iterdir()):
        raise ConfigError(f"{folder}: not empty; choose a new folder to export to")
    dim = int(json.loads((source.folder / CONFIG).read_text(encoding="utf-8"))["hidden_size"])
    if head.config.input_dim <= 3 * dim:
        raise ConfigError(
            f"the head reads {head.config.input_dim} columns, too few for vectors of {dim} from "
            f"{source.name}; export with the encoder it was trained on"
        )
    with _emptied_on_failure(folder):
        _write_modules(source, head, dim, folder)


@contextmanager
def _emptied_on_failure(folder: Path) -> Iterator[None]:
    """Make a folder, and leave it as empty as it was if what fills it fails."""
    is_new = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        for path in folder.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        if is_new:
            folder.rmdir()
        raise


def _write_modules(source: ModelSource, head: ProjectionHead, dim: int, folder: Path) -> None:
    """Write all parts; the list of them, without which nothing can be loaded, comes last."""
    config = read_model_config(source.folder)
    _copy_transformer(source.folder, folder)
    write_json(folder / "sentence_bert_config.json", _text_options(config))
    modules = {
        "": "Transformer",
        "1_Pooling": "Pooling",
        "2_Normalize": "Normalize",
        "3_Dense": "Dense",
        "4_LayerNorm": "LayerNorm",
        "5_Dense": "Dense",
        "6_Normalize": "Normalize",
    }
    pooling = {"word_embedding_dimension": dim, "pooling_mode": config.pooling}
    _write_module(folder / "1_Pooling", pooling)
    _write_head(head, description_columns(dim), folder)
    listed = [
        {"idx": number, "name": str(number), "path": path, "type": f"{MODULE_TYPES}.{name}"}
        for number, (path, name) in enumerate(modules.items())
    ]
    (folder / "README.md").write_text(README.format(name=source.name), encoding="utf-8")
    write_json(folder / MODULES, listed)


def _write_head(head: ProjectionHead, columns: slice, folder: Path) -> None:
    """Write the head's layers as modules; all inputs outside `columns` are zero."""
    layers = head.layers.state_dict()
    described = layers["0.weight"][:, columns]
    _write_dense(folder / "3_Dense", described, layers["0.bias"], nn.ReLU)
    norm = {"norm.weight": layers["2.weight"], "norm.bias": layers["2.bias"]}
    _write_module(folder / "4_LayerNorm", {"dimension": head.config.hidden_dim}, norm)
    _write_dense(folder / "5_Dense", layers["4.weight"], layers["4.bias"], nn.Identity)


def _copy_transformer(source: Path, folder: Path) -> None:
    left_out = {path for pattern in NOT_COPIED for path in source.glob(pattern)}
    for path in {path for pattern in MODEL_FILES for path in source.glob(pattern)} - left_out:
        shutil.copyfile(path, folder / path.name)


def _text_options(config: ModelConfig) -> dict[str, Any]:
    options: dict[str, Any] = {"do_lower_case": config.lower_case}
    if config.max_tokens is not None:
        options["max_seq_length"] = config.max_tokens
    return options


def _write_dense(folder: Path, weight: Tensor, bias: Tensor, activation: type[nn.Module]) -> None:
    config = {
        "in_features": weight.shape[1],
        "out_features": weight.shape[0],
        "bias": True,
        "activation_function": f"{activation.__module__}.{activation.__qualname__}",
    }
    _write_module(folder, config, {"linear.weight": weight, "linear.bias": bias})


def _write_module(
    folder: Path, config: dict[str, Any], weights: dict[str, Tensor] | None = None
) -> None:
    folder.mkdir()
    write_json(folder / CONFIG, config)
    if weights is not None:
        plain = {name: tensor.detach().cpu().contiguous() for name, tensor in weights.items()}
        (folder / WEIGHTS).write_bytes(save(plain))
