"""A recommendation list full of text that must not be taken at its word."""

import pytest

from bookrec.scoring.explain.recommendation import (
    Contribution,
    Recommendation,
    RecommendationList,
    Unmatched,
)

HOSTILE = (
    "<script>document.title='taken'</script> \x1b]0;taken\x07\x1b[31m=1+1 | [bold]x[/bold] *y*"
)


def _book(title: str, **fields: object) -> Recommendation:
    values = {
        "book_id": f"1.{title}",
        "title": title,
        "author": "Ursula K. Le Guin",
        "predicted_rating": 4.26,
        "score": 1.5,
        "reasons": ("because you gave Dune 5 stars", "although you disliked Emma"),
        "series": "Earthsea Cycle",
        "volume": 1.0,
        "year": 1968,
        "pages": 183,
        "average_rating": 4.0,
        "n_ratings": 250_000,
        "genres": ("Fantasy", "Classics"),
        "cover_url": None,
        "baseline": 3.9,
        "contributions": (Contribution("Dune", 5.0, 0.4), Contribution("Emma", 1.0, -0.04)),
        "other_contributions": 0.0,
    }
    return Recommendation(**(values | fields))


@pytest.fixture
def made() -> RecommendationList:
    """A plain book, a hostile one, and one of which hardly anything is known."""
    return RecommendationList(
        recommendations=(
            _book("A Wizard of Earthsea", cover_url="https://images.example/1.jpg"),
            _book(HOSTILE, author=HOSTILE, reasons=(HOSTILE,), series=HOSTILE, genres=(HOSTILE,)),
            _book(
                "Bare",
                series=None,
                volume=None,
                year=-800,
                pages=None,
                average_rating=None,
                reasons=(),
                genres=(),
                score=-0.5,
                cover_url="javascript:alert(1)",
            ),
        ),
        unmatched=(Unmatched(HOSTILE, "no title of the catalogue is similar"),),
        notes=("You rated no book.",),
        diversity=0.3,
        max_per_author=2,
        fame=0.65,
        similarity=0.25,
    )
