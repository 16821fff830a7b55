"""Lists for the API and the pages: one way to make them."""

from bookrec.data.history import RatedBook
from bookrec.scoring.explain.recommendation import RecommendationList
from bookrec.scoring.lists.options import ListOptions
from bookrec.scoring.recommender import Recommender


def make_list(
    recommender: Recommender, history: list[RatedBook], n: int | None, options: ListOptions
) -> RecommendationList:
    """Make a list, as the command does."""
    return recommender.recommend_list(recommender.read(history), n, **options)
