"""`export`: the trained encoder and head for use outside bookrec."""

from pathlib import Path
from typing import Annotated

import typer

from bookrec.cli.options import JsonOption


def export(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="New folder to write to.")],
    as_json: JsonOption = False,
) -> None:
    """Write encoder and head as one model that sentence-transformers loads.

    It turns a book's description into the embedding of a book known by that description alone.
    """
    from bookrec.artifacts import open_lineage
    from bookrec.cli.console import print_json
    from bookrec.encoder.export import export_sentence_transformer
    from bookrec.encoder.weights import resolve_model
    from bookrec.head.model import ProjectionHead
    from bookrec.pipeline.disk import disk_refusals

    lineage = open_lineage(context.obj.artifacts_dir, "encode")
    source = resolve_model(lineage["embed"].manifest.settings["embed"]["model"])
    head = ProjectionHead.from_pretrained(lineage["train"].verified_folder())
    with disk_refusals(folder):
        export_sentence_transformer(source, head, folder)
    if as_json:
        print_json({"folder": str(folder), "dim": head.config.dim})
    else:
        typer.echo(f"Wrote {folder}; load it with SentenceTransformer({str(folder)!r})")
