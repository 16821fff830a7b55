from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from filelock import FileLock
from hypothesis import given, settings
from hypothesis import strategies as st

from bookrec.data.history import RatedBook, Status, load_history
from bookrec.data.history.shelf import Added, Shelf, default_shelf_path, open_shelf, place
from bookrec.data.history.shelf import file as module
from bookrec.errors import DataError, NotFoundError

DUNE = RatedBook(title="Dune", author="Frank Herbert", rating=5, book_id="44767458-dune")
EMMA = RatedBook(title="Emma", author="Jane Austen", rating=3.5, genres=("classics", "love"))
ILIAD = RatedBook(title="The Iliad", author="Homer", status=Status.TO_READ, year=-750)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bookrec.books.csv"


def visible(path: Path) -> list[str]:
    """Name what is in the shelf's folder besides its own memory of changes."""
    memory = f".{path.name}.undo.json"
    return [entry.name for entry in path.parent.iterdir() if entry.name != memory]


def test_no_file_is_an_empty_shelf(path: Path):
    assert Shelf(path).load() == []


def test_round_trip_and_plain_history(path: Path):
    assert Shelf(path).add([DUNE, EMMA, ILIAD]) == Added(new=3, changed=0)
    assert Shelf(path).load() == [DUNE, EMMA, ILIAD]
    assert load_history(path).books == (DUNE, EMMA, ILIAD)
    assert visible(path) == [path.name]


def test_a_book_that_is_there_takes_the_new_opinion_only(path: Path):
    Shelf(path).add([DUNE, EMMA])
    again = RatedBook(title="DUNE!", author="Herbert, Frank", rating=2)
    by_id = RatedBook(book_id="44767458-dune", rating=4)
    unrated = RatedBook(title="Emma", author="Jane Austen")
    assert Shelf(path).add([again, by_id, unrated, EMMA, ILIAD]) == Added(new=1, changed=2)
    titles = [(book.title, book.rating, book.book_id) for book in Shelf(path).load()]
    assert titles == [("Dune", 4, "44767458-dune"), ("Emma", 3.5, ""), ("The Iliad", None, "")]


def test_remove_by_title_author_or_id(path: Path):
    Shelf(path).add([DUNE, EMMA, RatedBook(title="Emma", author="Alexander McCall Smith")])
    with pytest.raises(DataError, match="2 books fit .*give the author"):
        Shelf(path).remove("emma")
    assert Shelf(path).remove("emma", "austen, jane") == EMMA
    assert Shelf(path).remove("44767458-dune") == DUNE
    assert len(Shelf(path).load()) == 1
    with pytest.raises(NotFoundError, match="did you mean Emma by Alexander McCall Smith"):
        Shelf(path).remove("Ema")


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
        Shelf(path).add([DUNE])
    assert path.read_text() == text


def test_a_hand_written_file_is_taken_over(path: Path):
    path.write_text("Title,Rating\nDune,4\n\n", encoding="utf-8-sig")
    assert Shelf(path).add([EMMA]) == Added(new=1, changed=0)
    assert [book.title for book in Shelf(path).load()] == ["Dune", "Emma"]


@pytest.mark.parametrize("broken", ["fsync", "replace"])
def test_failed_write_leaves_the_file_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch, broken: str
):
    def fail(*args: object) -> None:
        raise OSError(28, "No space left on device")

    Shelf(path).add([DUNE])
    before = path.read_bytes()
    monkeypatch.setattr(module.os if broken == "fsync" else Path, broken, fail)
    with pytest.raises(DataError, match="No space left on device"):
        Shelf(path).add([EMMA])
    assert path.read_bytes() == before
    assert visible(path) == [path.name]


def test_a_file_that_another_process_holds(path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "LOCK_SECONDS", 0)
    with FileLock(path.with_name(f".{path.name}.lock")):
        with pytest.raises(DataError, match="another bookrec keeps changing it"):
            Shelf(path).add([DUNE])
    assert not path.exists()


def test_link_and_permissions_survive(path: Path, tmp_path: Path):
    target = tmp_path / "elsewhere.csv"
    Shelf(target).add([DUNE])
    target.chmod(0o600)
    path.symlink_to(target)
    Shelf(path).add([EMMA])
    assert path.is_symlink()
    assert target.stat().st_mode & 0o777 == 0o600
    assert len(Shelf(target).load()) == 2


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
    added = Shelf(path).add(books)
    shelf = Shelf(path).load()
    assert len(shelf) == added.new
    assert all(any(book.title == kept.title for book in books) for kept in shelf)
    assert Shelf(path).add(shelf) == Added(0, 0)
    assert Shelf(path).load() == shelf


def test_stars_and_status_are_set_one_by_one(path: Path):
    shelf = Shelf(path)
    shelf.add([DUNE, ILIAD])
    assert shelf.rate(ILIAD, 4) == replace(ILIAD, rating=4, status=Status.READ)
    assert shelf.set_status(DUNE, Status.DID_NOT_FINISH).rating == 5
    assert shelf.rate(DUNE, None) == replace(DUNE, rating=None, status=Status.DID_NOT_FINISH)
    assert shelf.hide(EMMA) == replace(EMMA, status=Status.HIDDEN)
    assert [book.status for book in shelf.load()] == ["did-not-finish", "read", "hidden"]


def test_the_wish_to_read_a_book_does_not_make_it_unread(path: Path):
    shelf = Shelf(path)
    shelf.add([replace(DUNE, rating=None)])
    shelf.add([replace(DUNE, rating=None, status=Status.TO_READ)])
    assert shelf.load() == [replace(DUNE, rating=None)]


def test_every_change_can_be_taken_back_in_turn(path: Path):
    shelf = Shelf(path)
    states = [shelf.load()]
    for change in (
        lambda: shelf.add([DUNE, EMMA]),
        lambda: shelf.rate(DUNE, 1),
        lambda: shelf.add([replace(EMMA, rating=2), ILIAD, replace(ILIAD, rating=3)]),
        lambda: shelf.remove("emma"),
        lambda: shelf.hide(ILIAD),
    ):
        change()
        states.append(shelf.load())
    for state in reversed(states[:-1]):
        assert shelf.undo()
        assert shelf.load() == state
    assert shelf.undo() == []


def test_a_change_that_changed_nothing_is_not_taken_back(path: Path):
    shelf = Shelf(path)
    shelf.add([DUNE])
    shelf.add([DUNE])
    (edit,) = shelf.undo()
    assert (edit.before, edit.after) == (DUNE, None)


def test_what_was_changed_by_hand_since_stays(path: Path):
    shelf = Shelf(path)
    shelf.add([DUNE])
    shelf.rate(DUNE, 2)
    path.write_text("title,author,rating\nDune,Frank Herbert,3\n")
    assert shelf.undo() == []
    assert [book.rating for book in shelf.load()] == [3]


def test_a_damaged_memory_is_named_and_no_change_is_refused(path: Path):
    shelf = Shelf(path)
    shelf.add([DUNE])
    memory = path.with_name(f".{path.name}.undo.json")
    memory.write_text("[[1]]")
    with pytest.raises(DataError, match="undo.json.*nothing is undone"):
        shelf.undo()
    shelf.add([EMMA])
    assert len(shelf.undo()) == 1


def test_what_was_shown_is_remembered_until_it_is_forgotten(path: Path):
    shelf = Shelf(path)
    assert shelf.shown() == []
    shelf.remember_shown(["2", "1"])
    shelf.remember_shown(["1", "3"])
    assert shelf.shown() == ["2", "1", "3"]
    assert shelf.forget_shown() == 3
    assert shelf.shown() == []


def test_two_writers_lose_nothing(path: Path):
    def rate(number: int) -> None:
        Shelf(path).rate(RatedBook(title=f"Book {number}"), 4)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(rate, range(24)))
    assert len(Shelf(path).load()) == 24


@pytest.fixture
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The reader's own data folder, and a working folder beside it."""
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setattr(place, "user_data_path", lambda *_, **__: tmp_path / "data")
    return tmp_path / "data"


def test_the_shelf_is_the_persons_own(data_folder: Path):
    assert open_shelf() == (Shelf(data_folder / "books.csv"), "")
    assert open_shelf(Path("x.csv")) == (Shelf(Path("x.csv")), "")


def test_an_old_shelf_is_taken_over_once(data_folder: Path):
    Shelf(place.OLD_FILE).add([DUNE])
    shelf, note = open_shelf()
    assert shelf.load() == [DUNE]
    assert "1 books of bookrec.books.csv" in note
    assert not place.OLD_FILE.exists()
    assert open_shelf() == (shelf, "")
    Shelf(place.OLD_FILE).add([EMMA])
    assert "rate import" in open_shelf()[1]
    assert shelf.load() == [DUNE]
    assert default_shelf_path() == shelf.path
