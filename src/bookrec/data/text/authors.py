"""Author names: reading the author column, and the keys of names."""

import re

from bookrec.data.text.fold import fold

# "(Goodreads Author)" is no role in the book; the others are the roles of those who write.
_WRITING_ROLES = frozenset(
    {"", "author", "goodreads author", "writer", "creator", "pseudonym", "text", "as told to"}
)
_AUTHOR = re.compile(r"((?:[^,(]|\([^()]*\))+)")
_ROLE = re.compile(r"\([^()]*\)?")
_NAME_SUFFIX = re.compile(r"^(?:jr|sr|ph ?d|m ?d|esq|ii|iii|iv)$")
_DROPPED_SUFFIXES = frozenset({"jr", "sr", "phd", "md", "esq"})
_PARTICLES = frozenset(
    "al bin da de del della den der des di dos du el la las le les los ter van von".split()
)


def parse_authors(text: str) -> list[str]:
    """Read an author column: "J.K. Rowling, Mary GrandPré (Illustrator)".

    Args:
        text: Names separated by commas, roles in parentheses.

    Returns:
        The writers in order, without roles or repeats; editors, translators and illustrators only
        where nobody else is named.
    """
    writers: list[list[str]] = []
    others: list[list[str]] = []
    for part in _AUTHOR.findall(text):
        roles = {role.casefold() for role in re.findall(r"\(([^()]*)\)", part)}
        name = " ".join(_ROLE.sub(" ", part).split())
        if _NAME_SUFFIX.match(fold(name)) and writers:
            writers[-1].append(name)
        elif name:
            (writers if roles <= _WRITING_ROLES else others).append([name])
    return list(dict.fromkeys(", ".join(names) for names in writers or others))


def normalize_author(name: str) -> str:
    """Make an author's key: first name first, initials apart, no role, no accents.

    Args:
        name: One author: "J.R.R. Tolkien", "Tolkien, JRR", "Mary GrandPré (Illustrator)". Of
            several, separated by commas, the first is taken.

    Returns:
        "j r r tolkien", "j r r tolkien", "mary grandpre".
    """
    name = _ROLE.sub(" ", name).strip(" ,")
    given_first = _given_name_first([part.strip() for part in name.split(",") if part.strip()])
    tokens = fold(_spaced_initials(given_first)).split()
    while len(tokens) > 1 and tokens[-1] in _DROPPED_SUFFIXES:
        tokens.pop()
    return " ".join(tokens)


def _given_name_first(parts: list[str]) -> str:
    """Order "Last, First"; of "First Last, First Last" take the first."""
    if len(parts) < 2 or _NAME_SUFFIX.match(fold(parts[1])):
        return parts[0] if parts else ""
    last, first = parts[0].split(), parts[1].split()
    is_inverted = (
        len(last) == 1
        or len(first) == 1
        or len(fold(first[-1])) == 1
        or first[-1] in _PARTICLES
        or fold(last[0]) in _PARTICLES
    )
    return f"{parts[1]} {parts[0]}" if is_inverted else parts[0]


def _spaced_initials(name: str) -> str:
    """Turn "J.R.R. Tolkien" and "JRR Tolkien" into "J R R Tolkien"."""
    tokens = name.replace(".", ". ").split()
    shouted = name.isupper()
    spaced = [
        " ".join(token)
        if len(token) <= 3 and token.isalpha() and token.isupper() and not shouted
        else token
        for token in tokens[:-1]
    ]
    return " ".join([*spaced, *tokens[-1:]])
