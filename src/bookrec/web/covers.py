"""Covers, drawn: nobody else is asked for a picture, and so nobody else learns who reads what."""

import zlib
from html import escape

from bookrec.render.terminal import printable

_COLORS = ("#34506b", "#6b3a3a", "#3f5d45", "#5b4472", "#7a5a2b", "#2f5f62", "#5a5f2f", "#6b3a5c")
_WIDTH, _HEIGHT = 120, 180
_LINE_LENGTH = 14
_MAX_LINES = 6
_MAX_AUTHOR_LINES = 2


def draw_cover(book_id: str, title: str, author: str) -> str:
    """Draw a cover as an SVG document; the same book always looks the same."""
    color = _COLORS[zlib.crc32(book_id.encode("utf-8", "replace")) % len(_COLORS)]
    titles = _lines(title, _MAX_LINES)
    authors = _lines(author, _MAX_AUTHOR_LINES)
    top = "".join(_text(line, 30 + 16 * i, 13, "bold") for i, line in enumerate(titles))
    bottom = "".join(
        _text(line, _HEIGHT - 12 - 13 * (len(authors) - 1 - i), 11, "normal")
        for i, line in enumerate(authors)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        f'font-family="Georgia, serif" fill="#fff" text-anchor="middle">'
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="{color}"/>'
        f'<rect x="5" y="5" width="{_WIDTH - 10}" height="{_HEIGHT - 10}" fill="none" '
        f'stroke="#fff" stroke-opacity=".35"/>{top}{bottom}</svg>'
    )


def _text(line: str, y: int, size: int, weight: str) -> str:
    return (
        f'<text x="{_WIDTH // 2}" y="{y}" font-size="{size}" font-weight="{weight}">'
        f"{escape(line)}</text>"
    )


def _lines(text: str, most: int) -> list[str]:
    """Break a text into lines, the last one cut where there are more."""
    lines = [""]
    for word in printable(text).split():
        while len(word) > _LINE_LENGTH:
            lines += [word[:_LINE_LENGTH], ""]
            word = word[_LINE_LENGTH:]
        if len(lines[-1]) + len(word) < _LINE_LENGTH or not lines[-1]:
            lines[-1] = f"{lines[-1]} {word}".strip()
        else:
            lines.append(word)
    lines = [line for line in lines if line]
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1][: _LINE_LENGTH - 1]}…"]
    return lines
