"""Imports point one way, and the light paths stay light."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import bookrec

PACKAGE = Path(bookrec.__file__).parent
# Each layer may import the layers before it, and itself.
ORDER = [
    ["errors"],
    ["limits"],
    ["protocols"],
    ["storage"],
    ["settings"],
    ["engine"],
    ["data", "metrics"],
    ["encoder", "head"],
    ["scoring"],
    ["render"],
    ["evaluation"],
    ["pipeline"],
    ["web"],
    ["cli"],
    ["__main__"],
]
RANK = {name: rank for rank, names in enumerate(ORDER) for name in names}
MODULES = sorted(PACKAGE.rglob("*.py"))


def layer_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_modules(path: Path) -> set[str]:
    """Absolute names imported anywhere in a file, inside functions too."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            names.add(node.module or "")
            names.update(f"{node.module}.{alias.name}" for alias in node.names)
    return names


def imported_layers(path: Path) -> set[str]:
    parts = (name.split(".") for name in imported_modules(path))
    return {part[1] for part in parts if part[0] == "bookrec" and len(part) > 1} & set(RANK)


# The package's front door; and what names types of all folders for the type checker alone.
UNRANKED = {"__init__", "protocols"}


def test_imports_point_one_way() -> None:
    wrong = {
        str(path.relative_to(PACKAGE)): sorted(against)
        for path in MODULES
        if (layer := layer_of(path)) not in UNRANKED
        and (
            against := {name for name in imported_layers(path) - {layer} if is_against(layer, name)}
        )
    }
    assert wrong == {}, "modules import layers that come after theirs"


def is_against(layer: str, imported: str) -> bool:
    return RANK[imported] >= RANK[layer] and {imported, layer} != {"encoder", "head"}


def test_only_the_command_knows_typer_and_rich() -> None:
    knowing = [
        str(path.relative_to(PACKAGE))
        for path in MODULES
        if {name.split(".")[0] for name in imported_modules(path)} & {"typer", "rich", "click"}
        and layer_of(path) != "cli"
    ]
    assert knowing == []


def test_metrics_need_numpy_and_scipy_only() -> None:
    roots = {
        name.split(".")[0]
        for path in (PACKAGE / "metrics").glob("*.py")
        for name in imported_modules(path)
    }
    assert roots - set(sys.stdlib_module_names) <= {"numpy", "scipy", "bookrec"}


@pytest.mark.parametrize(
    "code",
    [
        "import bookrec; bookrec.Recommender; bookrec.RatedBook; bookrec.BookrecError",
        "import sys; sys.argv = ['bookrec', '--version']; import bookrec.cli",
        "import bookrec.scoring.recommender, bookrec.data.matching",
    ],
    ids=["import", "command", "serving"],
)
def test_light_paths_load_nothing_heavy(code: str) -> None:
    heavy = "{'torch', 'transformers', 'pandas', 'sklearn', 'scipy', 'kaggle', 'matplotlib'}"
    check = f"{code}\nimport sys\nassert not {heavy} & set(sys.modules), {heavy} & set(sys.modules)"
    finished = subprocess.run(  # noqa: S603
        [sys.executable, "-c", check], capture_output=True, text=True, check=False
    )
    assert finished.returncode == 0, finished.stderr
