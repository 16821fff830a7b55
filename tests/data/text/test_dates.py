"""Years out of the date formats of Best Books Ever."""

import pytest

from bookrec.data.text.dates import publication_year


@pytest.mark.parametrize(
    ("first", "edition", "year"),
    [
        ("06/21/03", "09/28/04", 2003),
        ("07/11/60", "05/23/06", 1960),  # 2060 is not yet
        ("10/28/56", "09/16/02", 1956),
        ("", "09/14/08", 2008),
        ("", "05/01/87", 1987),
        ("", "May 9th 2006", 2006),
        ("", "January 1st 1970", 1970),
        ("2005", "2014", 2005),
        ("", "1997 by Random", 1997),
        ("-750", "2004", -750),
        ("", "January 30th -400", -400),
        ("400 B.C.", "", -400),
        ("8", "2004", 8),
        ("609", "", 609),
        ("", "", None),
        ("", "Published", None),
        ("0", "", None),
        ("9999", "1999", 1999),
    ],
)
def test_year(first: str, edition: str, year: int | None) -> None:
    assert publication_year(first, edition, "", []) == year


def test_century_from_the_description() -> None:
    text = "Since its immediate success in 1813, it has remained one of the most popular novels."
    assert publication_year("01/28/13", "10/10/00", text, []) == 1813


def test_century_from_a_genre() -> None:
    assert publication_year("12/23/15", "05/06/03", "", ["Classics", "19th Century"]) == 1815


def test_century_without_a_hint_is_the_latest_before_the_edition() -> None:
    assert publication_year("01/28/13", "10/10/00", "", ["Classics"]) == 1913
    assert publication_year("01/28/13", "10/10/15", "", ["Classics"]) == 2013
