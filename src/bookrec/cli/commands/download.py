"""`download`: fetch the two Kaggle data sets, or goodbooks-10k."""

from enum import StrEnum
from typing import Annotated

import typer

from bookrec.cli.options import ForceOption, JsonOption


class Dataset(StrEnum):
    """What can be downloaded."""

    ALL = "all"
    BEST_BOOKS = "best-books"
    RATINGS = "ratings"
    GOODBOOKS = "goodbooks"


def download(
    context: typer.Context,
    dataset: Annotated[
        Dataset,
        typer.Option(help="Which data set; `all` is both of Kaggle, `goodbooks` needs no account."),
    ] = Dataset.ALL,
    force: ForceOption = False,
    as_json: JsonOption = False,
) -> None:
    """Download the two Kaggle data sets, or goodbooks-10k, into the data folder.

    Files that are there are kept.
    """
    from dataclasses import asdict

    from bookrec.cli.console import print_json, print_note
    from bookrec.cli.progress import progress_bar
    from bookrec.data.download import download as fetch

    with progress_bar("download", "bytes") as progress:
        results = fetch(context.obj.data_dir, dataset.value, force=force, progress=progress)
    for warning in dict.fromkeys(line for result in results for line in result.warnings):
        print_note(warning)
    if as_json:
        print_json({"downloads": [asdict(result) for result in results]})
        return
    for result in results:
        state = "already there, kept" if result.skipped else f"{result.bytes / 2**20:,.1f} MiB"
        typer.echo(f"{result.dataset}: {len(result.files)} files in {result.folder} ({state})")
