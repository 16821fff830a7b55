"""Checks and runs in fresh environments. `nox` alone runs what must pass: lint, types, tests."""

from pathlib import Path

import nox

PYPROJECT = nox.project.load_toml("pyproject.toml")
CONSTRAINTS = Path("constraints.txt").absolute()
HISTORY = (
    "--book=The Hobbit|J.R.R. Tolkien|5",
    "--book=Harry Potter and the Sorcerer's Stone|J.K. Rowling|4",
    "--book=The Da Vinci Code|Dan Brown|2",
)
# Those of benchmarks/ that need nothing but a finished run; `clean`, `join` and `embed` also take
# --data-dir, `peers` makes an environment of its own, and `crash` needs a C compiler.
BENCHMARKS = ("process", "recommend", "match", "score", "train", "diversity", "evaluate")

nox.needs_version = ">=2025.2"
nox.options.default_venv_backend = "virtualenv"
nox.options.sessions = ["lint", "types", "tests"]


def group(name: str) -> list[str]:
    """Return the requirements of one dependency group of pyproject.toml."""
    return nox.project.dependency_groups(PYPROJECT, name)


def install(session: nox.Session, *requirements: str) -> None:
    """Install with the project's pinned versions."""
    session.install("--constraint", str(CONSTRAINTS), *requirements)


@nox.session
def lint(session: nox.Session) -> None:
    """Formatting, style, security rules and file hygiene, through the pre-commit hooks."""
    install(session, *group("lint"))
    session.run(
        "pre-commit",
        "run",
        "--all-files",
        "--show-diff-on-failure",
        *session.posargs,
        env={"SKIP": "types,fast-tests"},
    )


@nox.session
def types(session: nox.Session) -> None:
    """Strict type checks of the package."""
    install(session, ".", *group("types"))
    session.run("mypy", *session.posargs)


@nox.session
def tests(session: nox.Session) -> None:
    """The whole suite, against the built wheel."""
    session.install("build")
    wheels = Path(session.create_tmp()) / "wheels"
    session.run("python", "-m", "build", "--wheel", "--outdir", str(wheels), silent=True)
    newest = max(wheels.glob("*.whl"), key=lambda wheel: wheel.stat().st_mtime)
    install(session, f"{newest}[weights]", *group("tests"))
    session.run("pytest", *session.posargs)


@nox.session
def demo(session: nox.Session) -> None:
    """The main job: everything from raw files to recommendations (`-- --data-dir DIR`)."""
    install(session, ".[weights]")
    session.run("bookrec", *session.posargs, "run-all")
    session.run("bookrec", *session.posargs, "recommend", *HISTORY)


@nox.session
def audit(session: nox.Session) -> None:
    """Known vulnerabilities of the pinned versions; asks a vulnerability service, so not in CI."""
    session.install("pip-audit")
    session.run("pip-audit", "--disable-pip", "--requirement", "requirements.lock")


@nox.session
def fuzz(session: nox.Session) -> None:
    """Hostile input, 250,000 cases (`-- search TARGET --cases N`, or `-- growth`)."""
    install(session, ".", *group("fuzz"))
    session.run("python", "benchmarks/fuzz.py", *(session.posargs or ["search"]))


@nox.session
def bench(session: nox.Session) -> None:
    """Speed, memory and quality tables of ./artifacts (`-- NAME ARGUMENTS` for one of them)."""
    install(session, ".[weights]", *group("bench"))
    for name in session.posargs[:1] or BENCHMARKS:
        session.run("python", f"benchmarks/{name}.py", *session.posargs[1:])
