"""`predict`: will I like it?"""

from typing import Annotated

import typer

from bookrec.cli.options import (
    BookOption,
    DescribeOption,
    HistoryOption,
    JsonOption,
    ScaleOption,
    ShelfOption,
)


def predict(
    context: typer.Context,
    books: Annotated[
        list[str], typer.Argument(metavar="TITLE|AUTHOR...", help="The books you ask about.")
    ],
    book: BookOption = None,
    describe: DescribeOption = None,
    history: HistoryOption = None,
    rating_scale: ScaleOption = None,
    shelf: ShelfOption = None,
    as_json: JsonOption = False,
) -> None:
    """Say how you will like books, how sure that is, and what speaks for and against them.

    A book that the catalogue does not have is judged by its author, and with --describe by what it
    is about. Without --book and --history your own shelf is used.
    """
    from bookrec.cli.books import gather_books, usage
    from bookrec.cli.console import print_json
    from bookrec.cli.render.predictions import print_predictions
    from bookrec.data.history import describe_books, parse_book
    from bookrec.render.document import predictions_document
    from bookrec.scoring.recommender import Recommender

    settings = context.obj
    with usage():
        asked = [parse_book(line, default_rating=None) for line in books]
    known = gather_books(book or [], history or [], shelf or settings.shelf_file, rating_scale)
    with usage():
        described = describe_books([*asked, *known], describe or [])
    recommender = Recommender.load(settings.artifacts_dir, settings.recommend)
    predictions = recommender.predict_books(described[len(asked) :], described[: len(asked)])
    if as_json:
        print_json(predictions_document(predictions))
    else:
        print_predictions(predictions)
