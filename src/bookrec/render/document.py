"""A recommendation list as the JSON document that programs rely on."""

from dataclasses import asdict
from typing import Any

from bookrec.scoring.explain.recommendation import RecommendationList

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
    }


def rounded(value: Any) -> Any:  # noqa: ANN401 - any JSON-able value
    """Return JSON-able values with all numbers rounded to six decimals."""
    if isinstance(value, float):
        return round(value, _DECIMALS)
    if isinstance(value, dict):
        return {name: rounded(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [rounded(part) for part in value]
    return value
