from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import given, settings
from hypothesis import strategies as st

from bookrec.data.history import RatedBook, Status, load_history
from bookrec.data.history import shelf as module
from bookrec.data.history.shelf import Added, add_books, load_shelf, remove_book
from bookrec.errors import DataError, NotFoundError

DUNE = RatedBook(title="Dune", author="Frank Herbert", rating=5, book_id="44767458-dune")
EMMA = RatedBook(title="Emma", author="Jane Austen", rating=3.5, genres=("classics", "love"))
ILIAD = RatedBook(title="The Iliad", author="Homer", status=Status.TO_READ, year=-750)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bookrec.books.csv"


def test_no_file_is_an_empty_shelf(path: Path):
    assert load_shelf(path) == []


def test_round_trip_and_plain_history(path: Path):
    assert add_books(path, [DUNE, EMMA, ILIAD]) == Added(new=3, changed=0)
    assert load_shelf(path) == [DUNE, EMMA, ILIAD]
    assert load_history(path).books == (DUNE, EMMA, ILIAD)
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_a_book_that_is_there_takes_the_new_opinion_only(path: Path):
    add_books(path, [DUNE, EMMA])
    again = RatedBook(title="DUNE!", author="Herbert, Frank", rating=2)
    by_id = RatedBook(book_id="44767458-dune", rating=4)
    unrated = RatedBook(title="Emma", author="Jane Austen")
    assert add_books(path, [again, by_id, unrated, EMMA, ILIAD]) == Added(new=1, changed=2)
    titles = [(book.title, book.rating, book.book_id) for book in load_shelf(path)]
    assert titles == [("Dune", 4, "44767458-dune"), ("Emma", 3.5, ""), ("The Iliad", None, "")]


def test_remove_by_title_author_or_id(path: Path):
    add_books(path, [DUNE, EMMA, RatedBook(title="Emma", author="Alexander McCall Smith")])
    with pytest.raises(DataError, match="2 books fit .*give the author"):
        remove_book(path, "emma")
    assert remove_book(path, "emma", "austen, jane") == EMMA
    assert remove_book(path, "44767458-dune") == DUNE
    assert len(load_shelf(path)) == 1
    with pytest.raises(NotFoundError, match="did you mean Emma by Alexander McCall Smith"):
        remove_book(path, "Ema")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title,rating\nEmma,4\nDune,9\n", "line 3.*mend that line"),
        ("title,rating,lent to\nDune,5,Ann\n", "column 'lent to'"),
        ("nothing,here\n1,2\n", "column 'nothing'"),
    ],
)
def test_a_file_that_would_lose_something_is_left_alone(path: Path, text: str, said: str):
    path.write_text(text)
    with pytest.raises(DataError, match=said):
        add_books(path, [DUNE])
    assert path.read_text() == text


def test_a_hand_written_file_is_taken_over(path: Path):
    path.write_text("Title,Rating\nDune,4\n\n", encoding="utf-8-sig")
    assert add_books(path, [EMMA]) == Added(new=1, changed=0)
    assert [book.title for book in load_shelf(path)] == ["Dune", "Emma"]


@pytest.mark.parametrize("broken", ["fsync", "replace"])
def test_failed_write_leaves_the_file_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
):
    def fail(*args: object) -> None:
        raise OSError(28, "No space left on device")

    add_books(path, [DUNE])
    before = path.read_bytes()
    monkeypatch.setattr(module.os if broken == "fsync" else Path, broken, fail)
    with pytest.raises(DataError, match="No space left on device"):
        add_books(path, [EMMA])
    assert path.read_bytes() == before
    assert [entry.name for entry in path.parent.iterdir()] == [path.name]


def test_a_file_that_another_process_holds(path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "_LOCK_SECONDS", 0)
    with FileLock(path.with_name(f".{path.name}.lock")):
        with pytest.raises(DataError, match="another bookrec keeps changing it"):
            add_books(path, [DUNE])
    assert not path.exists()


def test_link_and_permissions_survive(path: Path, tmp_path: Path):
    target = tmp_path / "elsewhere.csv"
    add_books(target, [DUNE])
    target.chmod(0o600)
    path.symlink_to(target)
    add_books(path, [EMMA])
    assert path.is_symlink()
    assert target.stat().st_mode & 0o777 == 0o600
    assert len(load_shelf(target)) == 2


CHARACTERS = st.characters(exclude_categories=["Cs", "Cc"])
TEXT = st.text(CHARACTERS, min_size=1, max_size=20).map(str.strip)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.builds(
            RatedBook,
            title=TEXT.filter(bool),
            author=TEXT,
            rating=st.none() | st.integers(4, 20).map(lambda quarters: quarters / 4),
            status=st.sampled_from(Status),
            year=st.none() | st.integers(-999, 2030),
        ),
        max_size=5,
    )
)
def test_any_books_come_back(tmp_path_factory: pytest.TempPathFactory, books: list[RatedBook]):
    path = tmp_path_factory.mktemp("shelf") / "books.csv"
    added = add_books(path, books)
    shelf = load_shelf(path)
    assert len(shelf) == added.new
    assert all(any(book.title == kept.title for book in books) for kept in shelf)
    assert add_books(path, shelf) == Added(0, 0)
    assert load_shelf(path) == shelf
