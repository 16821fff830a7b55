import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bookrec.errors import DataError
from bookrec.evaluation.protocol import Cases, build_cases, select_part
from bookrec.settings import SplitSettings

BOOK_IDS = [f"book{i:03d}" for i in range(100)]
SPLIT = SplitSettings(min_ratings=10, max_history=20, history_share=0.8)


def make_ratings(sizes: dict[str, int]) -> pd.DataFrame:
    """Give each user the first `size` books; user ids and sizes as given."""
    rows = [
        (user_id, BOOK_IDS[i], 1.0 + i % 5, "one.csv" if user_id < "m" else "two.csv")
        for user_id, size in sizes.items()
        for i in range(size)
    ]
    frame = pd.DataFrame(rows, columns=["user_id", "book_id", "rating", "source"])
    return frame.astype({"rating": "float32"})


def rows_of(cases: Cases, user_id: str) -> tuple[list[int], list[int]]:
    user = cases.user_ids.tolist().index(user_id)
    history = list(cases.histories())[user]
    return history.book_nums.tolist(), list(cases.candidates())[user].tolist()


def test_history_and_test_split_a_users_ratings() -> None:
    cases = build_cases(make_ratings({"ann": 10, "bob": 9, "zoe": 100}), BOOK_IDS, SPLIT, "all")
    assert cases.user_ids.tolist() == ["ann", "zoe"]  # bob has too few ratings
    assert cases.sources.tolist() == ["one.csv", "two.csv"]
    assert np.diff(cases.history_offsets).tolist() == [8, 20]
    assert np.diff(cases.test_offsets).tolist() == [2, 80]
    history, test = rows_of(cases, "ann")
    assert sorted(history + test) == list(range(10))
    np.testing.assert_array_equal(cases.test_ratings, 1 + cases.test_books % 5)
    np.testing.assert_array_equal(cases.history_ratings, 1 + cases.history_books % 5)
    assert np.bincount(cases.test_users).tolist() == [2, 80]


@given(order=st.randoms(use_true_random=False))
def test_a_users_history_depends_on_nobody_else_and_no_row_order(order: object) -> None:
    alone = make_ratings({"ann": 30})
    together = make_ratings({"bob": 12, "ann": 30, "zoe": 50})
    rows = list(range(len(together)))
    order.shuffle(rows)  # type: ignore[attr-defined]
    shuffled = together.iloc[rows]
    assert rows_of(build_cases(alone, BOOK_IDS, SPLIT, "all"), "ann") == rows_of(
        build_cases(shuffled, BOOK_IDS, SPLIT, "all"), "ann"
    )


def test_another_seed_draws_another_history() -> None:
    ratings = make_ratings({"ann": 60})
    other = SPLIT.model_copy(update={"seed": SPLIT.seed + 1})
    assert rows_of(build_cases(ratings, BOOK_IDS, SPLIT, "all"), "ann") != rows_of(
        build_cases(ratings, BOOK_IDS, other, "all"), "ann"
    )


def test_users_draw_different_books() -> None:
    cases = build_cases(make_ratings({"ann": 60, "bob": 60}), BOOK_IDS, SPLIT, "all")
    assert rows_of(cases, "ann") != rows_of(cases, "bob")


def test_parts_share_no_user_and_cover_all() -> None:
    ratings = make_ratings({f"user{i}": 10 for i in range(60)})
    parts = [
        set(build_cases(ratings, BOOK_IDS, SPLIT, part).user_ids)
        for part in ("train", "validation", "test")
    ]
    assert sum(map(len, parts)) == len(set.union(*parts)) == 60
    assert set(select_part(ratings, SPLIT, "test")["user_id"]) == parts[2]


def test_a_shorter_history_begins_the_longer_and_leaves_the_test_alone() -> None:
    ratings = make_ratings({"ann": 10, "zoe": 90})
    long = build_cases(ratings, BOOK_IDS, SPLIT, "all", max_history=50)
    short = long.cut_history(5)
    for before, after in zip(long.histories(), short.histories(), strict=True):
        assert before.book_nums[:5].tolist() == after.book_nums.tolist()
        assert before.ratings[:5].tolist() == after.ratings.tolist()
    np.testing.assert_array_equal(long.test_books, short.test_books)
    direct = build_cases(ratings, BOOK_IDS, SPLIT, "all", max_history=5)
    np.testing.assert_array_equal(direct.history_books, short.history_books)


def test_test_rows_can_be_selected() -> None:
    cases = build_cases(make_ratings({"ann": 10, "zoe": 40}), BOOK_IDS, SPLIT, "all")
    kept = cases.select_test(cases.test_users == 1)
    assert len(kept) == 2
    assert np.diff(kept.test_offsets).tolist() == [0, 20]
    assert [len(c) for c in kept.candidates()] == [0, 20]


def test_users_can_be_selected() -> None:
    ratings = make_ratings({"ann": 10, "bob": 30, "zoe": 40})
    cases = build_cases(ratings, BOOK_IDS, SPLIT, "all")
    kept = cases.select_users(np.array([True, False, True]))
    assert kept.user_ids.tolist() == ["ann", "zoe"]
    for user_id in kept.user_ids:
        assert rows_of(kept, user_id) == rows_of(cases, user_id)


def test_an_unknown_book_is_refused() -> None:
    with pytest.raises(DataError, match="book009.*not in the books table"):
        build_cases(make_ratings({"ann": 10}), BOOK_IDS[:9], SPLIT, "all")


def test_no_user_left_is_refused() -> None:
    with pytest.raises(DataError, match="no all user has 10 ratings"):
        build_cases(make_ratings({"ann": 5}), BOOK_IDS, SPLIT, "all")


def test_of_many_users_a_part_is_drawn_and_said() -> None:
    ratings = make_ratings({f"user{number}": 12 for number in range(40)})
    everybody = build_cases(ratings, BOOK_IDS, SPLIT, "all")
    assert everybody.drawn_from is None
    assert build_cases(ratings, BOOK_IDS, SPLIT, "all", max_users=40).drawn_from is None
    drawn = build_cases(ratings, BOOK_IDS, SPLIT, "all", max_users=15)
    assert (len(drawn), drawn.drawn_from) == (15, 40)
    for user_id in drawn.user_ids.tolist():
        assert rows_of(drawn, user_id) == rows_of(everybody, user_id)
    again = build_cases(ratings.sample(frac=1, random_state=1), BOOK_IDS, SPLIT, "all", None, 15)
    assert again.user_ids.tolist() == drawn.user_ids.tolist()
    other = SPLIT.model_copy(update={"seed": SPLIT.seed + 1})
    others = build_cases(ratings, BOOK_IDS, other, "all", max_users=15)
    assert others.user_ids.tolist() != drawn.user_ids.tolist()


def test_categories_give_the_cases_of_texts() -> None:
    ratings = make_ratings({f"user{number}": 8 + number for number in range(12)})
    texts = ["user_id", "book_id", "source"]
    for part in ("test", "all"):
        expected = build_cases(ratings, BOOK_IDS, SPLIT, part, max_users=5)
        cases = build_cases(
            ratings.astype(dict.fromkeys(texts, "category")), BOOK_IDS, SPLIT, part, max_users=5
        )
        assert cases.user_ids.tolist() == expected.user_ids.tolist()
        for user_id in cases.user_ids.tolist():
            assert rows_of(cases, user_id) == rows_of(expected, user_id)
