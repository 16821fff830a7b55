"""`search` and `show`: look into the catalogue."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from bookrec.cli.options import JsonOption, ShelfOption

if TYPE_CHECKING:
    from bookrec.data.matching import CatalogIndex
    from bookrec.scoring.recommender import Recommender

N_NEIGHBOURS = 10


def search(
    context: typer.Context,
    words: Annotated[
        list[str], typer.Argument(help="Words of a title or an author's name, or an ISBN.")
    ],
    n: Annotated[int, typer.Option("-n", min=1, help="Books, at most.")] = 10,
    as_json: JsonOption = False,
) -> None:
    """Find books by title, author or ISBN; typing errors are forgiven."""
    from bookrec.cli.console import print_json
    from bookrec.cli.render.books import print_books
    from bookrec.data.matching import search as find
    from bookrec.data.text.isbn import explain_no_isbn, parse_isbn
    from bookrec.errors import NotFoundError
    from bookrec.scoring.loading import RecommenderParts
    from bookrec.storage.artifacts import read_consistently

    catalog = read_consistently(lambda: RecommenderParts(context.obj.artifacts_dir).catalog)
    query = " ".join(words)
    hits = find(query, catalog.index, n)
    if not hits and parse_isbn(query):
        raise NotFoundError(f"{query!r}: no book of the catalogue has this ISBN; try its title")
    if not hits and not query.strip("0123456789Xx- "):
        raise NotFoundError(f"{query!r}: is no ISBN: {explain_no_isbn(query)}")
    if not hits:
        raise NotFoundError(f"{query!r}: no such title or author; try fewer or other words")
    books = [{**catalog.describe(num), "score": round(score, 3)} for num, score in hits]
    if as_json:
        print_json({"books": books})
    else:
        print_books(books)


def show(
    context: typer.Context,
    book: Annotated[
        str, typer.Argument(metavar="BOOK", help='An id, or "Title" or "Title|Author".')
    ],
    shelf: ShelfOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show one book: what it is, your predicted stars, the next of its series, and books like it.

    The stars are predicted from your shelf, where you have one.
    """
    from bookrec.cli.books import open_own_shelf
    from bookrec.cli.console import print_json
    from bookrec.cli.render.books import print_book
    from bookrec.render.links import find_link
    from bookrec.scoring.nearest import find_nearest
    from bookrec.scoring.recommender import Recommender

    settings = context.obj
    recommender = Recommender.load(settings.artifacts_dir, settings.recommend)
    catalog = recommender.catalog
    num = _find(book, recommender)
    next_num = catalog.series_index.next_volume(num)
    own_shelf = open_own_shelf(shelf or settings.shelf_file)
    document: dict[str, Any] = catalog.describe(num)
    document |= {
        "description": catalog.cell("description", num),
        "isbn": catalog.cell("isbn", num),
        "predicted_rating": None,
        "uncertainty": None,
        "next_in_series": None if next_num is None else catalog.describe(next_num),
        "nearest": [
            {**catalog.describe(near), "similarity": round(similarity, 3)}
            for near, similarity in find_nearest(recommender.book_embeddings, num, N_NEIGHBOURS)
        ],
    }
    document["link"] = find_link(document)
    if own_shelf.path.exists():
        document |= _predict(recommender, num, own_shelf.load())
    if as_json:
        print_json(document)
    else:
        print_book(document)


def _find(book: str, recommender: "Recommender") -> int:
    """Find a book by id, else by title and author.

    Raises:
        UsageError: If nothing is named.
        NotFoundError: If it is not in the catalogue; the nearest books are named.
    """
    from bookrec.cli.books import usage
    from bookrec.data.history import parse_book
    from bookrec.data.matching import match, search
    from bookrec.errors import NotFoundError
    from bookrec.scoring.readers.reader import describe_miss

    num = int(recommender.catalog.find([book])[0])
    if num >= 0:
        return num
    index: CatalogIndex = recommender.catalog.index
    with usage():
        (hit,) = match([parse_book(book)], index)
    if hit.book_num is not None:
        return hit.book_num
    (best, *_) = search(book, index, 1) or [(-1, 0.0)]
    if best[0] >= 0 and best[1] == 1:
        return best[0]
    raise NotFoundError(f"{book!r}: {describe_miss(hit, index)}; `bookrec search` finds more")


def _predict(recommender: "Recommender", num: int, known: list[Any]) -> dict[str, float]:
    from bookrec.data.history import RatedBook

    asked = RatedBook(book_id=recommender.catalog.cell("book_id", num))
    (prediction,) = recommender.predict_books(known, [asked])
    return {
        "predicted_rating": round(prediction.predicted_rating, 3),
        "uncertainty": round(prediction.uncertainty, 3),
    }
