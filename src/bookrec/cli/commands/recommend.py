"""`recommend`: what to read next."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from bookrec.cli.options import (
    BookOption,
    DescribeOption,
    HistoryOption,
    JsonOption,
    ScaleOption,
    SchedulerOption,
    ShelfOption,
    Texts,
    UnmatchedOption,
    WorkersOption,
    refuse_options,
    refuse_other_options,
    with_flags,
)
from bookrec.scoring.lists.audience import Audience, check_age

if TYPE_CHECKING:
    from bookrec.scoring.lists.filters import BookFilter
    from bookrec.scoring.recommender import ListOptions

WISHES = "What the books must be"
LIST = "How the list is made"
OUTPUT = "Output"

# What each kind of list makes use of; anything else that is given with it is refused.
FOR_USERS = ("users", "n", "index", "scheduler", "workers", "as_json")
WISHED = (
    *("genre", "not_genre", "language", "author", "not_author", "pages", "year", "min_ratings"),
    *("max_ratings", "age", "audience"),
)
FOR_TO_READ = (
    *("to_read", "book", "describe", "history", "rating_scale", "unmatched", "shelf", "n"),
    *("as_json", "as_csv", *WISHED),
)
FOR_SEVERAL = (
    *("reader_files", "n", "diversity", "fame", "max_per_author", *WISHED),
    *("as_json", "as_csv", "as_markdown", "html"),
)


def recommend(
    context: typer.Context,
    book: BookOption = None,
    describe: DescribeOption = None,
    history: HistoryOption = None,
    rating_scale: ScaleOption = None,
    unmatched: UnmatchedOption = None,
    shelf: ShelfOption = None,
    n: Annotated[
        int | None, typer.Option("-n", help="Length of the list.", show_default="10")
    ] = None,
    reader_files: Annotated[
        list[Path] | None,
        typer.Option(
            "--reader",
            help="The books of one of several readers; give it for each, for a list that all may "
            "enjoy.",
        ),
    ] = None,
    to_read: Annotated[
        bool,
        typer.Option("--to-read", help="Rank what you mean to read instead.", rich_help_panel=LIST),
    ] = False,
    fresh: Annotated[
        bool,
        typer.Option(
            "--fresh", help="Leave out what your lists have shown before.", rich_help_panel=LIST
        ),
    ] = False,
    like: Annotated[
        Texts,
        typer.Option(help='More like this book: "Title|Author"; repeatable.', rich_help_panel=LIST),
    ] = None,
    less: Annotated[
        Texts,
        typer.Option(help="Less like this book; repeatable.", rich_help_panel=LIST),
    ] = None,
    mood: Annotated[
        str | None,
        typer.Option(help='Free text: "cosy village mystery, no blood".', rich_help_panel=LIST),
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
    max_ratings: Annotated[
        int | None, typer.Option(help="Ratings on Goodreads, at most.", rich_help_panel=WISHES)
    ] = None,
    age: Annotated[
        int | None,
        typer.Option(
            help="Only what may be given to a reader of this age; what the data cannot tell stays "
            "out.",
            rich_help_panel=WISHES,
        ),
    ] = None,
    audience: Annotated[
        Audience | None,
        typer.Option("--for", help="Only what is plainly for them.", rich_help_panel=WISHES),
    ] = None,
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

    Without --book and --history your own shelf is used, which `bookrec rate` keeps. --scheduler and
    --workers are for --users.
    """
    from bookrec.cli.books import gather_books, read_each, usage, write_unmatched
    from bookrec.cli.output import OutputFormat, print_list, print_queue_in, print_user_rows
    from bookrec.cli.shown import remember_shown, shown_before
    from bookrec.data.history import describe_books, parse_book
    from bookrec.scoring.recommender import Recommender

    settings = with_flags(context.obj, "engine", scheduler=scheduler, workers=workers)
    settings = with_flags(settings, "recommend", index=index)
    _check_mode(context, users, to_read, reader_files)
    if users is not None:
        print_user_rows(settings, users, n, as_json=as_json)
        return
    output = OutputFormat.choose(as_json=as_json, as_csv=as_csv, as_markdown=as_markdown)
    shelf_file = shelf or settings.shelf_file
    books = (
        [] if reader_files else gather_books(book or [], history or [], shelf_file, rating_scale)
    )
    with usage():
        books = describe_books(books, describe or [])
        wishes = replace(
            _wishes(genre, not_genre, language, author, not_author, pages, year),
            min_ratings=min_ratings,
            max_ratings=max_ratings,
            age=None if age is None else check_age(age),
            audience=audience,
        )
        options = _list_options(
            wishes=wishes,
            like=[parse_book(line) for line in like] if like else None,
            less=[parse_book(line) for line in less] if less else None,
            mood=mood,
            diversity=diversity,
            fame=fame,
            max_per_author=max_per_author,
        )
    recommender = Recommender.load(settings.artifacts_dir, settings.recommend)
    if reader_files:
        readers = {name: recommender.read(each) for name, each in read_each(reader_files).items()}
        print_list(recommender.recommend_together(readers, n, **options), output, html)
        return
    reader = recommender.read(books)
    if unmatched is not None:
        write_unmatched(unmatched, reader)
    if to_read:
        print_queue_in(recommender.rank_to_read(reader, n, wishes), output)
        return
    if fresh:
        options["exclude"] = shown_before(shelf_file, reader, recommender.catalog)
    made = recommender.recommend_list(reader, n, **options)
    print_list(made, output, html)
    if fresh or (books and not (book or history)):
        remember_shown(shelf_file, made)


def _check_mode(
    context: typer.Context, users: Path | None, to_read: bool, reader_files: list[Path] | None
) -> None:
    """Refuse options that this kind of list makes no use of."""
    if users is not None:
        refuse_other_options(context, "--users", FOR_USERS)
    elif to_read:
        refuse_other_options(context, "--to-read", FOR_TO_READ)
    elif reader_files:
        refuse_other_options(context, "--reader", FOR_SEVERAL)
    else:
        refuse_options(context, "a list for one reader", ("scheduler", "workers"))


def _list_options(**given: object) -> "ListOptions":
    """Collect what was asked for; None was not."""
    return cast("ListOptions", {name: each for name, each in given.items() if each is not None})


def _wishes(
    genre: Texts,
    not_genre: Texts,
    language: Texts,
    author: Texts,
    not_author: Texts,
    pages: str | None,
    year: str | None,
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
    )
