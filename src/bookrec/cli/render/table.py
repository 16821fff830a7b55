"""A recommendation list on a terminal, wide or narrow."""

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bookrec.render.terminal import printable
from bookrec.render.words import footer, full_title, predicted, series_label, stars, year_label
from bookrec.scoring.explain.recommendation import Recommendation, RecommendationList

_WIDE, _MEDIUM = 120, 72
_N_REASONS = 3


def list_table(made: RecommendationList, width: int) -> RenderableType:
    """Lay the list out for a terminal's width.

    From 120 columns on every field has its own; from 72 on the series stands with the title and
    the reasons below it; narrower terminals get a plain paragraph per book.
    """
    layout = _wide if width >= _WIDE else _medium if width >= _MEDIUM else _narrow
    parts: list[RenderableType] = [_line(note, "yellow") for note in made.notes]
    parts.append(layout(made) if made.recommendations else _line("No book fits these wishes.", ""))
    parts.append(_line(footer(made), "dim"))
    return Group(*parts)


def _wide(made: RecommendationList) -> Table:
    table = _table()
    table.add_column("title", style="bold", ratio=5)
    table.add_column("author", ratio=3)
    table.add_column("series", ratio=3)
    _add_numbers(table)
    table.add_column("why", ratio=8, style="dim")
    for rank, book in enumerate(made.recommendations, start=1):
        cells = (book.title, book.author, series_label(book), *_numbers(book))
        table.add_row(str(rank), *map(_cell, cells), Text(_about_and_why(book)))
    return table


def _medium(made: RecommendationList) -> Table:
    table = _table()
    table.add_column("book", ratio=1)
    _add_numbers(table)
    for rank, book in enumerate(made.recommendations, start=1):
        title = Text(printable(full_title(book)), style="bold")
        what = Text("\n").join([title, _cell(book.author), Text(_about_and_why(book), "dim")])
        table.add_row(str(rank), what, *map(_cell, _numbers(book)))
    return table


def _narrow(made: RecommendationList) -> Group:
    paragraphs = []
    for rank, book in enumerate(made.recommendations, start=1):
        facts = (
            f"{predicted(book)} stars predicted",
            f"{stars(book.average_rating)} average" if book.average_rating else "",
            year_label(book),
        )
        paragraph = Text(f"{rank}. ").append(printable(full_title(book)), style="bold")
        paragraph.append(f"\n{printable(book.author)}\n{', '.join(filter(None, facts))}")
        paragraph.append(f"\n{_about_and_why(book)}\n", style="dim")
        paragraphs.append(paragraph)
    return Group(*paragraphs)


def _table() -> Table:
    table = Table(box=box.SIMPLE_HEAD, expand=True, pad_edge=False)
    table.add_column("#", justify="right", no_wrap=True)
    return table


def _add_numbers(table: Table) -> None:
    table.add_column("year", justify="right", no_wrap=True)
    table.add_column("stars", justify="right", no_wrap=True, style="green")
    table.add_column("avg", justify="right", no_wrap=True)


def _numbers(book: Recommendation) -> tuple[str, str, str]:
    return year_label(book), predicted(book), stars(book.average_rating)


def _why(book: Recommendation) -> str:
    return "; ".join(book.reasons[:_N_REASONS])


def _about_and_why(book: Recommendation) -> str:
    return "\n".join(filter(None, (printable(book.about), printable(_why(book)))))


def _cell(text: str) -> Text:
    """Make a cell of text from a file: no markup, nothing that drives the terminal."""
    return Text(printable(text))


def _line(text: str, style: str) -> Text:
    return Text(printable(text), style=style)
