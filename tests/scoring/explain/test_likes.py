"""Who liked what."""

from pathlib import Path

import numpy as np
import pytest

from bookrec.errors import ArtifactError
from bookrec.scoring.explain.likes import Likes


@pytest.fixture
def likes() -> Likes:
    """Users 0 to 3; likes by book: 0 {0, 1}, 1 {0, 1, 2}, 2 {1, 2}, 3 {}."""
    ratings = [(0, 0, 5), (1, 0, 4), (3, 0, 3), (0, 1, 4), (1, 1, 4.5), (2, 1, 5), (2, 2, 4)]
    ratings += [(1, 2, 5), (0, 2, 1), (3, 3, 2)]
    users, books, stars = map(np.array, zip(*ratings, strict=True))
    return Likes.from_ratings(users, books, stars.astype(np.float32), n_books=5)


def test_likes_by_book(likes: Likes) -> None:
    assert [likes.of(book).tolist() for book in range(5)] == [[0, 1], [0, 1, 2], [1, 2], [], []]


@pytest.mark.parametrize(
    ("liked", "expected", "n_like_minded"),
    [
        pytest.param([0], [2, 2, 1, 0, 0], 2, id="the-only-book"),
        pytest.param([0, 1], [2, 2, 1, 0, 0], 2, id="two-shared"),
        pytest.param([0, 2], [1, 1, 1, 0, 0], 1, id="user-1-alone-liked-both"),
        pytest.param([3], [0, 0, 0, 0, 0], 0, id="liked-by-nobody"),
        pytest.param([], [0, 0, 0, 0, 0], 0, id="nothing-liked"),
    ],
)
def test_like_minded_users(
    likes: Likes, liked: list[int], expected: list[int], n_like_minded: int
) -> None:
    counts, total = likes.count_shared(np.array(liked, dtype=np.int64), np.arange(5))
    assert counts.tolist() == expected
    assert total == n_like_minded


def test_save_and_load(likes: Likes, tmp_path: Path) -> None:
    likes.save(tmp_path)
    again = Likes.load(tmp_path)
    assert np.array_equal(again.offsets, likes.offsets)
    assert np.array_equal(again.users, likes.users)
    (tmp_path / "likes.safetensors").write_bytes(b"no more")
    with pytest.raises(ArtifactError, match="bookrec fit"):
        Likes.load(tmp_path)


def test_no_ratings() -> None:
    nothing = np.zeros(0, dtype=np.int64)
    likes = Likes.from_ratings(nothing, nothing, np.zeros(0, dtype=np.float32), n_books=2)
    counts, total = likes.count_shared(np.array([0]), np.array([0, 1]))
    assert (counts.tolist(), total) == ([0, 0], 0)


def test_books_with_the_same_fans_are_alike(likes: Likes) -> None:
    """Book 1 shares both of book 0's fans, book 2 one of them, books 3 and 4 none."""
    near = likes.compare([0])
    assert near[1] > near[2] > near[3] == near[4] == 0
    assert likes.compare([3]).tolist() == [0, 0, 0, 0, 0]
