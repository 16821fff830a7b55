"""Will I like it? Predictions of named books, in the catalogue and outside."""

import numpy as np
import pytest

from bookrec.data.history import RatedBook, Status
from bookrec.scoring.recommender import Recommender

READ = [
    RatedBook(title="amber voyage", rating=5),
    RatedBook(title="dahlia harvest", rating=1),
    RatedBook(title="olive harvest", rating=4),
    RatedBook(title="poppy harvest", rating=2),
]


def test_a_prediction_is_that_of_the_list_and_its_terms_add_up(small: Recommender) -> None:
    asked = [RatedBook(title="basil voyage"), RatedBook(title="sage harvest")]
    predictions = small.predict_books(READ, asked)
    assert [each.book_id for each in predictions] == ["01", "18"]
    expected = small.predict(READ, ["01", "18"])
    assert [each.predicted_rating for each in predictions] == pytest.approx(expected, abs=1e-5)
    for each in predictions:
        total = each.baseline + each.other_contributions
        total += sum(part.stars for part in each.contributions)
        assert min(max(total, 1), 5) == pytest.approx(each.predicted_rating, abs=1e-4)
        assert each.uncertainty > 0
        assert all("(+" in reason for reason in each.speaks_for)
        assert all("(-" in reason for reason in each.speaks_against)


def test_a_rated_book_is_predicted_as_if_it_were_not(small: Recommender) -> None:
    own, unrated = small.predict_books(READ, [READ[1], RatedBook(title="sage harvest")])
    assert own.own_rating == 1
    assert unrated.own_rating is None
    expected = small.predict([READ[0], *READ[2:]], ["03"])
    assert own.predicted_rating == pytest.approx(float(expected[0]), abs=1e-5)
    assert "dahlia harvest" not in {part.title for part in own.contributions}


def test_a_book_outside_is_judged_by_author_and_description(small: Recommender) -> None:
    def predict(**fields: str) -> object:
        (prediction,) = small.predict_books(READ, [RatedBook(title="qqq", **fields)])
        return prediction

    stranger, by_author = predict(author="Nobody Known"), predict(author="Writer b")
    described = predict(author="Writer b", description="of the sea")
    assert stranger.book_id is None
    assert by_author.predicted_rating < stranger.predicted_rating  # one star for dahlia harvest
    assert "no more than a guess" in stranger.notes[0]
    assert "by its author alone" in by_author.notes[0]
    assert "what you say it is about" in described.notes[0]
    typical = small.scorer.predict_with_uncertainty(small.read([]).history, np.arange(30))[1].mean()
    assert stranger.uncertainty >= typical - 1e-6


TO_READ = [
    RatedBook(title=f"{word} harvest", status=Status.TO_READ) for word in ("sage", "tulip", "rose")
]


def test_the_queue_is_ranked_by_predicted_stars(small: Recommender) -> None:
    known = RatedBook(title="olive harvest", status=Status.TO_READ)  # rated in READ
    queue = small.rank_to_read([*READ, *TO_READ, known, TO_READ[0]])
    stars = [each.predicted_rating for each in queue.predictions]
    assert stars == sorted(stars, reverse=True)
    assert {each.title for each in queue.predictions} == {book.title for book in TO_READ}
    assert queue.n_to_read == 3
    assert len(small.rank_to_read([*READ, *TO_READ], 2).predictions) == 2


def test_the_queue_says_what_is_out_of_order_and_what_is_unknown(small: Recommender) -> None:
    queue = small.rank_to_read(
        [
            *READ,
            RatedBook(title="cedar voyage", status=Status.TO_READ),
            RatedBook(title="Zzyzx", author="Nobody Known", status=Status.TO_READ),
        ]
    )
    cedar, stranger = queue.predictions
    assert cedar.notes == ("not the next of its series (Voyages #3)",)
    assert stranger.book_id is None


def test_wishes_narrow_the_queue_and_nothing_unknown_meets_them(small: Recommender) -> None:
    from bookrec.scoring.lists.filters import BookFilter

    stranger = RatedBook(title="Zzyzx", author="Nobody Known", status=Status.TO_READ)
    queue = small.rank_to_read([*READ, *TO_READ, stranger], wishes=BookFilter(authors=["Writer j"]))
    assert {each.title for each in queue.predictions} == {"sage harvest", "tulip harvest"}
    assert queue.n_to_read == 4
