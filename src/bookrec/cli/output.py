"""A list of recommendations, in the form that was asked for."""

import csv
import sys
from enum import Enum
from pathlib import Path
from typing import Self

import typer

from bookrec.cli.books import MAX_SHOWN, print_unmatched
from bookrec.cli.console import out, print_json, print_note
from bookrec.cli.render.markdown import list_markdown
from bookrec.cli.render.page import list_page
from bookrec.cli.render.predictions import print_queue
from bookrec.cli.render.table import list_table
from bookrec.errors import ArtifactError
from bookrec.render.csv_rows import list_csv, queue_csv, safe_cell
from bookrec.render.document import list_document, queue_document
from bookrec.scoring.explain.recommendation import RecommendationList
from bookrec.scoring.lists.queue import Queue
from bookrec.settings import Settings


class OutputFormat(Enum):
    """What goes to stdout."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"

    @classmethod
    def choose(cls, *, as_json: bool, as_csv: bool, as_markdown: bool) -> Self:
        """Return the format of the flags.

        Raises:
            typer.BadParameter: If more than one is given.
        """
        flags = {cls.JSON: as_json, cls.CSV: as_csv, cls.MARKDOWN: as_markdown}
        chosen = [output for output, given in flags.items() if given]
        if len(chosen) > 1:
            raise typer.BadParameter("choose one of --json, --csv and --markdown")
        return cls(chosen[0] if chosen else cls.TABLE)


def print_list(made: RecommendationList, output: OutputFormat, html: Path | None) -> None:
    """Print a list on stdout, and write it as a page where that is asked for.

    Raises:
        ArtifactError: If the page cannot be written.
    """
    if html is not None:
        _write_page(made, html)
    if output is OutputFormat.JSON:
        print_json(list_document(made))
        return
    print_unmatched([(missed.input, missed.why) for missed in made.unmatched])
    if output is OutputFormat.CSV:
        typer.echo(list_csv(made), nl=False)
    elif output is OutputFormat.MARKDOWN:
        typer.echo(list_markdown(made), nl=False)
    else:
        out.print(list_table(made, out.width))


def print_queue_in(queue: Queue, output: OutputFormat) -> None:
    """Print the books that a reader means to read on stdout, as a table, JSON or CSV."""
    if output is OutputFormat.JSON:
        print_json(queue_document(queue))
    elif output is OutputFormat.CSV:
        typer.echo(queue_csv(queue), nl=False)
    else:
        print_queue(queue)


def print_user_rows(settings: Settings, users: Path, n: int | None, *, as_json: bool) -> None:
    """Print recommendations for many users on stdout, as CSV or one JSON document.

    Raises:
        BookrecError: As `recommend_users`.
    """
    from bookrec.pipeline.users import UserRecommendation, recommend_users

    left_out: list[dict[str, str]] = []

    def tell(user_id: str, why: str) -> None:
        left_out.append({"user_id": user_id, "why": why})
        if len(left_out) <= MAX_SHOWN:
            print_note(f"Nothing for user {user_id}: {why}.")

    rows = recommend_users(settings, users, n, tell)
    if as_json:
        print_json({"rows": [row._asdict() for row in rows], "left_out": left_out})
    else:
        writer = csv.writer(sys.stdout)
        writer.writerow(UserRecommendation._fields)
        for row in rows:
            writer.writerow([safe_cell(cell) for cell in row])
    if len(left_out) > MAX_SHOWN:
        print_note(f"Nothing for {len(left_out)} users in all; --json lists them.")


def _write_page(made: RecommendationList, path: Path) -> None:
    try:
        path.write_text(list_page(made), encoding="utf-8")
    except OSError as error:
        raise ArtifactError(f"{path}: {error.strerror}; choose another file for --html") from error
    print_note(f"Wrote {path}.")
