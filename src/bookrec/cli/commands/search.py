"""`search` and `show`: look into the catalogue."""

from typing import Annotated, Any

import typer

from bookrec.cli.options import JsonOption

N_NEIGHBOURS = 10


def search(
    context: typer.Context,
    words: Annotated[list[str], typer.Argument(help="Words of a title or an author's name.")],
    n: Annotated[int, typer.Option("-n", min=1, help="Books, at most.")] = 10,
    as_json: JsonOption = False,
) -> None:
    """Find books by title or author; typing errors are forgiven."""
    from bookrec.cli.console import print_json
    from bookrec.cli.render.books import print_books
    from bookrec.data.matching import search as find
    from bookrec.errors import NotFoundError
    from bookrec.scoring.loading import RecommenderParts
    from bookrec.storage.artifacts import read_consistently

    catalog = read_consistently(lambda: RecommenderParts(context.obj.artifacts_dir).catalog)
    query = " ".join(words)
    hits = find(query, catalog.index, n)
    if not hits:
        raise NotFoundError(f"{query!r}: no such title or author; try fewer or other words")
    books = [{**catalog.describe(num), "score": round(score, 3)} for num, score in hits]
    if as_json:
        print_json({"books": books})
    else:
        print_books(books)


def show(
    context: typer.Context,
    book_id: Annotated[str, typer.Argument(help="As `bookrec search` prints it.")],
    as_json: JsonOption = False,
) -> None:
    """Show one book and the books nearest to it."""
    from bookrec.cli.console import print_json
    from bookrec.cli.render.books import print_book
    from bookrec.errors import NotFoundError
    from bookrec.scoring.loading import RecommenderParts
    from bookrec.scoring.nearest import find_nearest

    parts = RecommenderParts(context.obj.artifacts_dir)
    num = int(parts.catalog.find([book_id])[0])
    if num < 0:
        raise NotFoundError(f"{book_id!r}: no such book id; `bookrec search` finds it")
    nearest = find_nearest(parts.load_book_embeddings(), num, N_NEIGHBOURS)
    book: dict[str, Any] = parts.catalog.describe(num)
    book["description"] = parts.catalog.cell("description", num)
    book["nearest"] = [
        {**parts.catalog.describe(near), "similarity": round(similarity, 3)}
        for near, similarity in nearest
    ]
    if as_json:
        print_json(book)
    else:
        print_book(book)
