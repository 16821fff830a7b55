"""Write the generated pages of the reference: commands from Typer, settings from pydantic."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer
from pydantic import BaseModel
from typer.core import TyperGroup

from bookrec.cli.app import app
from bookrec.settings import ENV_PREFIX, Settings

GENERATED = "<!-- Written by docs/reference_pages.py: do not edit. -->\n\n"


def on_pre_build(config: dict[str, Any]) -> None:
    """Write them before the site is built; called by MkDocs."""
    folder = Path(config["docs_dir"]) / "reference"
    write_page(folder / "commands.md", "\n".join(describe_commands()))
    write_page(folder / "settings.md", "\n".join(describe_settings()))


def write_page(path: Path, text: str) -> None:
    """Write a page, unless it is there already: who watches the folder would build again."""
    text = GENERATED + text + "\n"
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def describe_commands() -> Iterator[str]:
    """Yield the lines of the command reference."""
    yield "# Commands\n"
    yield "Every command takes `--help`; every command that reports something takes `--json`.\n"
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)  # noqa: S101 - an app of several commands is a group
    yield from _describe_command("bookrec", group)
    for name, command in group.commands.items():
        yield from _describe_command(f"bookrec {name}", command)
        for inner_name, inner in getattr(command, "commands", {}).items():
            yield from _describe_command(f"bookrec {name} {inner_name}", inner)


def _describe_command(name: str, command: Any) -> Iterator[str]:  # noqa: ANN401 - click's or typer's
    yield f"\n## `{name}`\n"
    yield f"{command.help or ''}\n"
    rows = [row for parameter in command.params if (row := _describe_parameter(parameter))]
    if rows:
        yield "| | |\n| --- | --- |"
        yield from rows


def _describe_parameter(parameter: Any) -> str | None:  # noqa: ANN401 - click's or typer's
    if getattr(parameter, "hidden", False):
        return None
    is_option = parameter.param_type_name == "option"
    names = parameter.opts + parameter.secondary_opts if is_option else [parameter.name.upper()]
    text = (getattr(parameter, "help", None) or "").replace("|", "\\|").replace("\n", " ")
    return f"| `{'`, `'.join(names)}` | {text} |"


def describe_settings() -> Iterator[str]:
    """Yield the lines of the settings reference."""
    yield "# Settings\n"
    yield (
        "As a flag of any command `--set train.epochs=5`, as a variable "
        f"`{ENV_PREFIX}TRAIN__EPOCHS=5`, or in `bookrec.toml`; in this order.\n"
    )
    yield from _describe_model("", Settings)


def _describe_model(prefix: str, model: type[BaseModel]) -> Iterator[str]:
    nested: list[tuple[str, type[BaseModel]]] = []
    yield f"\n## {prefix.removesuffix('.') or 'General'}\n"
    yield "| setting | default | |\n| --- | --- | --- |"
    for name, field in model.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            nested.append((name, kind))
            continue
        default = f"`{field.default}`" if field.default is not None else ""
        text = (field.description or "").replace("|", "\\|")
        yield f"| `{prefix}{name}` | {default} | {text} |"
    for name, inner in nested:
        yield from _describe_model(f"{prefix}{name}.", inner)
