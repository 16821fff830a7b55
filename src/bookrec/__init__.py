"""Personal book recommendations, trained and evaluated on your own machine.

>>> from bookrec import Dataset, RatedBook, Recommender, evaluate
>>> dataset = Dataset.from_frames(books, ratings)  # doctest: +SKIP
>>> recommender = Recommender.fit(dataset)  # doctest: +SKIP
>>> recommender.recommend([RatedBook(title="Dune", rating=5)], n=10)  # doctest: +SKIP
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from bookrec.errors import BookrecError

if TYPE_CHECKING:
    from bookrec.data.dataset import Dataset
    from bookrec.data.history import RatedBook, Status, load_history
    from bookrec.encoder.plugged import EncoderLike
    from bookrec.evaluation.library import ModelComparison, evaluate
    from bookrec.pipeline.library import StageProgress, fit_recommender
    from bookrec.protocols import (
        BookIndex,
        DatasetReader,
        Engine,
        RankingModel,
        RatingModel,
        Scorer,
        TextEncoder,
    )
    from bookrec.scoring.explain.recommendation import Recommendation, RecommendationList
    from bookrec.scoring.lists.filters import BookFilter, Range
    from bookrec.scoring.model.history import History
    from bookrec.scoring.recommender import Recommender
    from bookrec.settings import Settings

_HOMES = {
    "BookFilter": "scoring.lists.filters",
    "BookIndex": "protocols",
    "Dataset": "data.dataset",
    "DatasetReader": "protocols",
    "EncoderLike": "encoder.plugged",
    "Engine": "protocols",
    "History": "scoring.model.history",
    "ModelComparison": "evaluation.library",
    "Range": "scoring.lists.filters",
    "RankingModel": "protocols",
    "RatedBook": "data.history",
    "RatingModel": "protocols",
    "Recommendation": "scoring.explain.recommendation",
    "RecommendationList": "scoring.explain.recommendation",
    "Recommender": "scoring.recommender",
    "Scorer": "protocols",
    "Settings": "settings",
    "StageProgress": "pipeline.library",
    "Status": "data.history",
    "TextEncoder": "protocols",
    "evaluate": "evaluation.library",
    "fit_recommender": "pipeline.library",
    "load_history": "data.history",
}
"""Where each public name lives; it is imported when it is first used."""

__all__ = [
    "BookFilter",
    "BookIndex",
    "BookrecError",
    "Dataset",
    "DatasetReader",
    "EncoderLike",
    "Engine",
    "History",
    "ModelComparison",
    "Range",
    "RankingModel",
    "RatedBook",
    "RatingModel",
    "Recommendation",
    "RecommendationList",
    "Recommender",
    "Scorer",
    "Settings",
    "StageProgress",
    "Status",
    "TextEncoder",
    "__version__",
    "evaluate",
    "fit_recommender",
    "load_history",
]

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a module attribute can be anything
    """Import a public name when it is first used, so that `import bookrec` stays light."""
    if name not in _HOMES:
        raise AttributeError(f"module 'bookrec' has no attribute {name!r}")
    return getattr(import_module(f"bookrec.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    """List the public names, imported or not."""
    return __all__
