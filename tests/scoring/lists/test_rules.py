"""No book twice in any guise, and few books of one author."""

from collections.abc import Callable

from bookrec.scoring.catalog.catalog import Catalog
from bookrec.scoring.lists.rules import ListRules


def accepted(catalog: Catalog, *titles: str, known: str = "", cap: int = 9) -> list[str]:
    rules = ListRules(catalog, cap)
    if known:
        rules.know(int(catalog.find([known])[0]))
    return [title for title in titles if rules.accept(int(catalog.find([title])[0]))]


def test_editions_of_a_work(make_catalog: Callable[..., Catalog]) -> None:
    catalog = make_catalog(
        {"title": "Dune", "work_id": "Dune"},
        {"title": "Diuna", "work_id": "Dune", "author": "F. Herbert"},
        {"title": "Emma"},
    )
    assert accepted(catalog, "Diuna", "Emma", known="Dune") == ["Emma"]
    assert accepted(catalog, "Diuna", "Dune", "Emma") == ["Diuna", "Emma"]


def test_omnibuses(make_catalog: Callable[..., Catalog]) -> None:
    catalog = make_catalog(
        {"title": "1984"}, {"title": "Animal Farm"}, {"title": "Animal Farm / 1984"}
    )
    assert accepted(catalog, "Animal Farm / 1984", known="1984") == []
    assert accepted(catalog, "1984", "Animal Farm", known="Animal Farm / 1984") == []
    assert accepted(catalog, "1984", "Animal Farm / 1984") == ["1984"]


def test_a_title_within_by_another_author_is_another_book(
    make_catalog: Callable[..., Catalog],
) -> None:
    catalog = make_catalog({"title": "Ghosts"}, {"title": "Ghosts: A Tale", "author": "An Other"})
    assert accepted(catalog, "Ghosts: A Tale", known="Ghosts") == ["Ghosts: A Tale"]


def test_a_later_volume_may_bear_the_first_ones_title(make_catalog: Callable[..., Catalog]) -> None:
    catalog = make_catalog(
        {"title": "Captive Prince", "series": "Captive Prince", "volume": 1},
        {"title": "Captive Prince: Volume Two", "series": "Captive Prince", "volume": 2},
    )
    second = "Captive Prince: Volume Two"
    assert accepted(catalog, second, known="Captive Prince") == [second]


def test_cap_per_author(make_catalog: Callable[..., Catalog]) -> None:
    catalog = make_catalog(
        {"title": "One"},
        {"title": "Two"},
        {"title": "Three"},
        {"title": "Else", "author": "B"},
        {"title": "Nameless", "author": ""},
        {"title": "Unknown", "author": ""},
    )
    order = ("One", "Two", "Three", "Else", "Nameless", "Unknown")
    assert accepted(catalog, *order, cap=1) == ["One", "Else", "Nameless", "Unknown"]
    assert accepted(catalog, *order, cap=2)[:2] == ["One", "Two"]


def test_a_known_book_outside_the_catalogue(make_catalog: Callable[..., Catalog]) -> None:
    rules = ListRules(
        catalog := make_catalog({"title": "Animal Farm / 1984", "author": "Orwell"}), 2
    )
    rules.know_outside("1984", "orwell")
    assert not rules.accept(int(catalog.find(["Animal Farm / 1984"])[0]))


def test_one_book_of_a_series(make_catalog: Callable[..., Catalog]) -> None:
    catalog = make_catalog(
        {"title": "Sorcerer", "series": "Potter", "volume": 1},
        {"title": "Philosopher", "series": "Potter", "volume": 1},
        {"title": "Alone"},
        {"title": "Apart"},
    )
    order = ("Sorcerer", "Philosopher", "Alone", "Apart")
    assert accepted(catalog, *order) == ["Sorcerer", "Alone", "Apart"]


def test_titles_of_other_languages_are_one_work(make_catalog: Callable[..., Catalog]) -> None:
    catalog = make_catalog(
        {"title": "The Plague", "author": "Albert Camus"},
        {"title": "La Peste", "author": "A. Camus"},
        {"title": "The Fall", "author": "Albert Camus"},
    )
    assert accepted(catalog, "La Peste", "The Fall", known="The Plague") == ["The Fall"]
    rules = ListRules(catalog, 9)
    rules.know_outside("Die Pest", "albert camus")
    assert not rules.accept(int(catalog.find(["The Plague"])[0]))


def test_known_sets_and_their_parts(make_catalog: Callable[..., Catalog]) -> None:
    catalog = make_catalog(
        {"title": "The Lord of the Rings", "author": "J.R.R. Tolkien"},
        {"title": "The Two Towers", "author": "John Ronald Reuel Tolkien"},
        {"title": "Boxed Set: The Hobbit and The Silmarillion", "author": "J.R.R. Tolkien"},
        {"title": "The Hobbit", "author": "J.R.R. Tolkien"},
        {"title": "Roverandom", "author": "J.R.R. Tolkien"},
    )
    order = ("The Two Towers", "The Hobbit", "Roverandom")
    assert accepted(catalog, *order, known="The Lord of the Rings") == list(order[1:])
    boxed = "Boxed Set: The Hobbit and The Silmarillion"
    assert accepted(catalog, boxed, "Roverandom", known="The Hobbit") == ["Roverandom"]


def test_a_companion_to_a_known_book(make_catalog: Callable[..., Catalog]) -> None:
    companion = "Eclipse: The Complete Illustrated Movie Companion"
    catalog = make_catalog(
        {"title": "Eclipse", "author": "Stephenie Meyer"},
        {"title": companion, "author": "Mark Cotta Vaz"},
        {"title": "Total Eclipse", "author": "Rachel Caine"},
    )
    assert accepted(catalog, companion, "Total Eclipse", known="Eclipse") == ["Total Eclipse"]
    assert accepted(catalog, companion, known="Total Eclipse") == [companion]
