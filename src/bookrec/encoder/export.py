"""Write encoder and head as one model that plain sentence-transformers loads.

sentence-transformers passes one text through the transformer and then on from module to module,
so what can leave in that form is the path of the description: its columns of the head's first
layer, and everything behind them. Series, author and genres enter as zeros, as they do here for a
book that lacks them: the exported model gives exactly the book embedding of a book of which only
a description is known. Vectors of whole catalogue books are the rows of the `encode` stage.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from safetensors import SafetensorError
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Dense, LayerNorm, Normalize
from torch import nn

from bookrec.encoder.features import description_columns
from bookrec.encoder.loading import load_sentence_transformer
from bookrec.encoder.weights import ModelSource
from bookrec.errors import ArtifactError, ConfigError
from bookrec.head.model import ProjectionHead

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
        ArtifactError: If the encoder cannot be loaded, or the files cannot be written.
        ConfigError: If the folder is not empty, or the head was trained on another encoder's
            vectors.
    """
    if folder.exists() and any(folder.iterdir()):
        raise ConfigError(f"{folder}: not empty; choose a new folder to export to")
    encoder = load_sentence_transformer(source, "cpu")
    dim = int(encoder.get_embedding_dimension() or 0)
    if head.config.input_dim <= 3 * dim:
        raise ConfigError(
            f"the head reads {head.config.input_dim} columns, too few for vectors of {dim} from "
            f"{source.name}; export with the encoder it was trained on"
        )
    exported = SentenceTransformer(
        modules=[*encoder.children(), *_head_modules(head, description_columns(dim))],
        device="cpu",
        prompts={name: text for name, text in encoder.prompts.items() if text},
        default_prompt_name=encoder.default_prompt_name,
    )
    with _emptied_on_failure(folder):
        exported.save(str(folder), create_model_card=False)
        (folder / "README.md").write_text(README.format(name=source.name), encoding="utf-8")


def _head_modules(head: ProjectionHead, columns: slice) -> list[nn.Module]:
    """Return the head's layers as modules; all inputs outside `columns` are zero."""
    layers = {name: weight.detach().clone() for name, weight in head.layers.state_dict().items()}
    norm = LayerNorm(head.config.hidden_dim)
    norm.norm.load_state_dict({"weight": layers["2.weight"], "bias": layers["2.bias"]})
    described = layers["0.weight"][:, columns].contiguous()
    return [
        Normalize(),
        _dense(described, layers["0.bias"], nn.ReLU()),
        norm,
        _dense(layers["4.weight"], layers["4.bias"], nn.Identity()),
        Normalize(),
    ]


def _dense(weight: nn.Parameter, bias: nn.Parameter, activation: nn.Module) -> Dense:
    n_out, n_in = weight.shape
    return Dense(n_in, n_out, True, activation, weight, bias)


@contextmanager
def _emptied_on_failure(folder: Path) -> Iterator[None]:
    """Make a folder, and leave it as empty as it was if what fills it fails."""
    is_new = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        yield
    except BaseException as error:
        for path in folder.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        if is_new:
            folder.rmdir()
        if isinstance(error, SafetensorError):
            raise ArtifactError(f"{folder}: cannot be written ({error})") from error
        raise
