"""The commands that bring one stage up to date: clean, embed, train, encode, tune, evaluate."""

from pathlib import Path
from typing import Annotated

import typer

from bookrec.cli.options import (
    ForceOption,
    JsonOption,
    SchedulerOption,
    WorkersOption,
    with_flags,
)
from bookrec.errors import UsageError
from bookrec.settings import Settings


def clean(
    context: typer.Context,
    scheduler: SchedulerOption = None,
    workers: WorkersOption = None,
    force: ForceOption = False,
    as_json: JsonOption = False,
) -> None:
    """Turn the raw files into one books table and one ratings table.

    Reports the rows read, the rows dropped and why, and how many ratings joined a book.
    """
    settings = with_flags(context.obj, "engine", scheduler=scheduler, workers=workers)
    _bring_up_to_date("clean", settings, force=force, as_json=as_json)


def embed(
    context: typer.Context,
    model: Annotated[
        str | None, typer.Option(help="Hugging Face model name, or a folder with a saved model.")
    ] = None,
    device: Annotated[
        str | None, typer.Option(help="auto, cpu, cuda or mps.", show_default="auto")
    ] = None,
    scheduler: SchedulerOption = None,
    workers: WorkersOption = None,
    force: ForceOption = False,
    as_json: JsonOption = False,
) -> None:
    """Embed each book's text with the pretrained encoder (the slow stage; resumes by itself).

    Not to be confused with `encode`, which applies the trained head to these embeddings.
    """
    settings = with_flags(context.obj, "embed", model=model, device=device)
    settings = with_flags(settings, "engine", scheduler=scheduler, workers=workers)
    _bring_up_to_date("embed", settings, force=force, as_json=as_json)


def train(
    context: typer.Context,
    epochs: Annotated[
        int | None, typer.Option(help="Passes over the catalogue; the best of them is kept.")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Seed of weights and sampling.")] = None,
    force: ForceOption = False,
    as_json: JsonOption = False,
) -> None:
    """Train the projection head on triplets of books."""
    settings = with_flags(context.obj, "train", epochs=epochs, seed=seed)
    _bring_up_to_date("train", settings, force=force, as_json=as_json)


def encode(
    context: typer.Context,
    scheduler: SchedulerOption = None,
    workers: WorkersOption = None,
    force: ForceOption = False,
    as_json: JsonOption = False,
) -> None:
    """Apply the trained head to every book: text embeddings become book embeddings.

    Not to be confused with `embed`, which runs the pretrained encoder over the texts.
    """
    settings = with_flags(context.obj, "engine", scheduler=scheduler, workers=workers)
    _bring_up_to_date("encode", settings, force=force, as_json=as_json)


def tune(context: typer.Context, force: ForceOption = False, as_json: JsonOption = False) -> None:
    """Fit the scorer on training users and choose its balance on validation users.

    The balance runs from personal preference alone (0) to the average rating alone (1).
    """
    _bring_up_to_date("tune", context.obj, force=force, as_json=as_json)


def fit(context: typer.Context, force: ForceOption = False, as_json: JsonOption = False) -> None:
    """Fit the scorer that `recommend` uses on everybody, as `tune` has chosen.

    `tune` and `evaluate` leave out users to measure on; a list should have learnt from all.
    """
    _bring_up_to_date("fit", context.obj, force=force, as_json=as_json)


def evaluate(
    context: typer.Context,
    ratings: Annotated[
        Path | None,
        typer.Option(help="Folder with user_rating*.csv files of other users to measure on."),
    ] = None,
    report: Annotated[
        Path | None, typer.Option(help="With --ratings: folder for report.html and its pictures.")
    ] = None,
    model: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PACKAGE.MODULE:CLASS",
            help="A model of your own to measure beside bookrec and the baselines; repeatable.",
        ),
    ] = None,
    force: ForceOption = False,
    as_json: JsonOption = False,
) -> None:
    """Measure embeddings and recommender on test users, against the baselines.

    A model of your own has predict(history, candidates) or rank(histories) or both; where it has
    fit(dataset), it is fitted on the training users.
    """
    if model:
        if ratings is not None or report is not None or force:
            raise UsageError("--model goes with none of --ratings, --report and --force")
        _evaluate_own(context.obj, model, as_json=as_json)
        return
    if ratings is not None:
        _evaluate_outside(context.obj, ratings, report, as_json=as_json)
        return
    _bring_up_to_date("evaluate", context.obj, force=force, as_json=as_json)


def _evaluate_own(settings: Settings, names: list[str], *, as_json: bool) -> None:
    from bookrec.cli.console import print_json
    from bookrec.cli.progress import progress_bar
    from bookrec.cli.render.stages import print_comparison
    from bookrec.pipeline.own_models import compare_own_models

    with progress_bar("evaluate", "models") as progress:
        compared = compare_own_models(settings, names, progress)
    if as_json:
        print_json(compared.to_dict())
    else:
        print_comparison(compared.to_dict())


def _evaluate_outside(
    settings: Settings, folder: Path, report: Path | None, *, as_json: bool
) -> None:
    from bookrec.cli.console import print_json, print_note
    from bookrec.cli.progress import progress_bar
    from bookrec.cli.render.stages import print_evaluation
    from bookrec.pipeline.outside import evaluate_outside_users

    with progress_bar("evaluate", "steps") as progress:
        outside = evaluate_outside_users(settings, folder, report, progress)
    if outside.n_left_out:
        print_note(f"{outside.n_left_out} users left out: used for training or tuning.")
    summary = outside.evaluation.to_dict()
    if as_json:
        print_json({"evaluation": summary, "left_out": outside.n_left_out, "clean": outside.joins})
    else:
        print_evaluation(summary)


def _bring_up_to_date(name: str, settings: Settings, *, force: bool, as_json: bool) -> None:
    from bookrec.cli.console import print_json
    from bookrec.cli.progress import progress_bar
    from bookrec.cli.render.stages import print_report
    from bookrec.pipeline.runner import run_stage
    from bookrec.pipeline.sources import data_of_stages
    from bookrec.pipeline.stages import STAGES

    with progress_bar(name, STAGES[name].unit) as progress:
        result = run_stage(name, settings, data_of_stages(settings), force=force, progress=progress)
    if as_json:
        print_json(result.to_dict())
    else:
        print_report(result)
