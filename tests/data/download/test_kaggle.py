"""Downloads through the real Kaggle client from a local server that answers well or badly."""

import base64
import errno
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any

import pytest
from tests.fake_kaggle import CALL, FakeKaggle, Handler, serving, status, zip_of
from typer.testing import CliRunner

from bookrec.cli.app import app
from bookrec.data.download import download
from bookrec.data.download.client import MAX_ATTEMPTS
from bookrec.data.download.datasets import BEST_BOOKS, RATINGS
from bookrec.errors import DownloadError

SECRET = "0123456789abcdef0123456789abcdef"  # noqa: S105
BOOKS = "bookId,title\n" + "".join(f"{n},Book {n} of many\n" for n in range(2000))
RATED = "ID,Name,Rating\n1,Book 1,it was amazing\n"


@pytest.fixture
def kaggle(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[FakeKaggle]:
    for name in ("KAGGLE_API_TOKEN", "KAGGLE_CONFIG_DIR", "http_proxy", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("KAGGLE_API_ENVIRONMENT", "TEST")
    monkeypatch.setenv("KAGGLE_USERNAME", "reader")
    monkeypatch.setenv("KAGGLE_KEY", SECRET)
    server = FakeKaggle()
    server.archives[BEST_BOOKS.slug] = zip_of({"books.csv": BOOKS, "README.txt": "hello"})
    server.archives[RATINGS.slug] = zip_of(
        {"user_rating_0.csv": RATED, "in/book1.csv": "Id\n", "other.csv": "x"}
    )
    yield server
    server.close()


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "README.md").write_text("the reader's own file")
    return folder


class Waits(list[float]):
    """Collects the pauses instead of making them."""

    def __call__(self, seconds: float) -> None:
        self.append(seconds)


def content(folder: Path) -> dict[str, bytes | None]:
    """Every path below a folder, hidden ones too, with the bytes of files."""
    return {
        str(path.relative_to(folder)): path.read_bytes() if path.is_file() else None
        for path in folder.rglob("*")
    }


def fails(data_dir: Path, said: str, waits: Waits | None = None) -> str:
    """Download in vain: the folder is as before, the message is one line without secrets."""
    before = content(data_dir)
    with pytest.raises(DownloadError, match=said) as caught:
        download(data_dir, "best-books", wait=Waits() if waits is None else waits)
    message = str(caught.value)
    assert content(data_dir) == before
    assert SECRET not in message
    assert "SIGNED" not in message
    assert message.isprintable()
    return message


def test_both_data_sets(kaggle: FakeKaggle, data_dir: Path):
    seen: list[tuple[int, int]] = []
    results = download(data_dir, progress=lambda done, total: seen.append((done, total)))
    assert content(data_dir) == {
        "README.md": b"the reader's own file",
        "best_books_dataset": None,
        "best_books_dataset/books.csv": BOOKS.encode(),
        "all_books_dataset": None,
        "all_books_dataset/user_rating_0.csv": RATED.encode(),
        "all_books_dataset/book1.csv": b"Id\n",
    }
    assert [(result.dataset, result.files, result.skipped) for result in results] == [
        ("best-books", ("books.csv",), False),
        ("ratings", ("book1.csv", "user_rating_0.csv"), False),
    ]
    assert results[0].bytes == len(BOOKS.encode())
    sizes = [len(archive) for archive in kaggle.archives.values()]
    assert [(size, size) for size in sizes] == [step for step in seen if step[0] == step[1]]


def test_key_goes_to_kaggle_and_not_to_the_storage_host(kaggle: FakeKaggle, data_dir: Path):
    download(data_dir, "best-books")
    expected = "Basic " + base64.b64encode(f"reader:{SECRET}".encode()).decode()
    assert kaggle.requests[0] == (CALL, expected, None)


def test_token_is_sent(kaggle: FakeKaggle, data_dir: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("KAGGLE_API_TOKEN", SECRET)
    download(data_dir, "best-books")
    assert kaggle.requests[0][1] == f"Bearer {SECRET}"


def test_archive_served_without_redirect(kaggle: FakeKaggle, data_dir: Path):
    kaggle.planned.append(serving())
    download(data_dir, "best-books")
    assert len(kaggle.requests) == 1


def test_files_that_are_there_are_kept_without_a_request(kaggle: FakeKaggle, data_dir: Path):
    download(data_dir)
    kaggle.requests.clear()
    before = content(data_dir)
    results = download(data_dir)
    assert [result.skipped for result in results] == [True, True]
    assert results[1].files == ("book1.csv", "user_rating_0.csv")
    assert kaggle.requests == []
    assert content(data_dir) == before


def test_force_replaces_the_data_set_and_keeps_what_else_is_there(
    kaggle: FakeKaggle, data_dir: Path
):
    folder = data_dir / "best_books_dataset"
    folder.mkdir()
    (folder / "old.csv").write_text("old")
    (folder / "notes.txt").write_text("mine")
    download(data_dir, "best-books", force=True)
    assert set(content(folder)) == {"books.csv", "notes.txt"}


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (401, "does not accept the credentials in KAGGLE_USERNAME and KAGGLE_KEY"),
        (403, "agree to its terms"),
        (404, "not at https://www.kaggle.com/datasets/thedevastator/"),
        (418, "answers 418"),
    ],
)
def test_refusal_is_final_and_says_what_to_do(
    kaggle: FakeKaggle, data_dir: Path, code: int, said: str
):
    waits = Waits()
    kaggle.planned.append(status(code))
    fails(data_dir, said, waits)
    assert waits == []
    assert len(kaggle.requests) == 1


def test_refusal_in_the_body_of_a_good_answer(kaggle: FakeKaggle, data_dir: Path):
    body = json.dumps({"code": 403, "message": f"consent needed, {SECRET}"}).encode()
    headers = {"Content-Type": "application/json"}
    kaggle.planned.append(lambda handler: handler.answer(200, headers, body))
    fails(data_dir, "agree to its terms")


@pytest.mark.parametrize("code", [429, 500, 502, 503, 504])
def test_busy_server_is_asked_again_with_growing_pauses(
    kaggle: FakeKaggle, data_dir: Path, code: int
):
    waits = Waits()
    kaggle.planned.extend([status(code)] * 3)
    download(data_dir, "best-books", wait=waits)
    assert waits == [1, 2, 4]
    assert (data_dir / "best_books_dataset/books.csv").read_text() == BOOKS


def test_the_servers_own_pause_is_kept_to_within_reason(kaggle: FakeKaggle, data_dir: Path):
    waits = Waits()
    kaggle.planned.extend([status(429, Retry_After="7"), status(429, Retry_After="99999")])
    download(data_dir, "best-books", wait=waits)
    assert waits == [7, 120]


def test_server_that_stays_busy(kaggle: FakeKaggle, data_dir: Path):
    waits = Waits()
    kaggle.planned.extend([status(503)] * MAX_ATTEMPTS)
    fails(data_dir, f"answers 503, {MAX_ATTEMPTS} times; try again later", waits)
    assert len(waits) == MAX_ATTEMPTS - 1


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bookrec.data.download.client._CHUNK", 100)


@pytest.mark.usefixtures("small_chunks")
def test_broken_connection_goes_on_where_it_stopped(kaggle: FakeKaggle, data_dir: Path):
    redirect: Callable[[Handler], None] = lambda handler: handler.redirect()  # noqa: E731
    kaggle.planned.extend([redirect, serving(sent=1000)])
    download(data_dir, "best-books", wait=Waits())
    assert [path for path, _, _ in kaggle.requests].count(CALL) == 1
    assert kaggle.requests[-1][2] == "bytes=1000-"
    assert (data_dir / "best_books_dataset/books.csv").read_text() == BOOKS


@pytest.mark.usefixtures("small_chunks")
def test_broken_connection_starts_again_where_the_server_cannot_resume(
    kaggle: FakeKaggle, data_dir: Path
):
    kaggle.planned.append(serving(sent=1000, Accept_Ranges=""))
    download(data_dir, "best-books", wait=Waits())
    assert [asked for _, _, asked in kaggle.requests] == [None] * 3
    assert (data_dir / "best_books_dataset/books.csv").read_text() == BOOKS


@pytest.mark.usefixtures("small_chunks")
def test_archive_that_changed_between_two_parts_is_fetched_anew(kaggle: FakeKaggle, data_dir: Path):
    kaggle.planned.append(serving(sent=1000, ETag='"version-0"'))
    download(data_dir, "best-books", wait=Waits())
    assert "bytes=1000-" in [asked for _, _, asked in kaggle.requests]
    assert (data_dir / "best_books_dataset/books.csv").read_text() == BOOKS


def test_connection_that_always_breaks(kaggle: FakeKaggle, data_dir: Path):
    kaggle.planned.extend([serving(sent=10, Accept_Ranges="")] * MAX_ATTEMPTS)
    fails(data_dir, f"the connection broke .*{MAX_ATTEMPTS} times; try again later")


def test_wrong_size(kaggle: FakeKaggle, data_dir: Path):
    real = str(len(kaggle.archives[BEST_BOOKS.slug]) - 1)
    kaggle.planned.extend([serving(Content_Length=real, x_goog_hash="")] * MAX_ATTEMPTS)
    fails(data_dir, "damaged zip file")


def test_wrong_checksum_is_fetched_again(kaggle: FakeKaggle, data_dir: Path):
    wrong = f"md5={base64.b64encode(bytes(16)).decode()}"
    kaggle.planned.append(serving(x_goog_hash=wrong))
    download(data_dir, "best-books", wait=Waits())
    kaggle.planned.extend([serving(x_goog_hash=wrong)] * MAX_ATTEMPTS)
    with pytest.raises(DownloadError, match="the checksum is wrong"):
        download(data_dir, "best-books", force=True, wait=Waits())
    assert (data_dir / "best_books_dataset/books.csv").read_text() == BOOKS


def test_far_too_large_archive_is_not_fetched(kaggle: FakeKaggle, data_dir: Path):
    kaggle.planned.append(serving(sent=0, Content_Length=str(2**40)))
    fails(data_dir, "far more than this data set has")


def test_page_instead_of_an_archive(kaggle: FakeKaggle, data_dir: Path):
    kaggle.planned.append(lambda handler: handler.answer(200, {}, b"<html>sign in</html>"))
    fails(data_dir, "damaged zip file")


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"../books.csv": "x"}, "outside the data folder"),
        ({"books.csv": "0" * 10_000_000}, "would unpack to"),
        ({"other.txt": "x"}, "holds no"),
    ],
)
def test_hostile_archive(kaggle: FakeKaggle, data_dir: Path, files: dict[str, str], said: str):
    kaggle.archives[BEST_BOOKS.slug] = zip_of(files)
    fails(data_dir, said)


@pytest.mark.parametrize("suffix", [".zip", ".csv"])
def test_full_disk(
    kaggle: FakeKaggle, data_dir: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
):
    real_open = Path.open

    def open_on_full_disk(path: Path, mode: str = "r") -> IO[Any]:
        if path.suffix == suffix and mode != "rb":
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        return real_open(path, mode)

    monkeypatch.setattr(Path, "open", open_on_full_disk)
    fails(data_dir, "No space left on device.*nothing was changed")


def test_interrupted_download_leaves_nothing_behind(kaggle: FakeKaggle, data_dir: Path):
    def interrupt(done: int, total: int) -> None:
        raise KeyboardInterrupt

    before = content(data_dir)
    with pytest.raises(KeyboardInterrupt):
        download(data_dir, "best-books", progress=interrupt)
    assert content(data_dir) == before


def test_folder_made_for_a_failed_download_goes_again(kaggle: FakeKaggle, tmp_path: Path):
    kaggle.planned.append(status(403))
    with pytest.raises(DownloadError):
        download(tmp_path / "new", "best-books")
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("answer", [status(401), status(404), None])
def test_no_log_line_and_no_output_holds_the_key(
    kaggle: FakeKaggle,
    data_dir: Path,
    caplog: pytest.LogCaptureFixture,
    answer: "Callable[[Handler], None] | None",
):
    if answer is not None:
        kaggle.planned.append(answer)
    with caplog.at_level("DEBUG"):
        result = CliRunner().invoke(
            app, ["--data-dir", str(data_dir), "download", "--dataset", "best-books"]
        )
    assert (result.exception is None) == (answer is None)
    said = caplog.text + result.output + repr(result.exception)
    assert SECRET not in said
    assert "SIGNED" not in result.output + repr(result.exception)
    for path in data_dir.rglob("*"):
        assert not path.is_file() or SECRET.encode() not in path.read_bytes()
