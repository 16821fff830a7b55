"""Librarians' notes are cut, descriptions are kept."""

import pytest

from bookrec.data.text.notes import without_notes

STORY = "It is 1939. Nazi Germany."


@pytest.mark.parametrize(
    "note",
    [
        "Librarian's note: An alternate cover edition can be found here",
        "Librarian’s Note: For an alternate cover edition of the same ISBN, click here.",
        "Librarian's note: There is an Alternate Cover Edition for this edition of this book here.",
        "Librarian note: Older cover of B00Z5Z5NNO.",
        "Librarian's Note: This is alternate cover edition #2ISBN 10: 0451156609"
        "ISBN13: 9780451156600See: Original Record Here",
        "Librarian Note: If you're looking for the Audible adaptation it is here.",
        "Alternate cover edition of ISBN 9780679783268",
        "Alternate Cover Edition ISBN: 0743273567 (ISBN13: 9780743273565)",
        "Alternate cover edition of ISBN 0553213695 / 9780553213690",
        "Alternate Cove edition for ISBN 9780525423287",
        "alternate cover editions can be found here, here and here",
        "Also see: Alternate Cover Editions for this ISBN [ACE] ACE #1",
        "▶ Alternative Cover Edition #1",
        "This is a previously published edition of ISBN 9781619636071. "
        "An alternative cover edition for this ISBN can be found here.",
        "ISBN 9780307277671 moved to this edition.",
        "An alternative cover edition with a different page count exists here.",
    ],
)
def test_note_at_the_start(note: str) -> None:
    assert without_notes(note + STORY) == STORY
    assert without_notes(f"{note} {STORY}") == STORY


@pytest.mark.parametrize(
    "note",
    [
        "Librarian's note: See alternate cover edition of ISBN 1840224533 here.",
        "Librarian's note: For 2015 edition with this ISBN, see here.For 1993 edition, see here.",
        "Alternate Cover edition for ISBN 9780399256752",
        "Alternate cover edition for ISBN-10: 1416524525; ISBN-13: 9781416524526",
        "This is an alternate cover edition: https://www.goodreads.com/book/show/3....",
        "(back cover)",
        "--back cover",
        "~from the back cover",
    ],
)
def test_note_at_the_end(note: str) -> None:
    assert without_notes(STORY + note) == STORY
    assert without_notes(f"{STORY} {note}") == STORY


@pytest.mark.parametrize(
    "story",
    [
        STORY,
        "An alternate history of the war, here told for the first time.",
        "The librarian notes that this edition is lost.",
        "In this original edition, Peter and his sisters are told to go.",
        "A collection of three previously published books: Pippi, Pippi and Pippi.",
        "Here is the third volume. There is no other book in this edition.",
        "This edition presents all seven books in one volume.",
        "",
    ],
)
def test_descriptions_without_note_stay_whole(story: str) -> None:
    assert without_notes(story) == story


def test_nothing_but_a_note_leaves_nothing() -> None:
    assert without_notes("Alternate cover edition of ISBN 9780679783268") == ""
