"""Self-contained HTML pages: escaped text, inline pictures, no scripts."""

from base64 import b64encode
from collections.abc import Sequence
from html import escape

STYLE = """
:root { color-scheme: light; }
body { font: 16px/1.55 system-ui, sans-serif; color: #0f172a; background: #fff;
       max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.7rem; margin-bottom: .3rem; }
h2 { font-size: 1.25rem; margin: 2.4rem 0 .5rem; border-bottom: 1px solid #e2e8f0; }
.lead { font-size: 1.1rem; }
figure { margin: 1rem 0; }
figure img { max-width: 100%; height: auto; }
figcaption, .note { color: #475569; font-size: .9rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .85rem; font-variant-numeric: tabular-nums; }
th, td { padding: .3rem .55rem; text-align: right; border-bottom: 1px solid #e2e8f0; }
td { white-space: nowrap; }
th { color: #475569; font-weight: 600; vertical-align: bottom; }
th:first-child, td:first-child { text-align: left; }
tr.strong td { font-weight: 700; color: #9a3412; }
""".strip()


def build_page(title: str, parts: Sequence[str]) -> str:
    """Build the page from parts that are HTML already."""
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>\n{STYLE}\n</style>\n</head>\n<body>\n"
        f"<h1>{escape(title)}</h1>\n" + "\n".join(parts) + "\n</body>\n</html>\n"
    )


def heading(text: str) -> str:
    """Build a section heading."""
    return f"<h2>{escape(text)}</h2>"


def paragraph(text: str, style: str = "") -> str:
    """Build a paragraph; `style` is "", "lead" or "note"."""
    return f'<p class="{escape(style)}">{escape(text)}</p>' if style else f"<p>{escape(text)}</p>"


def table(header: Sequence[str], rows: Sequence[Sequence[str]], strong: str | None = None) -> str:
    """Build a table; rows whose first cell is `strong` stand out."""
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in header)
    body = "\n".join(_table_row(row, is_strong=row[0] == strong) for row in rows)
    return (
        f'<div class="scroll"><table>\n<thead><tr>{head}</tr></thead>\n'
        f"<tbody>\n{body}\n</tbody>\n</table></div>"
    )


def picture(png: bytes, caption: str) -> str:
    """Build a figure with the picture inside the page."""
    data = b64encode(png).decode("ascii")
    text = escape(caption)
    return (
        f'<figure><img src="data:image/png;base64,{data}" alt="{text}">'
        f"<figcaption>{text}</figcaption></figure>"
    )


def _table_row(cells: Sequence[str], *, is_strong: bool) -> str:
    attribute = ' class="strong"' if is_strong else ""
    return f"<tr{attribute}>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
