"""Checks and runs in fresh environments. `nox` alone runs what must pass, in this order."""

import shutil
from pathlib import Path

import nox

PYPROJECT = nox.project.load_toml("pyproject.toml")
CONSTRAINTS = Path("constraints.txt").absolute()
ODD_NAME = "Büro – 書 x"
FAST_TESTS = ("-m", "not slow")
# A process a core, each on one thread: threads that share a busy machine only wait for each other.
# A file is one process's, so that what its tests share is made once.
SIDE_BY_SIDE = ("-n", "auto", "--dist", "loadfile")
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
MAIN_JOB = ("tests/cli/test_main_job.py", "tests/cli/test_places.py")
HISTORY = (
    "--book=The Hobbit|J.R.R. Tolkien|5",
    "--book=Harry Potter and the Sorcerer's Stone|J.K. Rowling|4",
    "--book=The Da Vinci Code|Dan Brown|2",
)
# Those of benchmarks/ that need nothing but a finished run; `clean`, `join` and `embed` also take
# --data-dir, `peers` makes an environment of its own, and `crash` needs a C compiler.
BENCHMARKS = ("process", "recommend", "match", "score", "train", "lists", "evaluate")

nox.needs_version = ">=2025.2"
nox.options.default_venv_backend = "virtualenv"
nox.options.sessions = ["lint", "types", "tests", "web", "campaigns"]


def group(name: str) -> list[str]:
    """Return the requirements of one dependency group of pyproject.toml."""
    return nox.project.dependency_groups(PYPROJECT, name)


def install(session: nox.Session, *requirements: str) -> None:
    """Install with the project's pinned versions."""
    session.install("--constraint", str(CONSTRAINTS), *requirements)


def set_writable(folder: Path, writable: bool) -> None:
    """Give the right to write to a folder and all that is in it, or take it."""
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | 0o200 if writable else mode & ~0o222)


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
    """The tests, against the built wheel (`-- tests/cli` for some; all but the campaigns)."""
    install_wheel(session)
    session.run("pytest", *SIDE_BY_SIDE, "-m", "not campaign", *session.posargs, env=ONE_THREAD)


@nox.session
def web(session: nox.Session) -> None:
    """The pages of `serve` in a real Chromium (apt install chromium), against the built wheel."""
    install_wheel(session)
    install(session, *group("web"))
    session.run("pytest", "tests/web/browser", *session.posargs, env=ONE_THREAD)


@nox.session
def campaigns(session: nox.Session) -> None:
    """Kills, disk errors, damage and several runs at once, against the built wheel."""
    install_wheel(session)
    session.run("pytest", *SIDE_BY_SIDE, "-m", "campaign", *session.posargs, env=ONE_THREAD)


def install_wheel(session: nox.Session) -> None:
    """Build the wheel and install it with what the tests need."""
    install(session, *group("build"))
    wheels = Path(session.create_tmp()) / "wheels"
    session.run("python", "-m", "build", "--wheel", "--outdir", str(wheels), silent=True)
    newest = max(wheels.glob("*.whl"), key=lambda wheel: wheel.stat().st_mtime)
    install(session, f"{newest}[weights]", *group("tests"))


@nox.session(python=["3.11", "3.12", "3.13"])
def installs(session: nox.Session) -> None:
    """The wheel with the fast tests, the sdist with the main job, read-only and in an odd place."""
    install(session, *group("build"))
    folder = Path(session.create_tmp()).absolute() / ODD_NAME
    if folder.exists():
        set_writable(folder, True)
        shutil.rmtree(folder)
    environment, python = folder / "env", str(folder / "env" / "bin" / "python")
    session.run("python", "-m", "build", "--outdir", str(folder), silent=True)
    session.run("python", "-m", "venv", str(environment))
    pip = (python, "-m", "pip", "install", "--quiet", "--constraint", str(CONSTRAINTS))
    (wheel,), (sdist,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    session.run(*pip, f"{wheel}[weights]", *group("tests"), external=True)
    for packed, selection in ((wheel, FAST_TESTS), (sdist, MAIN_JOB)):
        set_writable(environment, True)
        session.run(*pip, "--force-reinstall", "--no-deps", str(packed), external=True)
        set_writable(environment, False)
        options = ("-p", "no:cacheprovider")
        session.run(python, "-m", "pytest", *options, *selection, external=True)


@nox.session(python="3.11")
def locked(session: nox.Session) -> None:
    """The install of which every file's hash is known, and a list from the sample by it."""
    session.install("--require-hashes", "--requirement", "requirements.lock")
    session.install("--no-deps", ".")
    session.run("python", "-m", "pip", "check")
    session.chdir(session.create_tmp())
    session.run("bookrec", "run-all")
    session.run("bookrec", "recommend", *HISTORY)


@nox.session
def docs(session: nox.Session) -> None:
    """The documentation site in ./site, warnings as errors (`-- serve` to watch it)."""
    install(session, ".", *group("docs"))
    session.run("mkdocs", *(session.posargs or ["build", "--strict"]))


@nox.session
def release(session: nox.Session) -> None:
    """Build and check ./dist, and run README's first command from the wheel and from the sdist."""
    install(session, *group("build"))
    shutil.rmtree("dist", ignore_errors=True)
    session.run("python", "-m", "build", silent=True)
    packed = sorted(Path("dist").absolute().iterdir())
    session.run("twine", "check", "--strict", *map(str, packed))
    for path in packed:
        folder = Path(session.create_tmp()).absolute() / path.suffix.lstrip(".")
        shutil.rmtree(folder, ignore_errors=True)
        session.run("python", "-m", "venv", str(folder))
        pip = (str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet")
        session.run(*pip, "--constraint", str(CONSTRAINTS), f"{path}[weights]", external=True)
        with session.chdir(folder):
            command = str(folder / "bin" / "bookrec")
            session.run(command, "run-all", external=True)
            session.run(command, "recommend", *HISTORY, external=True)


@nox.session(python="3.11")
def serving(session: nox.Session) -> None:
    """A bundle served where nothing but the packages that serving needs is installed."""
    folder = Path(session.create_tmp()).absolute()
    bundle = folder / "bundle"
    shutil.rmtree(bundle, ignore_errors=True)
    python = str(folder / "env" / "bin" / "python")
    install(session, ".[weights]")
    pip, root = (python, "-m", "pip", "install", "--quiet"), CONSTRAINTS.parent
    session.chdir(folder)
    session.run("bookrec", "--data-dir", str(root / "tests" / "sample"), "run-all")
    session.run("bookrec", "export", "--bundle", str(bundle))
    session.run("python", "-m", "venv", "--clear", str(folder / "env"))
    lock = str(root / "requirements-serve.lock")
    session.run(*pip, "--require-hashes", "--requirement", lock, external=True)
    session.run(*pip, "--no-deps", str(root), external=True)
    serve = (python, "-m", "bookrec", "--artifacts-dir", str(bundle))
    session.run(*serve, "recommend", *HISTORY, external=True)
    session.run(*serve, "recommend", *HISTORY, "--mood", "sad", external=True)
    session.run(*serve, "predict", "Emma|Jane Austen", *HISTORY, external=True)
    session.run(*serve, "search", "hobbit", external=True)
    session.run(*serve, "info", external=True)
    session.run(*serve, "embed", external=True, success_codes=[3, 5])


@nox.session
def demo(session: nox.Session) -> None:
    """The main job: everything from raw files to recommendations (`-- --data-dir DIR`)."""
    install(session, ".[weights]")
    session.run("bookrec", *session.posargs, "run-all")
    session.run("bookrec", *session.posargs, "recommend", *HISTORY)


@nox.session
def audit(session: nox.Session) -> None:
    """Known vulnerabilities of the pinned versions; asks a vulnerability service, so not in CI."""
    install(session, *group("audit"))
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
