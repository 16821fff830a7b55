"""Lists and predictions as the JSON documents that programs rely on."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from bookrec.scoring.explain.prediction import Prediction
from bookrec.scoring.explain.recommendation import RecommendationList
from bookrec.scoring.lists.queue import Queue

# Scores are float32: more decimals would be noise.
_DECIMALS = 6


def list_document(made: RecommendationList) -> dict[str, Any]:
    """Return the list as JSON-able values; an unknown value is None.

    `recommendations` (best first) and `unmatched` are the contract; the rest says how the list
    came about.
    """
    return {
        "recommendations": [rounded(asdict(book)) for book in made.recommendations],
        "unmatched": [asdict(book) for book in made.unmatched],
        "notes": list(made.notes),
        "diversity": made.diversity,
        "max_per_author": made.max_per_author,
        "fame": made.fame,
        "similarity": rounded(made.similarity),
        "readers": list(made.readers),
    }


def predictions_document(predictions: Sequence[Prediction]) -> dict[str, Any]:
    """Return predictions of single books as JSON-able values; an unknown value is None."""
    return {"predictions": [rounded(asdict(prediction)) for prediction in predictions]}


def queue_document(queue: Queue) -> dict[str, Any]:
    """Return the books that a reader means to read, best first, as JSON-able values."""
    return {**predictions_document(queue.predictions), "n_to_read": queue.n_to_read}


def rounded(value: Any) -> Any:  # noqa: ANN401 - any JSON-able value
    """Return JSON-able values with all numbers rounded to six decimals."""
    if isinstance(value, float):
        return round(value, _DECIMALS)
    if isinstance(value, dict):
        return {name: rounded(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(part) for part in value]
    return value
