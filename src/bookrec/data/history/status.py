"""Shelves and collections to what the reader did with a book."""

from bookrec.data.history.rated_book import Status

_WORDS = {
    Status.NOT_INTERESTED: ("not interested", "kein interesse"),
    Status.HIDDEN: ("hidden", "ausgeblendet"),
    Status.DID_NOT_FINISH: (
        "did not finish",
        "dnf",
        "abandon",
        "gave up",
        "stopped reading",
        "unfinished",
        "abgebrochen",
    ),
    Status.CURRENTLY_READING: (
        "currently reading",
        "reading now",
        "in progress",
        "lese gerade",
        "lese ich gerade",
    ),
    Status.TO_READ: (
        "to read",
        "want to read",
        "wishlist",
        "wish list",
        "tbr",
        "unread",
        "planned",
        "for later",
        "zu lesen",
        "will lesen",
        "wunschliste",
        "ungelesen",
    ),
}


def parse_status(shelf: str) -> Status:
    """Read a shelf's name: "to-read", "Currently reading", "dnf-2020", "Wishlist".

    Returns:
        The status; READ for every other name, so that no book the reader has is recommended.
    """
    words = " ".join(shelf.lower().replace("-", " ").replace("_", " ").split())
    for status, names in _WORDS.items():
        if any(name in words for name in names):
            return status
    return Status.READ
