"""Personal book recommendations from Goodreads data.

>>> from bookrec import RatedBook, Recommender
>>> recommender = Recommender.load("artifacts")  # doctest: +SKIP
>>> recommender.recommend([RatedBook(title="Dune", rating=5)], n=10)  # doctest: +SKIP
"""

from typing import TYPE_CHECKING, Any

from bookrec.errors import BookrecError

if TYPE_CHECKING:
    from bookrec.data.history import RatedBook
    from bookrec.scoring.recommender import Recommender

__all__ = ["BookrecError", "RatedBook", "Recommender", "__version__"]

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:  # noqa: ANN401 - a module attribute can be anything
    """Import a public name when it is first used, so that `import bookrec` stays light."""
    if name == "RatedBook":
        from bookrec.data.history import RatedBook

        return RatedBook
    if name == "Recommender":
        from bookrec.scoring.recommender import Recommender

        return Recommender
    raise AttributeError(f"module 'bookrec' has no attribute {name!r}")
