"""What tells an edition of a work from another work: words of subtitles, and authors' names."""

import re

# A subtitle with these names another work: a volume, an adaptation, a book about the book.
_OTHER_WORK = re.compile(
    r"^[\d ]+$|\b(?:graphic|manga|comics?|screenplay|shooting script|the play|companion|"
    r"study guide|sketchbook|cookbook|journal|coloring|colouring|soundtrack|vocal|dramati[sz]ed|"
    r"adapted|pop up|quotes|calendar|summary|adaptation|the making|omnibus|trilogy|boxed|box set|"
    r"(?:vols?|volumes?|parts?|books?|bk|no|nos) (?:\d|one|two|three|four|five|i+\b))\b"
)
_HONORIFICS = frozenset({"sir", "dame", "lord", "lady", "dr"})
_VOWELS = str.maketrans("", "", "aeiouy")


def is_other_work(subtitle_key: str) -> bool:
    """Whether a subtitle's key tells that the book is not the plain work of its main title."""
    return bool(_OTHER_WORK.search(subtitle_key))


def short_author(author_key: str) -> str:
    """Make what two spellings of an author share: first initial and the last name's consonants.

    "f scott fitzgerald", "francis fitzgerald"; "fyodor dostoyevsky", "fyodor dostoevsky". Too
    coarse to find authors by, but enough to tell the authors of one title apart.
    """
    words = author_key.split()
    if not words:
        return ""
    if len(words) > 2 and words[0] in _HONORIFICS:
        words = words[1:]
    return f"{words[0][0]} {words[-1].translate(_VOWELS) or words[-1]}"
