from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bookrec.data.history import RatedBook
from bookrec.data.matching import MIN_CONFIDENCE, CatalogIndex, match

MakeSeriesIndex = Callable[
    [Sequence[tuple[str, str, int]], dict[str, tuple[str, float]]], CatalogIndex
]


def find(index: CatalogIndex, **fields: str) -> str | None:
    """Title of the match, None if there is none."""
    found = match([RatedBook(**fields)], index)[0]
    return None if found.book_num is None else index.titles[found.book_num]


@pytest.mark.parametrize(
    ("title", "author", "expected"),
    [
        ("dune", "FRANK HERBERT", "Dune"),
        ("Dune (Dune Chronicles, #1)", "Herbert, Frank", "Dune"),
        ("Dune Mesiah", "F. Herbert", "Dune Messiah"),
        ("Hobbit", "Tolkien", "The Hobbit, or There and Back Again"),
        ("The Lord of the Rings: The Two Towers", "JRR Tolkien", "The Two Towers"),
        ("The Two Towers (Paperback)", "J. R. R. Tolkien", "The Two Towers"),
        ("Crime & Punishment", "Fjodor Dostojewski", "Crime and Punishment"),
        ("Miserables", "Hugo", "Les Misérables"),
        ("Nineteen Eighty-Four", "Orwell", "1984"),
        ("Sapiens", "Harari", "Sapiens: A Brief History of Humankind"),
        ("Sea Biscuit", "L. Hillenbrand", "Seabiscuit: An American Legend"),
        ("Good Omens", "Neil Gaiman", "Good Omens"),
        ("Good Omens", "Gaiman & Pratchett", "Good Omens"),
        ("Discworld 4", "Terry Pratchett", "Mort"),
        ("Clockwork Princess", "Cassandra Clare", "Clockwork Princess"),
        ("Henry IV Part Two", "Shakespeare", "Henry IV, Part 2"),
        ("Inferno", "Dante Alighieri", "Inferno"),
        ("The Little Prince", "Saint Exupery", "The Little Prince"),
        ("بوف كور", "صادق هدايت", "بوف کور"),
        ("Dune", "", "Dune"),
        ("Emma", "", "Emma"),
        ("Dune", "Unknown", "Dune"),
    ],
)
def test_titles_as_people_write_them(
    index: CatalogIndex, title: str, author: str, expected: str | None
):
    assert find(index, title=title, author=author) == expected


@pytest.mark.parametrize(
    ("title", "author"),
    [
        ("Dune", "Stephen King"),
        ("Clockwork Princes", "Cassandra Clare"),
        ("Dune Wars", "Frank Herbert"),
        ("1985", "George Orwell"),
        ("Henry IV, Part 3", "William Shakespeare"),
        ("Clockwork Angel", "Cassandra Clare"),
        ("Inferno", ""),
        ("A Wizard of Earthsea", "Ursula K. Le Guin"),
        ("Discworld 5", "Terry Pratchett"),
        ("???", ""),
    ],
)
def test_another_book_is_never_guessed(index: CatalogIndex, title: str, author: str):
    found = match([RatedBook(title=title, author=author)], index)[0]
    assert found.book_num is None
    assert found.method == ""
    assert found.why


def test_title_alone_means_the_book_that_is_far_better_known(index: CatalogIndex):
    emma = match([RatedBook(title="Emma")], index)[0]
    assert emma.book_num is not None
    assert index.author_keys[emma.book_num] == "jane austen"
    inferno = match([RatedBook(title="Inferno")], index)[0]
    assert inferno.why == "2 books fit equally well; give the author"
    assert {index.titles[num] for num in inferno.nearest[:2]} == {"Inferno"}


def test_the_author_settles_equal_titles(index: CatalogIndex):
    found = match([RatedBook(title="Inferno", author=name) for name in ("Dante", "Brown")], index)
    keys = [index.author_keys[hit.book_num] for hit in found if hit.book_num is not None]
    assert keys == ["dante alighieri", "dan brown"]


def test_isbn_then_id_then_title(index: CatalogIndex):
    books = [
        RatedBook(isbn="0-441-17271-7"),
        RatedBook(book_id="101"),
        RatedBook(book_id="101.Dune_Messiah"),
        RatedBook(title="Mort", author="Terry Pratchett", book_id="999", isbn="9780552131063"),
        RatedBook(book_id="999"),
        RatedBook(isbn="9780552131063"),
    ]
    found = match(books, index)
    assert [hit.method for hit in found] == ["isbn", "book_id", "book_id", "title", "", ""]
    assert [hit.book_num for hit in found] == [0, 1, 1, 13, None, None]
    assert found[4].why == "no book of the catalogue has this id or ISBN"


def test_an_isbn_or_number_of_another_book_does_not_count(index: CatalogIndex):
    assert find(index, title="Mort", author="Terry Pratchett", isbn="9780441172719") == "Mort"
    assert find(index, title="Mort", author="Terry Pratchett", book_id="100") == "Mort"
    assert (
        find(index, title="Der Wüstenplanet", author="Frank Herbert", isbn="0441172717") == "Dune"
    )


def test_unmatched_books_name_the_nearest(index: CatalogIndex):
    found = match([RatedBook(title="Dune", author="Stephen King")], index)[0]
    assert found.why == "the title exists, but by another author"
    assert index.titles[found.nearest[0]] == "Dune"
    assert found.confidence < MIN_CONFIDENCE


@pytest.mark.parametrize(
    ("title", "author", "why"),
    [
        ("Mort", "Terry Pratchett", "same title, same author"),
        ("Mort", "", "same title, no author given"),
        ("Mesiah of Dune", "", "no title of the catalogue is similar enough"),
        ("Dune Mesiah", "Hebert", "similar title, similar author"),
        ("Discworld 4", "Terry Pratchett", "this volume of the series, same author"),
    ],
)
def test_matches_say_what_they_rest_on(index: CatalogIndex, title: str, author: str, why: str):
    assert match([RatedBook(title=title, author=author)], index)[0].why == why


def test_one_match_per_book_in_order(index: CatalogIndex):
    titles = ["Mort", "no such book at all", "Dune", "Mort"]
    found = match([RatedBook(title=title) for title in titles], index)
    assert [hit.book_num for hit in found] == [13, None, 0, 13]
    assert match([], index) == []


LIBRARY = [
    ("Gone Girl", "Gillian Flynn", 2_000_000),
    ("Eragon", "Christopher Paolini", 1_400_000),
    ("Harry Potter and the Sorcerer's Stone", "J.K. Rowling", 7_000_000),
    ("Harry Potter and the Chamber of Secrets", "J.K. Rowling", 3_000_000),
    ("The Trial", "Franz Kafka", 250_000),
    ("The Stranger", "Albert Camus", 750_000),
    ("The Little Prince", "Antoine de Saint-Exupéry", 1_300_000),
    ("Der Kleine Prinz", "Antoine de Saint-Exupéry", 1_000),
    ("The Sea, the Sea", "Iris Murdoch", 20_000),
    ("The Old Man and the Sea", "Ernest Hemingway", 900_000),
    ("Good Omens: The Nice and Accurate Prophecies of Agnes Nutter, Witch", "Neil Gaiman", 600_000),
    ("Mort", "Terry Pratchett", 150_000),
    ("The Fall", "Bethany Griffin", 9_000),
]
PLACES = {
    "Harry Potter and the Sorcerer's Stone": ("Harry Potter", 1.0),
    "Harry Potter and the Chamber of Secrets": ("Harry Potter", 2.0),
    "Mort": ("Discworld", 4.0),
}


@pytest.fixture(scope="module")
def library(make_series_index: MakeSeriesIndex) -> CatalogIndex:
    return make_series_index(LIBRARY, PLACES)


@pytest.mark.parametrize(
    ("title", "author", "expected"),
    [
        ("L'Étranger", "Albert Camus", "The Stranger"),
        ("L’étranger", "", "The Stranger"),
        ("Der Fremde", "Camus", "The Stranger"),
        ("Der Process", "Kafka, Franz", "The Trial"),
        ("Der Prozess. Roman", "Franz Kafka", "The Trial"),
        ("Der Prozeß: Roman", "Franz Kafka", "The Trial"),
        ("Le Petit Prince", "Saint-Exupéry", "The Little Prince"),
        ("Harry Potter und der Stein der Weisen", "Joanne K. Rowling", LIBRARY[2][0]),
        ("Гарри Поттер и тайная комната", "Rowling", LIBRARY[3][0]),
        ("Gevatter Tod (Discworld, #4)", "Terry Pratchett", "Mort"),
        ("Mortimer (Discworld, #4)", "Terry Pratchett", "Mort"),
        ("Good Omens", "Terry Pratchett, Neil Gaiman", LIBRARY[10][0]),
        ("Gone Grl", "", "Gone Girl"),
        ("Gone Girl - Das perfekte Opfer", "Flynn", "Gone Girl"),
    ],
)
def test_a_work_has_many_titles(library: CatalogIndex, title: str, author: str, expected: str):
    assert find(library, title=title, author=author) == expected


@pytest.mark.parametrize(
    ("title", "author"),
    [
        ("HP1", "Rowling"),
        ("La Chute", "Albert Camus"),
        ("Der Prozess", "Max Mustermann"),
        ("Gideon the Ninth", "Tamsyn Muir"),
        ("Eragn", ""),
        ("Gone Boy", ""),
        ("Mort (Discworld, #5)", "Somebody Else"),
    ],
)
def test_another_titles_book_is_never_guessed(library: CatalogIndex, title: str, author: str):
    assert find(library, title=title, author=author) is None


def test_nearest_is_never_a_stranger(library: CatalogIndex):
    strange, misspelt = match(
        [
            RatedBook(title="Gideon the Ninth", author="Tamsyn Muir"),
            RatedBook(title="HP1", author="Rowling"),
        ],
        library,
    )
    assert strange.nearest == ()
    assert {library.author_keys[num] for num in misspelt.nearest} == {"j k rowling"}


@pytest.mark.parametrize(
    "title", ["Harry Potter Boxset (#1-7)", "Harry Potter Boxed Set (Harry Potter, #1-7)"]
)
def test_a_set_is_known_by_its_volumes(library: CatalogIndex, title: str):
    found = match([RatedBook(title=title, author="J.K. Rowling")], library)[0]
    assert found.contents == (2, 3)
    assert found.book_num == 2
    assert "7 volumes" in found.why
    stranger = match([RatedBook(title=title, author="Somebody Else")], library)[0]
    assert (stranger.book_num, stranger.contents) == (None, ())


def test_swapped_columns_are_noticed(library: CatalogIndex):
    found = match([RatedBook(title="Gillian Flynn", author="Gone Girl")], library)[0]
    assert found.book_num == 0
    assert found.is_swapped
    assert found.why == "title and author swapped; same title, same author"
    straight = match([RatedBook(title="Gone Girl", author="Gillian Flynn")], library)[0]
    assert not straight.is_swapped


TEXT = st.text(max_size=60) | st.text("Dune (#1) &:-The0.,", max_size=60)


@pytest.mark.parametrize(
    "title", [": Dune", "Dune: ", "? x", "(a) : b", " - ", "or, x", "The: The"]
)
def test_titles_with_an_empty_part(index: CatalogIndex, title: str):
    assert match([RatedBook(title=title)], index)[0].method in ("", "title")


@settings(max_examples=300, deadline=None)
@given(title=TEXT.filter(str.strip), author=TEXT, isbn=st.text(max_size=20))
def test_any_text_is_matched_or_not(index: CatalogIndex, title: str, author: str, isbn: str):
    hit = match([RatedBook(title=title, author=author, isbn=isbn)], index)[0]
    assert 0 <= hit.confidence <= 1
    assert hit.book_num not in hit.nearest
    assert (hit.book_num is None) == (hit.method == "")


@pytest.mark.parametrize("unit", ["(", "(a) ", "a: ", "- ", "the ", "#1 ", "ii ", "x"])
def test_hostile_titles_cost_little(index: CatalogIndex, unit: str):
    title = (unit * 1000)[:1000]
    assert match([RatedBook(title=title or "x", author=title)] * 20, index)[0].book_num is None
