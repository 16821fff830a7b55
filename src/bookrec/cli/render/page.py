"""A recommendation list as one self-contained HTML page: no scripts, nothing needed from outside.

Covers are pictures at Goodreads' addresses laid over a drawn cover with title and author: offline,
or where a picture is gone, the drawn cover shows.
"""

from html import escape
from importlib.resources import files
from string import Template
from urllib.parse import quote, urlsplit

from bookrec.render.links import find_link
from bookrec.render.terminal import printable
from bookrec.render.words import footer, predicted, series_label, stars, year_label
from bookrec.scoring.explain.recommendation import Recommendation, RecommendationList

_N_COLORS = 6
_N_GENRES = 4
# What a URL may hold in CSS and HTML alike: no quotes, brackets, blanks or backslashes.
_URL_SAFE = ":/?&=%~+,;@!$*#"


def list_page(made: RecommendationList) -> str:
    """Return the list as an HTML document, UTF-8."""
    template = Template(
        files("bookrec.cli.render").joinpath("page.html").read_text(encoding="utf-8")
    )
    return template.substitute(
        notes="".join(f'<p class="note">{_text(note)}</p>' for note in made.notes),
        books="\n".join(
            _book(rank, book) for rank, book in enumerate(made.recommendations, start=1)
        ),
        footer=_text(footer(made)),
        unmatched=_unmatched(made),
    )


def _book(rank: int, book: Recommendation) -> str:
    facts = (
        series_label(book),
        year_label(book),
        f"{book.pages} pages" if book.pages else "",
        f"average {stars(book.average_rating)}" if book.average_rating else "",
    )
    reasons = "".join(f"<li>{_text(reason)}</li>" for reason in book.reasons)
    about = f'<p class="facts">{_text(book.about)}</p>\n' if book.about else ""
    genres = "".join(f"<span>{_text(genre)}</span>" for genre in book.genres[:_N_GENRES])
    return f"""<li class="book">
{_cover(rank, book)}
<div class="about">
<h2>{_linked_title(book)}</h2>
<p class="author">{_text(book.author)}</p>
<p class="facts">{_text(" · ".join(filter(None, facts)))}</p>
<p class="stars" style="--share:{book.predicted_rating / 5:.0%}"><span aria-hidden="true"></span>\
<b>{predicted(book)}</b> predicted for you</p>
{about}<ul class="why">{reasons}</ul>
<p class="genres">{genres}</p>
</div>
</li>"""


def _linked_title(book: Recommendation) -> str:
    link = find_link({"book_id": book.book_id, "cover_url": book.cover_url, "isbn": None})
    title = _text(book.title)
    return f'<a href="{_text(link)}" rel="noreferrer">{title}</a>' if link else title


def _cover(rank: int, book: Recommendation) -> str:
    drawn = f"<b>{_text(book.title)}</b><i>{_text(book.author)}</i>"
    picture = ""
    if urlsplit(book.cover_url or "").scheme in ("http", "https"):
        # A background that cannot be loaded draws nothing, where an img would draw a broken icon.
        url = escape(quote(str(book.cover_url), safe=_URL_SAFE))
        picture = f'<span class="picture" style="background-image:url({url})"></span>'
    return f'<div class="cover color{rank % _N_COLORS}">{drawn}{picture}</div>'


def _unmatched(made: RecommendationList) -> str:
    if not made.unmatched:
        return ""
    rows = "".join(f"<li>{_text(book.input)}: {_text(book.why)}</li>" for book in made.unmatched)
    return (
        f'<section class="unmatched"><h2>Not found in the catalogue</h2><ul>{rows}</ul></section>'
    )


def _text(text: str) -> str:
    return escape(printable(text), quote=True)
