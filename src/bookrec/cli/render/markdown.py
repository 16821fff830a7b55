"""A recommendation list as a Markdown table."""

import re

from bookrec.render.terminal import printable
from bookrec.render.words import footer, full_title, predicted, stars, year_label
from bookrec.scoring.explain.recommendation import RecommendationList

_SPECIAL = re.compile(r"([\\`*_\[\]<>|~&$])")


def list_markdown(made: RecommendationList) -> str:
    """Return the list as GitHub-flavoured Markdown; text from the data is shown literally."""
    lines = [f"> {escape(note)}\n" for note in made.notes]
    lines += ["| # | title | author | year | stars | average | why |"]
    lines += ["| --: | --- | --- | --: | --: | --: | --- |"]
    for rank, book in enumerate(made.recommendations, start=1):
        cells = (
            str(rank),
            f"**{escape(full_title(book))}**",
            escape(book.author),
            year_label(book),
            predicted(book),
            stars(book.average_rating),
            escape("; ".join(book.reasons)),
        )
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, "", f"*{escape(footer(made))}*", ""])


def escape(text: str) -> str:
    """Escape what Markdown would take for formatting, and put the text on one line."""
    return _SPECIAL.sub(r"\\\1", " ".join(printable(text).split()))
