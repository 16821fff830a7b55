"""`run-all`: from nothing to recommendations."""

from typing import TYPE_CHECKING, Any

import typer

from bookrec.cli.options import (
    ForceOption,
    JsonOption,
    SchedulerOption,
    WorkersOption,
    with_flags,
)

if TYPE_CHECKING:
    from bookrec.pipeline.raw import DataSource


READY = "`bookrec recommend` can be used from now on; `evaluate` only measures how good it is."


def run_all(
    context: typer.Context,
    scheduler: SchedulerOption = None,
    workers: WorkersOption = None,
    force: ForceOption = False,
    as_json: JsonOption = False,
) -> None:
    """Run every stage in order, downloading first if needed; what is done is skipped.

    Without own files and without Kaggle credentials the packaged data are used.
    """
    from bookrec.cli.console import print_json, print_note
    from bookrec.cli.progress import StageDisplay
    from bookrec.cli.render.stages import print_summary, progress_line
    from bookrec.pipeline.raw import choose_data
    from bookrec.pipeline.runner import run_all as run_stages
    from bookrec.storage.files import SERVED

    settings = with_flags(context.obj, "engine", scheduler=scheduler, workers=workers)
    with StageDisplay() as display:
        source = choose_data(settings.data_dir, settings.data, display.start("download", "bytes"))
        results = []
        for result in run_stages(
            settings,
            source.folder,
            force=force,
            on_start=lambda stage: display.start(stage.name, stage.unit),
        ):
            display.finish(progress_line(result))
            results.append(result)
            if result.stage == "clean":
                summary = result.artifact.manifest.summary
                for note in (describe_data(source, summary), *summary.get("notes", ())):
                    print_note(note)
            elif result.stage == SERVED:
                print_note(READY)
    if as_json:
        data = {"kind": source.kind, "source": source.reader, "folder": str(source.folder)}
        print_json({"data": data, "stages": [result.to_dict() for result in results]})
    else:
        print_summary(results)


def describe_data(source: "DataSource", summary: dict[str, Any]) -> str:
    """Say in one line which data a run uses, and how to use the full data."""
    size = f"{summary['books']:,} books, {summary['ratings']:,} ratings"
    if source.kind == "packaged":
        return (
            f"Data: the packaged part of goodbooks-10k ({size}; CC BY-SA 4.0, by Zygmunt Zając), "
            "as there are no own files. For all of it: `bookrec download --dataset goodbooks`."
        )
    return f"Data: {source.folder}, source {source.reader} ({size})"
