"""Lists for readers of a small world: 40 books of two kinds, with series, editions, an omnibus."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookrec.data.history import RatedBook, Status
from bookrec.errors import ConfigError, NotFoundError
from bookrec.scoring.catalog.catalog import Catalog
from bookrec.scoring.explain.likes import Likes
from bookrec.scoring.explain.recommendation import Recommendation
from bookrec.scoring.lists.filters import BookFilter
from bookrec.scoring.model.history import History
from bookrec.scoring.model.scorer import CatalogueScores
from bookrec.scoring.recommender import Recommender

N_PLAIN = 30


@dataclass(frozen=True)
class CosineScorer:
    """Stands for the tuned scorer: liked books raise what is like them."""

    features: np.ndarray
    author_nums: np.ndarray
    text_map: np.ndarray

    def contributions(self, history: History, candidates: np.ndarray) -> tuple:
        features = self.features[history.book_nums]
        if history.extra is not None:
            features = np.vstack([features, history.extra.text_embeddings @ self.text_map])
        terms = self.features[candidates] @ features.T * (history.all_ratings - 3)
        baseline = np.full(len(candidates), 3.0, np.float32)
        return baseline, (terms / (1 + len(history))).astype(np.float32)

    def predict(self, history: History, candidates: np.ndarray) -> np.ndarray:
        baseline, terms = self.contributions(history, candidates)
        return np.clip(baseline + terms.sum(axis=1), 1, 5).astype(np.float32)

    def score_catalogue(self, histories: Sequence[History]) -> Iterator[CatalogueScores]:
        for history in histories:
            baseline, terms = self.contributions(history, np.arange(len(self.features)))
            scores = (baseline + terms.sum(axis=1)).astype(np.float32)
            yield CatalogueScores(ranking=scores, stars=np.clip(scores, 1, 5))


@pytest.fixture(scope="session")
def recommender(make_catalog: Callable[..., Catalog]) -> Recommender:
    words = "amber basil cedar dahlia elder fennel ginger hazel iris juniper".split()
    plain = [
        {
            "title": f"{words[i % 10]} {words[(3 * i + i // 10) % 10]}",
            "book_id": f"{i:02d}",
            "author": f"Author {chr(65 + i % 12)}",
            "genres": ["Fantasy", "Magic"] if i % 2 else ["History"],
            "n_ratings": 10 + i**3,
            "year": 1990 + i,
        }
        for i in range(N_PLAIN)
    ]
    saga = [
        {
            "title": f"Saga Part {v}",
            "book_id": f"s{v}",
            "series": "Saga",
            "volume": v,
            "author": "S",
        }
        for v in (1, 2, 3)
    ]
    catalog = make_catalog(
        *plain,
        *saga,
        {"title": "Saga Omnibus", "book_id": "s9", "series": "Saga", "volume": 1, "volume_last": 3},
        {"title": "Lone", "book_id": "w1", "author": "Wolf"},
        {"title": "Alone", "book_id": "w2", "author": "L. Wolf", "work_id": "w1"},
        {"title": "Lone / Many", "book_id": "w3", "author": "Wolf"},
    )
    rng = np.random.default_rng(5)
    kind = np.eye(2)[np.arange(catalog.n_books) % 2]
    rows = np.hstack([2 * kind, rng.normal(size=(catalog.n_books, 6))]).astype(np.float32)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    scorer = CosineScorer(rows, np.arange(catalog.n_books), np.eye(8, dtype=np.float32))
    return Recommender(
        catalog,
        scorer,
        rows,
        encode=lambda texts: np.stack([rows[len(text) % 2] for text in texts]),
        load_descriptions=lambda: rows,
    )


def book(book_id: str, rating: float | None = 5, **fields: object) -> RatedBook:
    return RatedBook(book_id=book_id, rating=rating, **fields)


def ids(recommendations: Sequence[Recommendation]) -> list[str]:
    return [item.book_id for item in recommendations]


histories = st.lists(
    st.tuples(st.integers(0, 36), st.sampled_from([1, 2, 3, 4, 4.5, 5])), max_size=8
)


def read_history(recommender: Recommender, pairs: list[tuple[int, float]]) -> list[RatedBook]:
    return [book(recommender.catalog.cell("book_id", num), stars) for num, stars in pairs]


@settings(deadline=None, max_examples=40)
@given(pairs=histories, n=st.integers(1, 12), diversity=st.floats(0, 1))
def test_lists_are_sorted_and_never_repeat(
    recommender: Recommender, pairs: list[tuple[int, float]], n: int, diversity: float
) -> None:
    history = read_history(recommender, pairs)
    found = recommender.recommend(history, n, diversity=diversity)
    scores = [(-item.score, item.book_id) for item in found]
    assert scores == sorted(scores)
    assert len(found) == n
    assert len(set(ids(found))) == n
    assert not set(ids(found)) & {rated.book_id for rated in history}
    authors = [item.author for item in found]
    assert max(map(authors.count, authors)) <= 3
    assert all(1 <= item.predicted_rating <= 5 for item in found)


@settings(deadline=None, max_examples=30)
@given(pairs=histories, seed=st.randoms())
def test_the_order_of_the_history_does_not_matter(
    recommender: Recommender, pairs: list[tuple[int, float]], seed: "st.Random"
) -> None:
    history = read_history(recommender, list(dict(pairs).items()))
    shuffled = list(history)
    seed.shuffle(shuffled)
    assert recommender.recommend(history) == recommender.recommend(shuffled)


def test_of_two_ratings_of_one_book_the_last_counts_and_that_is_said(
    recommender: Recommender,
) -> None:
    history = read_history(recommender, [(3, 5), (4, 4), (3, 1)])
    made = recommender.recommend_list(recommender.read(history))
    title = recommender.catalog.cell("title", 3)
    assert f"{title} has 5 and 1 stars; the last counts." in made.notes
    assert list(made.recommendations) == recommender.recommend(history[1:])


@settings(deadline=None, max_examples=30)
@given(pairs=histories)
def test_contributions_add_up_to_the_prediction(
    recommender: Recommender, pairs: list[tuple[int, float]]
) -> None:
    for item in recommender.recommend(read_history(recommender, pairs)):
        total = item.baseline + sum(part.stars for part in item.contributions)
        total += item.other_contributions
        assert np.clip(total, 1, 5) == pytest.approx(item.predicted_rating, abs=1e-5)


@settings(deadline=None, max_examples=30)
@given(pairs=histories)
def test_printed_reasons_are_the_signs_of_the_terms(
    recommender: Recommender, pairs: list[tuple[int, float]]
) -> None:
    history = read_history(recommender, pairs)
    reader = recommender.read(history)
    listed = recommender.recommend(history)
    nums = recommender.catalog.find(ids(listed))
    _, terms = recommender.scorer.contributions(reader.history, nums)
    of_rated = {reason.text: reason for item in listed for reason in item.why}
    for place, item in enumerate(listed):
        assert item.reasons == tuple(reason.text for reason in item.why)
        for reason in item.why:
            if reason.text.startswith(("because you", "although you")) and reason.book_ids:
                (rated,) = recommender.catalog.find(reason.book_ids)
                term = terms[place, reader.history.book_nums.tolist().index(rated)]
                assert (term > 0) == reason.text.startswith("because")
    assert of_rated.keys() >= {text for item in listed for text in item.reasons}


@settings(deadline=None, max_examples=30)
@given(pairs=histories)
def test_no_reason_but_an_average_comes_twice(
    recommender: Recommender, pairs: list[tuple[int, float]]
) -> None:
    listed = recommender.recommend(read_history(recommender, pairs))
    texts = [r.text for item in listed for r in item.why if r.kind != "average" and r.book_ids]
    assert len(texts) == len(set(texts))
    assert all(sum(r.kind != "against" for r in item.why) <= 2 for item in listed)


def test_what_was_asked_for_is_the_reason(recommender: Recommender) -> None:
    (item,) = recommender.recommend([book("05")], 1, like=book("02", None))
    assert item.why[0].kind == "likeness"
    title = recommender.catalog.cell("title", int(recommender.catalog.find(["02"])[0]))
    assert item.reasons[0].startswith(f"like {title}")
    (mood,) = recommender.recommend([], 1, mood="wizards")
    assert mood.reasons[0] == "fits magic"


def test_the_readers_of_a_reason_can_be_counted(recommender: Recommender) -> None:
    """Eleven users like books 5 and 6, seven of them a third one that is recommended."""
    first = recommender.recommend([book("05"), book("06")], 1)[0]
    third = int(recommender.catalog.find([first.book_id])[0])
    users = np.concatenate([np.arange(11), np.arange(11), np.arange(7)])
    books = np.repeat([5, 6, third], [11, 11, 7])
    likes = Likes.from_ratings(users, books, np.full(29, 4.0), recommender.catalog.n_books)
    (item,) = replace(recommender, likes=likes).recommend([book("05"), book("06")], 1)
    assert "liked by 7 of 11 readers who liked two or more books you liked" in item.reasons


def test_many_users_get_the_lists_that_each_would_get(recommender: Recommender) -> None:
    rng = np.random.default_rng(0)
    users = []
    for size in (0, 1, 5, 20):
        nums = np.sort(rng.choice(recommender.catalog.n_books, size, replace=False))
        users.append(History(nums, rng.integers(1, 6, size).astype(np.float32)))
    lists = recommender.recommend_users(users, n=7)
    for user, made in zip(users, lists, strict=True):
        pairs = list(zip(user.book_nums.tolist(), user.ratings.tolist(), strict=True))
        single = recommender.recommend(read_history(recommender, pairs), 7)
        assert [recommender.catalog.cell("book_id", num) for num in made.nums] == ids(single)
        assert made.stars.tolist() == pytest.approx([item.predicted_rating for item in single])


def test_a_single_rating_changes_the_list(recommender: Recommender) -> None:
    nothing = recommender.recommend_list(recommender.read([]))
    liked = recommender.recommend_list(recommender.read([book("05")]))
    disliked = recommender.recommend_list(recommender.read([book("05", 1)]))
    assert len(nothing.recommendations) == 10
    assert nothing.notes and not liked.notes
    lists = {tuple(ids(made.recommendations)) for made in (nothing, liked, disliked)}
    assert len(lists) == 3


def test_who_liked_nothing_gets_what_most_like_and_not_what_they_dislike(
    recommender: Recommender,
) -> None:
    made = recommender.recommend_list(recommender.read([book("05", 1), book("07", 2)]), 5)
    assert "liked none" in made.notes[0]
    nums = recommender.catalog.find(ids(made.recommendations))
    disliked = recommender.catalog.find(["05", "07"])
    rows = recommender.book_embeddings
    assert (rows[nums] @ rows[disliked].T).mean() < (rows @ rows[disliked].T).mean()


def test_series_editions_and_omnibuses(recommender: Recommender) -> None:
    everything = ids(recommender.recommend([book("05")], 50, max_per_author=50))
    assert "s1" in everything
    assert not {"s2", "s3", "s9"} & set(everything)
    assert len({"w1", "w2"} & set(everything)) == 1
    later = ids(recommender.recommend([book("s1"), book("w1")], 50, max_per_author=50))
    assert "s2" in later
    assert not {"s3", "s9", "w2", "w3"} & set(later)


def test_read_without_rating_is_known_but_no_preference(recommender: Recommender) -> None:
    found = recommender.recommend_list(recommender.read([book("05", None), book("s1", None)]), 50)
    assert "05" not in ids(found.recommendations)
    assert "s2" in ids(found.recommendations)
    assert found.notes  # nothing was rated


def test_books_to_read_may_be_recommended(recommender: Recommender) -> None:
    wanted = book("07", None, status=Status.TO_READ)
    assert "07" in ids(recommender.recommend([wanted, book("05")], 50, max_per_author=50))


def test_diversity_is_reported_and_lowers_similarity(recommender: Recommender) -> None:
    reader = recommender.read([book("05"), book("07")])
    similar = recommender.recommend_list(reader, 5, diversity=0.0)
    diverse = recommender.recommend_list(reader, 5, diversity=0.9, max_per_author=1)
    assert diverse.similarity < similar.similarity
    assert (diverse.diversity, diverse.max_per_author) == (0.9, 1)
    assert diverse.recommendations[0] == similar.recommendations[0]


def test_less_fame_brings_books_that_fewer_know(recommender: Recommender) -> None:
    def mean_ratings(fame: float) -> float:
        found = recommender.recommend([book("05"), book("07")], 8, fame=fame)
        return float(np.mean([item.n_ratings for item in found]))

    assert mean_ratings(0.0) < mean_ratings(1.0)
    made = recommender.recommend_list(recommender.read([book("05")]), fame=0.25)
    assert made.fame == 0.25


def test_who_gave_two_stars_among_ones_gets_more_of_the_twos(recommender: Recommender) -> None:
    """Odd numbers are of one kind, even ones of the other."""
    rated = [book("05", 1), book("07", 1), book("04", 2), book("06", 2)]
    nums = recommender.catalog.find(ids(recommender.recommend(rated, 6)))
    assert np.count_nonzero(nums % 2 == 0) > 3


def test_wishes_are_met(recommender: Recommender) -> None:
    found = recommender.recommend([book("05")], 50, wishes=BookFilter(genres=["history"]))
    assert found and all("History" in item.genres for item in found)


def test_like_brings_similar_books_and_not_the_book(recommender: Recommender) -> None:
    plain = recommender.recommend([book("05")], 8)
    liked = recommender.recommend([book("05")], 8, like=book("02", None))

    def kinship(found: list[Recommendation]) -> float:
        nums = recommender.catalog.find(ids(found))
        rows = recommender.book_embeddings
        return float((rows[nums] @ rows[recommender.catalog.find(["02"])[0]]).mean())

    assert kinship(liked) > kinship(plain)
    assert "02" not in ids(liked)


def test_several_to_be_like_and_one_to_be_unlike(recommender: Recommender) -> None:
    both = recommender.recommend([], 8, like=[book("02", None), book("04", None)])
    assert not {"02", "04"} & set(ids(both))
    even = recommender.catalog.find(ids(both)) % 2 == 0
    odd = recommender.recommend([], 8, less=[book("02", None), book("04", None)])
    assert (recommender.catalog.find(ids(odd)) % 2 == 0).mean() < even.mean()
    assert not {"02", "04"} & set(ids(odd))


def test_a_mood_is_read_by_genres_without_the_encoder(recommender: Recommender) -> None:
    bare = Recommender(recommender.catalog, recommender.scorer, recommender.book_embeddings)
    magic = bare.recommend([], 8, mood="wizards")
    assert all("Magic" in item.genres for item in magic)
    no_magic = bare.recommend([], 8, mood="history, no wizards")
    assert all("History" in item.genres for item in no_magic)


def test_mood_turns_the_list(recommender: Recommender) -> None:
    even = recommender.recommend([], 5, mood="xx", diversity=0.0)
    odd = recommender.recommend([], 5, mood="xxx", diversity=0.0)
    assert set(ids(even)) != set(ids(odd))


def test_a_mood_without_an_encoder_is_refused(recommender: Recommender) -> None:
    bare = Recommender(recommender.catalog, recommender.scorer, recommender.book_embeddings)
    with pytest.raises(ConfigError, match="encoder"):
        bare.recommend([book("05")], mood="qqq")


def test_books_outside_the_catalogue_are_named_and_count(recommender: Recommender) -> None:
    outside = RatedBook(title="Quite Unheard Of", author="No One", rating=5)
    made = recommender.recommend_list(recommender.read([outside]))
    assert [book.input for book in made.unmatched] == ["Quite Unheard Of by No One"]
    assert not made.notes
    liked = [part.title for part in made.recommendations[0].contributions]
    assert liked == ["Quite Unheard Of"]


def test_predict_gives_nan_for_unknown_ids(recommender: Recommender) -> None:
    predicted = recommender.predict([book("05")], ["07", "no such id", "05"])
    assert predicted.dtype == np.float32
    assert np.isnan(predicted).tolist() == [False, True, False]
    assert recommender.predict([], []).shape == (0,)


@pytest.mark.parametrize(
    "options",
    [{"n": 0}, {"diversity": 1.5}, {"diversity": float("nan")}, {"max_per_author": 0}, {"fame": 2}],
)
def test_options_out_of_range(recommender: Recommender, options: dict[str, float]) -> None:
    with pytest.raises(ConfigError, match=next(iter(options))):
        recommender.recommend([book("05")], **options)


def test_like_must_exist(recommender: Recommender) -> None:
    with pytest.raises(NotFoundError, match="Utter Nonsense"):
        recommender.recommend([], like=RatedBook(title="Utter Nonsense Title"))


def test_a_list_marks_what_the_reader_means_to_read(recommender: Recommender) -> None:
    history = [book("01"), book("s1", None, status=Status.TO_READ)]
    made = recommender.recommend(history, 40)
    marked = [item.book_id for item in made if item.is_to_read]
    assert marked == ["s1"]
    assert next(item for item in made if item.is_to_read).reasons[0] == "on your to-read shelf"


def test_a_list_for_several_holds_what_nobody_knows_and_each_ones_stars(
    recommender: Recommender,
) -> None:
    mine, yours = [book("01"), book("s1")], [book("02"), book("00", 1)]
    readers = {"mine": recommender.read(mine), "yours": recommender.read(yours)}
    made = recommender.recommend_together(readers, 12)
    assert made.readers == ("mine", "yours")
    found = {item.book_id for item in made.recommendations}
    assert not found & {"00", "01", "02", "s1", "s2", "s3", "s9"}  # no sequel of what one knows
    for item in made.recommendations:
        each = [recommender.predict(history, [item.book_id])[0] for history in (mine, yours)]
        assert item.predicted_for_each == pytest.approx(each, abs=1e-5)
        assert min(each) - 1e-5 <= item.predicted_rating <= np.mean(each) + 1e-5
        assert item.baseline + item.other_contributions == pytest.approx(item.predicted_rating)
    assert all(reason.startswith(("mine: ", "yours: ")) for reason in item.reasons)


def test_a_list_for_one_among_several_is_theirs(recommender: Recommender) -> None:
    reader = recommender.read([book("01"), book("04", 2)])
    alone = recommender.recommend_list(reader, 8)
    together = recommender.recommend_together({"a": reader, "b": reader}, 8)
    assert ids(together.recommendations) == ids(alone.recommendations)
    with pytest.raises(ConfigError, match="needs readers"):
        recommender.recommend_together({})
    with pytest.raises(ConfigError, match="no like, less or mood"):
        recommender.recommend_together({"a": reader}, mood="sad")
