"""`genres`: what `--genre` can be given."""

from typing import Annotated

import typer

from bookrec.cli.options import JsonOption


def genres(
    context: typer.Context,
    n: Annotated[int, typer.Option("-n", min=1, help="Genres, at most.")] = 40,
    as_json: JsonOption = False,
) -> None:
    """List the genres of the catalogue, the commonest first."""
    from bookrec.cli.console import print_json
    from bookrec.cli.render.books import print_genres
    from bookrec.scoring.loading import RecommenderParts
    from bookrec.storage.artifacts import read_consistently

    catalog = read_consistently(lambda: RecommenderParts(context.obj.artifacts_dir).catalog)
    counts = catalog.count_genres()
    if as_json:
        print_json({"genres": [{"genre": name, "n_books": count} for name, count in counts]})
    else:
        print_genres(counts[:n], len(counts))
