"""`export`: the trained encoder and head, or an index of the books, for use outside bookrec."""

from pathlib import Path
from typing import Annotated, Any

import typer

from bookrec.cli.options import JsonOption


def export(
    context: typer.Context,
    folder: Annotated[
        Path | None, typer.Argument(help="New folder to write the model to.", show_default=False)
    ] = None,
    index: Annotated[
        str | None,
        typer.Option(
            metavar="URI",
            help="Write an index of the books instead: lancedb://FOLDER, or s3://… or db://… after "
            "lancedb://.",
        ),
    ] = None,
    bundle: Annotated[
        Path | None,
        typer.Option(
            metavar="FOLDER",
            help="Write all that recommending needs instead, for machines without torch.",
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Write encoder and head as one model that sentence-transformers loads.

    It turns a book's description into the embedding of a book known by that description alone.
    An index holds the books' vectors for the linear part of a reader's ranking. A bundle is an
    artifacts folder of what recommend, search, show, predict and serve read.
    """
    from bookrec.cli.console import print_json

    if [folder, index, bundle].count(None) != 2:
        raise typer.BadParameter(
            "give one of these: a folder for the model, --index URI, --bundle FOLDER"
        )
    artifacts_dir = context.obj.artifacts_dir
    if folder is not None:
        written = {"folder": str(folder), **_export_model(artifacts_dir, folder)}
        line = f"Wrote {folder}; load it with SentenceTransformer({str(folder)!r})"
    elif bundle is not None:
        written = {"bundle": str(bundle), **_export_bundle(artifacts_dir, bundle)}
        line = f"Wrote {bundle} ({written['bytes'] / 1e6:,.0f} MB); serve it with "
        line += f"bookrec --artifacts-dir {bundle} serve"
    else:
        written = {"index": index, **_export_index(artifacts_dir, str(index))}
        line = f"Wrote {index}: {written['books']:,} books, {written['dim']} dimensions"
    if as_json:
        print_json(written)
    else:
        typer.echo(line)


def _export_model(artifacts_dir: Path, folder: Path) -> dict[str, Any]:
    from bookrec.encoder.export import export_sentence_transformer
    from bookrec.encoder.weights import resolve_model
    from bookrec.head.model import ProjectionHead
    from bookrec.pipeline.disk import disk_refusals
    from bookrec.storage.artifacts import open_lineage

    lineage = open_lineage(artifacts_dir, "encode")
    source = resolve_model(lineage["embed"].manifest.settings["embed"]["model"])
    head = ProjectionHead.from_pretrained(lineage["train"].verified_folder(ProjectionHead.FILES))
    with disk_refusals(folder):
        export_sentence_transformer(source, head, folder)
    return {"dim": head.config.dim}


def _export_bundle(artifacts_dir: Path, folder: Path) -> dict[str, Any]:
    from bookrec.pipeline.disk import disk_refusals
    from bookrec.scoring.bundle import write_bundle

    with disk_refusals(folder):
        return {"bytes": write_bundle(artifacts_dir, folder)}


def _export_index(artifacts_dir: Path, uri: str) -> dict[str, Any]:
    from bookrec.scoring.catalog.catalog import Catalog
    from bookrec.scoring.index import write_index
    from bookrec.scoring.model.scorer import Scorer
    from bookrec.storage.artifacts import open_lineage
    from bookrec.storage.files import BOOKS, SERVED

    lineage = open_lineage(artifacts_dir, SERVED)
    tuned = lineage[SERVED]
    columns = Scorer.load(tuned.verified_folder(Scorer.FILES)).linear_columns()
    catalog = Catalog.open(lineage["clean"].path(BOOKS))
    labels = {name: catalog.column(name) for name in ("book_id", "title")}
    write_index(uri, columns, tuned.manifest.fingerprint, labels)
    return {"books": len(columns), "dim": columns.shape[1]}
