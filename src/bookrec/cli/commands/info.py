"""`info`: what is here and what to run next."""

from pathlib import Path
from typing import Annotated, Any

import typer

from bookrec.cli.options import JsonOption


def info(
    context: typer.Context,
    verify: Annotated[
        bool, typer.Option("--verify", help="Check every byte of the artifacts in use.")
    ] = False,
    data: Annotated[
        bool,
        typer.Option(
            "--data", help="Describe books and ratings in numbers: those that `clean` published."
        ),
    ] = False,
    as_json: JsonOption = False,
) -> None:
    """Show versions, device, raw data, artifacts with their lineage, and what to run next."""
    from bookrec.cli.console import print_json
    from bookrec.errors import ArtifactError
    from bookrec.pipeline.inventory import take_inventory

    if data:
        _describe_data(context.obj.artifacts_dir, as_json=as_json)
        return
    inventory = take_inventory(context.obj, verify_all=verify)
    if as_json:
        print_json(inventory)
    else:
        _print(inventory)
    damaged = [state["error"] for state in inventory["stages"].values() if "error" in state]
    if damaged:
        raise ArtifactError(damaged[0])


def _describe_data(artifacts_dir: Path, *, as_json: bool) -> None:
    from bookrec.cli.console import print_json
    from bookrec.cli.render.statistics import print_statistics
    from bookrec.data.dataset import Dataset
    from bookrec.data.statistics import compute_statistics

    statistics = compute_statistics(Dataset.open(artifacts_dir))
    if as_json:
        print_json({"statistics": statistics.to_dict()})
    else:
        print_statistics(statistics)


def _print(inventory: dict[str, Any]) -> None:
    from rich.table import Table

    from bookrec.cli.console import out

    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    table.add_row("bookrec", f"{inventory['bookrec']} on {inventory['platform']}")
    packages = [f"{name} {version}" for name, version in inventory["packages"].items()]
    table.add_row("packages", ", ".join(packages))
    table.add_row("device", inventory["device"])
    files = inventory["data"]["files"]
    size = f"{len(files)} files, {sum(files.values()) / 2**20:,.1f} MiB"
    table.add_row("data", f"{inventory['data']['folder']}: {size if files else 'no raw files'}")
    for name, state in inventory["stages"].items():
        table.add_row(name, _state_line(state))
        used = inventory["in_use"].get(name, state)
        if used.get("folder") != state.get("folder"):
            table.add_row("", f"in use until `bookrec run-all`: {used['folder']}")
    table.add_row("next", inventory["next"])
    out.print(table, highlight=False)


def _state_line(state: dict[str, Any]) -> str:
    if "folder" not in state:
        return str(state["state"])
    return f"{state['state']}, {state['bytes'] / 2**20:,.1f} MiB, {state['folder']}"
