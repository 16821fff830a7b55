"""The model card: what a trained head is, what it learnt from, and how good it is."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from pydantic import BaseModel

from bookrec.head.model import CONFIG_FILE, WEIGHTS_FILE
from bookrec.head.records import TrainedHead

CARD_FILE = "README.md"

_CARD = """\
---
library_name: bookrec
tags: [books, goodreads, embeddings, triplet-loss]
---

# Book embeddings from text features

A projection head (Linear, ReLU, LayerNorm, Linear, unit length) from {input_dim} text features of
a book (series, author and description embeddings, genres) to {dim} dimensions. Books are near each
other in cosine where they share a series, an author, genres or a subject, or the same users like
them. Weights: `{weights_file}`; shape: `{config_file}`.

```python
from bookrec.head.model import ProjectionHead

head = ProjectionHead.from_pretrained("FOLDER")  # the folder of this card
```

## Data

{data}

{n_train} books were trained on, {n_validation} picked the best epoch, {n_held_out} were held out:
no pair with one of them was trained on. Only ratings of training users were seen.

Training books without a positive of a kind, left out of its term:

{without_positive}

## Quality

How often a related pair of validation books is nearer than a random pair, epoch {best_epoch} of
{n_epochs}. `bookrec evaluate` measures more, on held-out books.

{quality}

Mean cosine over all pairs of books: {mean_cosine:.3f}; effective rank: {effective_rank:.1f}.

## Settings

Users:

{split}

Training:

{settings}
"""


def write_model_card(
    folder: Path,
    trained: TrainedHead,
    settings: BaseModel,
    split: BaseModel,
    data: Mapping[str, object],
) -> None:
    """Write the card of a trained head into its folder.

    Args:
        folder: Where the head was saved.
        trained: The head and its history.
        settings: Settings of `train`.
        split: How users were split.
        data: What it was trained on, by name: fingerprints of the data, counts.
    """
    card = render_model_card(trained, settings, split, data)
    (folder / CARD_FILE).write_text(card, encoding="utf-8")


def render_model_card(
    trained: TrainedHead, settings: BaseModel, split: BaseModel, data: Mapping[str, object]
) -> str:
    """Render the card as Markdown; arguments as for `write_model_card`."""
    best = trained.history[trained.best_epoch - 1]
    config = trained.head.config
    return _CARD.format(
        input_dim=config.input_dim,
        dim=config.dim,
        weights_file=WEIGHTS_FILE,
        config_file=CONFIG_FILE,
        data=_table(("data", "value"), data.items()),
        n_train=trained.split.train.sum(),
        n_validation=trained.split.validation.sum(),
        n_held_out=trained.split.held_out.sum(),
        without_positive=_table(("kind", "books"), trained.without_positive.items()),
        best_epoch=trained.best_epoch,
        n_epochs=len(trained.history),
        quality=_table(
            ("kind", "before", "after"),
            (
                (name, f"{trained.accuracies_before[name]:.4f}", f"{accuracy:.4f}")
                for name, accuracy in best.accuracies.items()
            ),
        ),
        mean_cosine=best.mean_cosine,
        effective_rank=best.effective_rank,
        split=_table(("setting", "value"), split.model_dump().items()),
        settings=_table(("setting", "value"), settings.model_dump().items()),
    )


def _table(header: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    lines = [list(header), *([str(cell) for cell in row] for row in rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
