"""Documents say what is so: commands exist, figures were measured, translations agree."""

import importlib.util
import json
import re
import shlex
import sys
from pathlib import Path
from types import ModuleType

import pytest
import typer
from typer.core import TyperGroup

from bookrec.cli.app import app

from .documents import ROOT, code_blocks, commands, without_code

DOCUMENTS = sorted(
    [
        ROOT / "README.md",
        ROOT / "README.ru.md",
        ROOT / "CONTRIBUTING.md",
        *ROOT.glob("docs/**/*.md"),
    ]
)
WITH_FIGURES = [ROOT / "README.md", ROOT / "README.ru.md", ROOT / "docs" / "evaluation.md"]
# What reads like a figure and is none: versions of Python, thresholds that are definitions, terms.
_NO_FIGURE = re.compile(r"3\.1[1-4]|\b0\.5\b|\bv?\d+\.\d+\.\d+\b|CC BY-SA 4\.0|-0\.5")
_FIGURE = re.compile(r"(?<![\w.])[+-]?\d+\.\d+")


@pytest.fixture(scope="module")
def figures() -> ModuleType:
    """The script that writes the figures, as a module."""
    path = ROOT / "benchmarks" / "figures.py"
    spec = importlib.util.spec_from_file_location("figures", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["figures"] = module
    spec.loader.exec_module(module)
    return module


def test_every_command_and_option_of_a_document_exists() -> None:
    group = typer.main.get_command(app)
    assert isinstance(group, TyperGroup)
    unknown = []
    for path in DOCUMENTS:
        for line in commands(path):
            words = shlex.split(line, comments=True)[1:]
            known = {name for parameter in group.params for name in parameter.opts}
            command = group
            for word in words:
                inner = getattr(command, "commands", {})
                if word in inner:
                    command = inner[word]
                    for parameter in command.params:
                        known.update([*parameter.opts, *parameter.secondary_opts])
            options = {word.split("=")[0] for word in words if re.match(r"--?[a-z]", word)}
            if options - known - {"--help", "-h"} or command is group and not options:
                unknown.append(f"{path.name}: {line}")
    assert not unknown


def test_the_tables_of_figures_are_those_that_were_measured(figures: ModuleType) -> None:
    measured = json.loads(figures.FIGURES.read_text(encoding="utf-8"))
    for path in WITH_FIGURES:
        text = path.read_text(encoding="utf-8")
        assert figures.fill(text, measured) == text, f"run benchmarks/figures.py write: {path}"


@pytest.mark.parametrize("path", WITH_FIGURES, ids=lambda path: path.name)
def test_no_figure_stands_outside_of_them(figures: ModuleType, path: Path) -> None:
    text = figures.BLOCK.sub("", without_code(path))
    assert not _FIGURE.findall(_NO_FIGURE.sub("", text))


def test_the_russian_readme_has_the_commands_and_figures_of_the_english_one() -> None:
    english, russian = (ROOT / name for name in ("README.md", "README.ru.md"))
    strip = re.compile(r"\s+#.*$", re.MULTILINE)
    for language in ("sh", "python"):
        ours, theirs = (
            [strip.sub("", block) for block in code_blocks(path, language)]
            for path in (english, russian)
        )
        assert ours == theirs
