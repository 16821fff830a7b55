"""A reader's shelf through the installed command: rate, mark, undo, predict, to-read, fresh."""

import csv
import io
import json
from pathlib import Path

import pytest

from bookrec.data.history.shelf import Shelf

pytestmark = pytest.mark.slow

GRISHAM = ("--book", "The Client|John Grisham|5", "--book", "The Chamber|John Grisham|4")
OUTSIDE = "The Butler's Silence|A. Stranger"


def test_adding_records_no_stars_unless_given_and_names_what_is_missing(reader, tmp_path) -> None:  # noqa: ANN001
    added = reader("rate", "add", "1984", "Timeline||5", "Timeline||1", OUTSIDE, "--json")
    document = json.loads(added.stdout)
    assert [missed["input"] for missed in document["unmatched"]] == [
        "The Butler's Silence by A. Stranger"
    ]
    assert "Timeline has 5 and 1 stars; the last counts." in added.stderr
    assert "Not in the catalogue: The Butler's Silence" in added.stderr
    shelf = Shelf(tmp_path / "books.csv").load()
    assert [(book.title, book.rating) for book in shelf] == [
        ("1984", None),
        ("Timeline", 1),
        ("The Butler's Silence", None),
    ]


def test_marking_hides_a_book_until_that_is_taken_back(reader, tmp_path) -> None:  # noqa: ANN001
    def titles() -> list[str]:
        made = json.loads(reader("recommend", "-n", "60", "--json").stdout)
        return [book["title"] for book in made["recommendations"]]

    reader("rate", "add", "The Client|John Grisham|5")
    assert "Bel Canto" in titles()
    assert reader("rate", "mark", "not-interested", "Bel Canto").returncode == 0
    assert "Bel Canto" not in titles()
    assert "Bel Canto: taken off the shelf again" in reader("rate", "undo").stdout
    assert "Bel Canto" in titles()
    assert reader("rate", "mark", "nonsense", "Bel Canto").returncode == 2


def test_another_shelf_is_kept_apart(reader, tmp_path: Path) -> None:  # noqa: ANN001
    other = str(tmp_path / "other.csv")
    assert reader("rate", "--shelf", other, "add", "Timeline||2").returncode == 0
    assert not (tmp_path / "books.csv").exists()
    assert "other.csv" in reader("recommend", "--shelf", other, "-n", "1").stderr


def test_fresh_lists_leave_out_what_was_passed_over(reader) -> None:  # noqa: ANN001
    def fresh() -> list[str]:
        made = json.loads(reader("recommend", *GRISHAM, "--fresh", "-n", "5", "--json").stdout)
        return [book["title"] for book in made["recommendations"]]

    first, second = fresh(), fresh()
    assert len(first) == len(second) == 5
    assert not set(first) & set(second)
    assert "10 shown books" in reader("rate", "forget").stdout
    assert fresh() == first


def test_will_i_like_it(reader) -> None:  # noqa: ANN001
    about = ("--describe", "The Butler's Silence|A lawyer in the South takes on a hopeless case")
    asked = ("predict", "The Firm|John Grisham", "The Client", OUTSIDE, *GRISHAM, *about)
    firm, client, outside = json.loads(reader(*asked, "--json").stdout)["predictions"]
    assert client["own_rating"] == 5
    assert client["book_id"]
    assert firm["book_id"] is None  # not in this small catalogue, but its author is
    assert any("The Client" in reason for reason in firm["speaks_for"])
    assert "what you say it is about" in outside["notes"][0]
    for prediction in (firm, client, outside):
        assert 1 <= prediction["predicted_rating"] <= 5
        assert prediction["uncertainty"] > 0
    shown = reader(*asked).stdout
    assert "±" in shown
    assert "you gave it 5, which is left out here" in shown


def test_the_books_to_read_are_ranked(reader, tmp_path: Path) -> None:  # noqa: ANN001
    export = tmp_path / "export.csv"
    export.write_text(
        "Title,Author,My Rating,Exclusive Shelf,Book Id\n"
        "The Client,John Grisham,5,read,\n"
        "Jane Eyre,Charlotte Brontë,1,read,\n"
        "Wuthering Heights,Emily Brontë,0,to-read,\n"
        "The Chamber,John Grisham,0,to-read,\n"
    )
    history = ("--history", str(export))
    ranked = reader("recommend", *history, "--to-read", "--json")
    document = json.loads(ranked.stdout)
    titles = [book["title"] for book in document["predictions"]]
    assert titles == ["The Chamber", "Wuthering Heights"]
    assert document["n_to_read"] == 2
    rows = csv.DictReader(io.StringIO(reader("recommend", *history, "--to-read", "--csv").stdout))
    assert [row["title"] for row in rows] == titles
    all_books = ("-n", "60", "--max-per-author", "60")
    made = json.loads(reader("recommend", *history, *all_books, "--json").stdout)
    assert {book["title"] for book in made["recommendations"] if book["is_to_read"]} == {*titles}
    refused = reader("recommend", *history, "--to-read", "--mood", "sad")
    assert refused.returncode == 2
    assert "--to-read makes no use of --mood" in refused.stderr


def test_many_users_at_once_and_who_gets_nothing(reader, tmp_path: Path) -> None:  # noqa: ANN001
    ratings = tmp_path / "users.csv"
    ratings.write_text(
        "ID,Name,Rating\n7,The Client,it was amazing\n8,No Such Book,liked it\n"
        "9,This user doesn't have any rating,This user doesn't have any rating\n"
    )
    made = reader("recommend", "--users", str(ratings), "-n", "2", "--json")
    document = json.loads(made.stdout)
    assert [(row["user_id"], row["rank"]) for row in document["rows"]] == [("7", 1), ("7", 2)]
    assert document["left_out"] == [
        {"user_id": "8", "why": "none of their titles is in the catalogue"},
        {"user_id": "9", "why": "no rating"},
    ]
    assert "Nothing for user 8" in made.stderr
    refused = reader("recommend", "--users", str(ratings), "--genre", "Fantasy", "--fresh")
    assert refused.returncode == 2
    assert "--genre" in refused.stderr
    assert "--fresh" in refused.stderr


def test_wishes_that_speak_as_readers_do(reader) -> None:  # noqa: ANN001
    def made(*wishes: str) -> list[dict[str, object]]:
        result = reader("recommend", *GRISHAM, *wishes, "--json")
        assert result.returncode == 0, result.stderr
        books: list[dict[str, object]] = json.loads(result.stdout)["recommendations"]
        return books

    assert {book["author"] for book in made("--author", "Grisham", "-n", "5")} == {"John Grisham"}
    assert len(made("--author", "Grisham", "-n", "5")) == 5
    assert made("--genre", "non-fiction", "-n", "3") == made("--genre", "Nonfiction", "-n", "3")
    assert all("Young Adult" in book["genres"] for book in made("--for", "young-adult"))
    assert made("--age", "6") == []
    assert reader("recommend", "--age", "-1").returncode == 2
    counts = json.loads(reader("genres", "--json").stdout)["genres"]
    assert counts[0] == {"genre": "Fiction", "n_books": 56}


def test_a_list_for_two(reader, tmp_path: Path) -> None:  # noqa: ANN001
    mine, yours = tmp_path / "mine.csv", tmp_path / "yours.csv"
    mine.write_text("title,rating\nThe Client,5\nTimeline,4\n")
    yours.write_text("title,rating\nJane Eyre,5\nPride and Prejudice,5\n")
    both = ("--reader", str(mine), "--reader", str(yours))
    document = json.loads(reader("recommend", *both, "-n", "5", "--json").stdout)
    assert document["readers"] == ["mine", "yours"]
    assert all(len(book["predicted_for_each"]) == 2 for book in document["recommendations"])
    assert "for mine, yours" in reader("recommend", *both, "-n", "5").stdout
    refused = reader("recommend", *both, *GRISHAM)
    assert refused.returncode == 2
    assert "--book" in refused.stderr


def test_unknown_books_end_in_a_list_to_mend_and_read_back(reader, tmp_path: Path) -> None:  # noqa: ANN001
    mine, missed = tmp_path / "mine.csv", tmp_path / "missed.csv"
    mine.write_text("title,author,rating (1-10)\nThe Client,,10\nThe Klyent Returns,Nobody,8\n")
    first = reader("recommend", "--history", str(mine), "--unmatched", str(missed), "-n", "1")
    assert first.returncode == 0, first.stderr
    assert "10 is 5 stars" in first.stderr
    assert "Wrote 1 books" in first.stderr
    (row,) = csv.DictReader(io.StringIO(missed.read_text()))
    assert (row["title"], row["rating"]) == ("The Klyent Returns", "4")
    assert row["why"]
    missed.write_text(missed.read_text().replace("The Klyent Returns,Nobody", "Timeline,"))
    again = reader("recommend", "--history", str(missed), "-n", "1", "--json")
    assert json.loads(again.stdout)["unmatched"] == []
    (tmp_path / "photo.csv").write_bytes(b"\xff\xd8\xff\xe0")
    photo = reader("rate", "import", str(tmp_path / "photo.csv"))
    assert photo.returncode == 4
    assert "is a JPEG photo" in photo.stderr


def test_a_book_is_shown_by_its_title_with_your_stars(reader) -> None:  # noqa: ANN001
    bare = json.loads(reader("show", "bel canto", "--json").stdout)
    assert bare["book_id"] == "59.Bel_Canto"
    assert bare["predicted_rating"] is None
    assert bare["next_in_series"] is None
    assert bare["description"]
    reader("rate", "add", "The Client|John Grisham|5")
    mine = json.loads(reader("show", "59.Bel_Canto", "--json").stdout)
    (predicted,) = json.loads(reader("predict", "Bel Canto", "--json").stdout)["predictions"]
    assert mine["predicted_rating"] == pytest.approx(predicted["predicted_rating"], abs=1e-3)
    assert "stars predicted for you" in reader("show", "Bel Canto|Ann Patchett").stdout
    assert reader("show", "No Such Book At All").returncode == 8
    wrong = reader("search", "978-0-439-78596-0")
    assert wrong.returncode == 8
    assert "check digit" in wrong.stderr
