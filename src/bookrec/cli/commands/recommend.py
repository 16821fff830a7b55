"""`recommend`: what to read next."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bookrec.cli.options import JsonOption, SchedulerOption, ShelfOption, WorkersOption, with_flags

if TYPE_CHECKING:
    from bookrec.scoring.lists.filters import BookFilter
    from bookrec.scoring.recommender import ListOptions

WISHES = "What the books must be"
LIST = "How the list is made"
OUTPUT = "Output"

Texts = list[str] | None


def recommend(
    context: typer.Context,
    book: Annotated[
        Texts,
        typer.Option(
            "--book",
            metavar="TITLE|AUTHOR|RATING",
            help="A book you read, with 1 to 5 stars; repeatable. Author and rating may be left "
            "out, an ISBN may follow.",
        ),
    ] = None,
    describe: Annotated[
        Texts,
        typer.Option(
            metavar="TITLE|TEXT",
            help="What one of your books is about; repeatable. Helps where the catalogue does not "
            "have it.",
        ),
    ] = None,
    history: Annotated[
        list[Path] | None,
        typer.Option(help="Goodreads, StoryGraph or LibraryThing export, or CSV or JSON."),
    ] = None,
    shelf: ShelfOption = None,
    n: Annotated[
        int | None, typer.Option("-n", help="Length of the list.", show_default="10")
    ] = None,
    like: Annotated[
        str | None, typer.Option(help='More like this book: "Title|Author".', rich_help_panel=LIST)
    ] = None,
    mood: Annotated[
        str | None,
        typer.Option(help='Free text: "slow, melancholy, sea".', rich_help_panel=LIST),
    ] = None,
    diversity: Annotated[
        float | None,
        typer.Option(help="0: the best scores; 1: unlike each other.", rich_help_panel=LIST),
    ] = None,
    fame: Annotated[
        float | None,
        typer.Option(
            help="0: what is little known; 1: what everybody reads.", rich_help_panel=LIST
        ),
    ] = None,
    max_per_author: Annotated[
        int | None, typer.Option(help="Books of one author.", rich_help_panel=LIST)
    ] = None,
    genre: Annotated[Texts, typer.Option(help="Repeatable.", rich_help_panel=WISHES)] = None,
    not_genre: Annotated[Texts, typer.Option(help="Repeatable.", rich_help_panel=WISHES)] = None,
    language: Annotated[Texts, typer.Option(help="Repeatable.", rich_help_panel=WISHES)] = None,
    author: Annotated[Texts, typer.Option(help="Repeatable.", rich_help_panel=WISHES)] = None,
    not_author: Annotated[Texts, typer.Option(help="Repeatable.", rich_help_panel=WISHES)] = None,
    pages: Annotated[
        str | None, typer.Option(help="As 100-400, 100- or -400.", rich_help_panel=WISHES)
    ] = None,
    year: Annotated[
        str | None, typer.Option(help="As 1990-2020 or 1984.", rich_help_panel=WISHES)
    ] = None,
    min_ratings: Annotated[
        int, typer.Option(help="Ratings on Goodreads, at least.", rich_help_panel=WISHES)
    ] = 0,
    users: Annotated[
        Path | None,
        typer.Option(
            help="Ratings of many users (ID, Name, Rating): one CSV row per user and book.",
            rich_help_panel=OUTPUT,
        ),
    ] = None,
    index: Annotated[
        str | None,
        typer.Option(
            metavar="URI",
            help="Score what an index proposes, as `export --index` wrote it: lancedb://FOLDER.",
            rich_help_panel=LIST,
        ),
    ] = None,
    scheduler: SchedulerOption = None,
    workers: WorkersOption = None,
    as_json: JsonOption = False,
    as_csv: Annotated[
        bool, typer.Option("--csv", help="CSV on stdout.", rich_help_panel=OUTPUT)
    ] = False,
    as_markdown: Annotated[
        bool, typer.Option("--markdown", help="Markdown on stdout.", rich_help_panel=OUTPUT)
    ] = False,
    html: Annotated[
        Path | None,
        typer.Option(help="Write a page with covers to this file.", rich_help_panel=OUTPUT),
    ] = None,
) -> None:
    """Recommend books to read next, with predicted stars and reasons.

    Without --book and --history your own shelf is used, which `bookrec rate` keeps.
    --scheduler and --workers are for --users.
    """
    from bookrec.cli.books import gather_books, usage
    from bookrec.cli.output import OutputFormat, print_list, print_user_rows
    from bookrec.data.history import describe_books, parse_book
    from bookrec.scoring.recommender import Recommender

    settings = with_flags(context.obj, "engine", scheduler=scheduler, workers=workers)
    settings = with_flags(settings, "recommend", index=index)
    shelf_file = shelf or settings.shelf_file
    if users is not None:
        print_user_rows(settings, users, n)
        return
    output = OutputFormat.choose(as_json=as_json, as_csv=as_csv, as_markdown=as_markdown)
    books = gather_books(book or [], history or [], shelf_file)
    options: ListOptions = {}
    with usage():
        books = describe_books(books, describe or [])
        options["wishes"] = _wishes(
            genre, not_genre, language, author, not_author, pages, year, min_ratings
        )
        if like is not None:
            options["like"] = parse_book(like)
    if mood is not None:
        options["mood"] = mood
    if diversity is not None:
        options["diversity"] = diversity
    if fame is not None:
        options["fame"] = fame
    if max_per_author is not None:
        options["max_per_author"] = max_per_author
    recommender = Recommender.load(settings.artifacts_dir, settings.recommend)
    made = recommender.recommend_list(recommender.read(books), n, **options)
    print_list(made, output, html)


def _wishes(
    genre: Texts,
    not_genre: Texts,
    language: Texts,
    author: Texts,
    not_author: Texts,
    pages: str | None,
    year: str | None,
    min_ratings: int,
) -> "BookFilter":
    from bookrec.scoring.lists.filters import BookFilter, Range, parse_range

    return BookFilter(
        genres=genre or (),
        not_genres=not_genre or (),
        languages=language or (),
        authors=author or (),
        not_authors=not_author or (),
        pages=parse_range(pages, "--pages") if pages else Range(),
        years=parse_range(year, "--year") if year else Range(),
        min_ratings=min_ratings,
    )
