"""Pages as forms without scripts: every one of them, what they change, and what they refuse."""

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from tests.web.conftest import make_client

from bookrec import RatedBook, Recommender
from bookrec.data.history import Status
from bookrec.data.history.shelf import Shelf
from bookrec.web.config import ServeConfig
from bookrec.web.state import Served

HOSTILE = (
    "<script>alert(1)</script>",
    "{{ 7 * 7 }}",
    '"><img src=x onerror=alert(1)>',
    "</title><script>alert(1)</script>",
    "\u202egnp.exe",
    "=1+1",
    "&lt;b&gt;",
    "x" * 900,
    "%2e%2e/%00",
    "א" * 40,
    "e" + "\u0301" * 200,
)
PAGE = {"Accept": "text/html"}
PATHS = (
    "/ /search /search?q=hobbit /for-you /for-you?genre=Fantasy /to-read /shelf /hidden /together "
    "/together?other=Dune%7C%7C5 /import /map /map.json /report /report/ratings.png /lineage "
    "/compare /compare?a_fame=1 /api /shelf.csv /static/style.css /static/vendor/htmx.min.js"
).split()


def book_id_of(client: TestClient, words: str) -> str:
    found = client.get("/api/v1/search", params={"q": words, "limit": 1}).json()["books"]
    return str(found[0]["book_id"])


def titles_on(text: str) -> list[str]:
    return [unescape(title) for title in re.findall(r"<h3><a[^>]*><bdi>(.*?)</bdi>", text)]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("with_books", [False, True], ids=["nothing", "books"])
def test_every_page_is_there(client: TestClient, path: str, with_books: bool) -> None:
    if with_books:
        client.post("/rate", data={"book_id": book_id_of(client, "hobbit"), "stars": "5"})
    answer = client.get(path, headers=PAGE)
    assert answer.status_code == 200
    assert not re.search(r"<[^>]+\s(style|on\w+)=", answer.text) or "json" in path or ".js" in path
    assert "https://" not in answer.text or not answer.headers["content-type"].startswith(
        "text/html"
    )


def test_the_page_and_the_command_give_one_list(client: TestClient, artifacts: Path) -> None:
    client.post("/rate", data={"book_id": book_id_of(client, "hobbit"), "stars": "5"})
    client.post("/rate", data={"book_id": book_id_of(client, "da vinci code"), "stars": "2"})
    text = client.get("/for-you").text
    section = text.split('aria-labelledby="row-loved"')[1].split("</section>")[0]
    recommender = Recommender.load(artifacts)
    history = [
        RatedBook(title="The Hobbit", author="J.R.R. Tolkien", rating=5),
        RatedBook(title="The Da Vinci Code", author="Dan Brown", rating=2),
    ]
    expected = [book.title for book in recommender.recommend(history, 12)]
    assert titles_on(section) == expected


@pytest.mark.parametrize("server", ["client", "shared"])
def test_a_book_is_rated_marked_hidden_and_taken_back(
    server: str, request: pytest.FixtureRequest
) -> None:
    client: TestClient = request.getfixturevalue(server)
    book_id = book_id_of(client, "hobbit")
    rated = client.post("/rate", data={"book_id": book_id, "stars": "4.5", "then": "/shelf"})
    assert "The Hobbit: 4.5 stars" in rated.text
    assert "<td>4.5</td>" in rated.text
    client.post("/mark", data={"book_id": book_id, "status": "hidden"})
    assert "The Hobbit" not in client.get("/shelf").text
    assert "The Hobbit" in client.get("/hidden").text
    back = client.post("/undo", data={"then": "/shelf"})
    assert "Taken back" in back.text
    assert "<td>4.5</td>" in back.text
    client.post("/remove", data={"title": book_id})
    assert "No books yet" in client.get("/shelf").text


def test_the_terminal_sees_what_the_page_does(client: TestClient, tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "books.csv")
    client.post("/mark", data={"book_id": book_id_of(client, "hobbit"), "status": "to-read"})
    (book,) = shelf.load()
    assert (book.title, book.status) == ("The Hobbit", Status.TO_READ)
    shelf.rate(book, 3)
    assert "<td>3</td>" in client.get("/shelf").text


def test_a_shared_server_writes_nothing(shared: TestClient, tmp_path: Path) -> None:
    shared.post("/rate", data={"book_id": book_id_of(shared, "hobbit"), "stars": "5"})
    assert "The Hobbit" in shared.get("/shelf").text
    assert not list(tmp_path.iterdir())
    assert all("httponly" in str(c._rest).lower() for c in shared.cookies.jar)


@pytest.mark.parametrize("cookie", ["x", "eJw=", "A" * 3000, "W10="])
def test_damaged_cookies_are_named(shared: TestClient, cookie: str) -> None:
    shared.cookies.set("bookrec_shelf0", cookie)
    answer = shared.get("/shelf", headers=PAGE)
    assert answer.status_code == 400
    assert "cannot be read" in answer.text


def test_a_swap_gets_only_what_takes_the_cards_place(client: TestClient) -> None:
    data = {"book_id": book_id_of(client, "hobbit"), "stars": "5", "then": "/"}
    text = client.post("/rate", data=data, headers={"HX-Request": "true"}).text
    assert text.lstrip().startswith('<li class="card changed"')
    assert "<html" not in text
    assert 'hx-swap-oob="innerHTML"' in text


@pytest.mark.parametrize(
    "then", ["https://evil.example", "//evil.example", "/\\evil.example", "evil", ""]
)
def test_a_form_leads_nowhere_else(client: TestClient, then: str) -> None:
    data = {"book_id": book_id_of(client, "hobbit"), "stars": "5", "then": then}
    answer = client.post("/rate", data=data, follow_redirects=False)
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize(
    ("path", "data", "status"),
    [
        ("/rate", {"book_id": "no such", "stars": "5"}, 404),
        ("/rate", {"stars": "5"}, 422),
        ("/mark", {"book_id": "HOBBIT", "status": "burnt"}, 400),
        ("/rate", {"book_id": "HOBBIT", "stars": "9"}, 400),
        ("/rate", {"book_id": "HOBBIT", "stars": "many"}, 400),
        ("/remove", {"title": "never there"}, 404),
        ("/import", {}, 400),
        ("/import/keep", {"matched": "{"}, 400),
        ("/import/keep", {"book-0": '[{"title": "x", "rating": 9}]'}, 422),
    ],
)
def test_what_is_wrong_is_said_on_a_page(
    client: TestClient, path: str, data: dict[str, str], status: int
) -> None:
    known = {n: book_id_of(client, "hobbit") if v == "HOBBIT" else v for n, v in data.items()}
    answer = client.post(path, data=known, headers=PAGE)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert "Back to the start" in answer.text


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("fame=2", 422),
        ("diversity=x", 422),
        ("pages=9-1", 422),
        ("genre=Unheard", 404),
        ("groups=99&groups=x&groups=-1", 200),
        ("fame=&genre=&pages=", 200),
    ],
)
def test_the_address_of_a_list_is_checked(client: TestClient, query: str, status: int) -> None:
    assert client.get(f"/for-you?{query}", headers=PAGE).status_code == status


def test_a_file_is_repaired_as_the_reader_says(client: TestClient, tmp_path: Path) -> None:
    text = "title,author,rating\nThe Hobbit,J.R.R. Tolkien,5\nNo Such Book,Nobody,4\nHobit x,,3\n"
    page = client.post("/import", files={"file": ("mine.csv", text)}).text
    fields = {n: unescape(v) for n, v in re.findall(r'name="([\w-]+)" value="([^"]*)"', page)}
    chosen = {n: fields[n] for n in fields if n == "matched" or n.startswith("book-")}
    assert len(chosen) == 3
    answers = {"choice-0": "skip", "choice-1": book_id_of(client, "hobbit")}
    done = client.post("/import/keep", data=chosen | answers)
    assert "1 books added" in done.text
    (book,) = Shelf(tmp_path / "books.csv").load()
    assert book.title == "The Hobbit"


def test_hostile_titles_are_only_text(client: TestClient, tmp_path: Path) -> None:
    books = [RatedBook(title=text) for text in HOSTILE]
    hidden = [RatedBook(title=text + " h", status=Status.HIDDEN) for text in HOSTILE]
    Shelf(tmp_path / "books.csv").add([*books, *hidden])
    for path in ("/shelf", "/hidden", "/for-you", "/to-read", "/shelf.csv"):
        answer = client.get(path)
        assert answer.status_code == 200
        if path != "/shelf.csv":
            assert "<script>alert" not in answer.text
            assert "<img src=x" not in answer.text


def test_the_terms_of_a_book_sum_to_its_prediction(client: TestClient) -> None:
    for words, stars in (("hobbit", "5"), ("da vinci code", "2")):
        client.post("/rate", data={"book_id": book_id_of(client, words), "stars": stars})
    text = client.get("/book", params={"id": book_id_of(client, "harry potter")}).text
    table = text.split('<table class="terms">')[1].split("</table>")[0]
    numbers = [float(each) for each in re.findall(r"<td>([+-]?\d\.\d\d)</td>", table)]
    assert sum(numbers[:-1]) == pytest.approx(numbers[-1], abs=0.03)


def test_covers_are_drawn(client: TestClient) -> None:
    answer = client.get("/cover", params={"id": book_id_of(client, "hobbit")})
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "The Hobbit" in answer.text
    assert client.get("/cover?id=none").status_code == 404


def test_together_ranks_by_the_least_pleased(client: TestClient) -> None:
    client.post("/rate", data={"book_id": book_id_of(client, "hobbit"), "stars": "5"})
    text = client.get("/together", params={"other": "The Da Vinci Code|Dan Brown|5"}).text
    pairs = re.findall(r"you <b>([\d.]+)</b>, reader 2 <b>([\d.]+)</b>", text)
    least = [min(float(you), float(other)) for you, other in pairs]
    assert len(least) == 12
    assert least == sorted(least, reverse=True)


def test_a_proxy_may_show_it_under_a_path(config: ServeConfig, served: Served) -> None:
    with make_client(replace(config, root_path="/books"), served) as proxied:
        text = proxied.get("/books/").text
        assert text == proxied.get("/").text
        links = re.findall(r'(?:href|src|action)="([^"#]+)', text)
        assert links
        assert all(link.startswith("/books/") for link in links)
        data = {"book_id": book_id_of(proxied, "hobbit"), "stars": "5", "then": "/shelf"}
        answer = proxied.post("/books/rate", data=data, follow_redirects=False)
        assert answer.headers["location"] == "/books/shelf"
        assert proxied.get("/books/static/style.css").status_code == 200
