"""Notes that Goodreads librarians leave in descriptions: "Alternate cover edition of ISBN …".

A note is recognised by its words alone. From where a note may begin, words of the small vocabulary
of such notes are read one by one; the note ends after the last word that can end one. A text that
says anything else, "An alternate history of …", is no note.
"""

import re

# Words of notes. What follows a note often lacks its space ("found hereIt is 1939."), so a word
# ends before a capital too.
_WORD = re.compile(
    r"(?i:librarian(?:[’'`]?s)?|note|alternat(?:e|ive)?|covers?|cove|editions?|asin|"
    r"isbns?(?:[- ]?1[03])?|ebook|pbk|paperback|hardcover|published|previously|original|older|"
    r"different|multiple|publisher|record|database|exists?|pages?|count|number|newer|updated|"
    r"version|under|found|click|moved|same|book|see|also|other|this|that|there(?:[’']s)?|the|these|"
    r"for|from|of|with|in|on|to|can|be|is|are|has|and|you|find|one|an?|as|by)(?![a-z])"
)
_END = re.compile(
    r"(?i:here|editions?|covers?|\[?ACE\]?)(?![a-z])|#\d+|book(?=\.)|"
    r"https?://[^\sA-Z]{1,80}|B0[0-9A-Z]{8}|[\d-]{9,17}X?"
)
# A note may point to several places; without another "here", this one is its last word.
_LAST_HERE = re.compile(r"(?i:here)(?!(?:,? and |, | \((?:ebook|pbk)\),? (?:and )?)(?i:here))")
_MARK = re.compile(r"[\s\"“”'‘’()\[\].,:;/*~▶\d&–—-]")
_SIGN_OF_NOTE = re.compile(
    r"(?i:librarian\W{0,3}s? note\b|alternat\w*[ -](?:cove?r?|edition)|\bISBN|\bASIN|"
    r"(?:previously|older)[ -](?:published|cover|edition))"
)
_LAST_NOTE = re.compile(
    r"(?i:librarian\W{0,3}s? note\b|(?:(?:also )?see:? |this is |there is )?(?:an? |the )?"
    r"(?:alternat\w*[ -](?:cove?r?|edition)|(?:previously|older)[- ](?:published |cover )?edition))"
)
_FREE_NOTE = re.compile(r"(?i:[\"“(\[*\s]*librarian\W{0,3}s? note\b)[^.!?]{0,200}[.!?]?")
_BACK_COVER = re.compile(
    r"[\s(\[~–—-]{1,6}(?i:(?:from )?(?:the )?(?:back cover|inside flap|publisher))[)\].\"”]{0,3}$"
)
_TAIL_LENGTH = 300
_LONGEST_NOTE = 400


def without_notes(text: str) -> str:
    """Cut librarians' notes from both ends of a description, and "(back cover)" from its end.

    Args:
        text: A description on one line.

    Returns:
        The description alone; "" if there was nothing but a note.
    """
    text = _without_last_note(_without_first_note(text))
    match = _BACK_COVER.search(text, max(0, len(text) - 40))
    return text[: match.start()] if match else text


def _without_first_note(text: str) -> str:
    end = _note_end(text)
    if _SIGN_OF_NOTE.search(text, 0, end):
        rest = text[end:].lstrip(" .:;,)]*-")
        return _FREE_NOTE.sub("", rest, count=1) if _FREE_NOTE.match(rest) else rest
    free = _FREE_NOTE.match(text)
    return text[free.end() :].lstrip() if free else text


def _without_last_note(text: str) -> str:
    start = max(0, len(text) - _TAIL_LENGTH)
    tail = text[start:].casefold()
    if "edition" not in tail and "cover" not in tail and "librarian" not in tail:
        return text
    match = _LAST_NOTE.search(text, start)
    if not match or not match.start():
        return text
    is_free = match.group().casefold().startswith("librarian")
    rest = text[match.start() :]
    if is_free or not rest[_note_end(rest) :].strip(" .:;,)]\"”'*-#"):
        return text[: match.start()].rstrip(' ([*~-–—"“')
    return text


def _note_end(text: str) -> int:
    """Length of the note at the start of the text; 0 if it starts with something else."""
    position = end = 0
    while position < min(len(text), _LONGEST_NOTE):
        match = _END.match(text, position)
        if match:
            end = match.end()
            if _LAST_HERE.match(text, position):
                break
        else:
            match = _WORD.match(text, position) or _MARK.match(text, position)
        if not match:
            break
        position = match.end()
    return end
