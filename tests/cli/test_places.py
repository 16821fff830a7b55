"""Whatever the locale and wherever the files: it works, or says in one line why not."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.pipeline.tiny import write_tiny_project
from tests.sample import sample_folder

ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": ""}
SHELF = Path(".local/share/bookrec/books.csv")
GERMAN = "de_DE.ISO-8859-1"


@pytest.fixture(scope="session")
def latin_1(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Variables of a Latin-1 locale, made here, as few systems still have one."""
    folder = tmp_path_factory.mktemp("locales")
    if shutil.which("localedef") is None:
        pytest.skip("no localedef to make a locale with")
    command = ["localedef", "-i", "de_DE", "-f", "ISO-8859-1", str(folder / GERMAN)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("the system lacks the sources of its locales")
    return {"LC_ALL": GERMAN, "LOCPATH": str(folder), "PYTHONUTF8": "0", "PYTHONIOENCODING": ""}


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in a path of many scripts, with raw files, and settings that name them."""
    folder = tmp_path_factory.mktemp("Büro – 書 x")
    write_tiny_project(folder)
    settings = folder / "bookrec.toml"
    text = settings.read_text(encoding="utf-8").replace(f"{folder}/", "")
    settings.write_text(text, encoding="utf-8")
    return folder


def assert_one_line(result, code: int, *words: str) -> None:  # noqa: ANN001
    assert result.returncode == code, result.stderr
    (line,) = result.stderr.strip().splitlines()
    assert all(word in line for word in ("Error: ", *words)), line


def test_an_ascii_locale_and_a_path_of_many_scripts(run_in, tmp_path: Path) -> None:  # noqa: ANN001
    folder = tmp_path / "Büro – 書 x"
    folder.mkdir()
    added = run_in(folder, "rate", "add", "Les Misérables|Victor Hugo|5", **ASCII)
    assert added.returncode == 0, added.stderr
    listed = run_in(folder, "rate", "list", **ASCII)
    assert listed.returncode == 0, listed.stderr
    assert "Misérables" in listed.stdout
    assert "Misérables" in (folder / SHELF).read_text(encoding="utf-8")


def test_arguments_of_a_latin_1_locale_are_read_in_it(run_in, tmp_path, latin_1) -> None:  # noqa: ANN001
    add = ("rate", "add", "Les Mis\udce9rables|Victor Hugo|5")  # its byte for é
    assert run_in(tmp_path, *add, **latin_1).returncode == 0
    assert "Misérables" in (tmp_path / SHELF).read_text(encoding="utf-8")
    assert "Misérables" in run_in(tmp_path, "rate", "list", encoding="latin-1", **latin_1).stdout


def test_raw_files_that_the_locale_cannot_name_are_not_taken_for_missing(  # noqa: D103
    run_in,  # noqa: ANN001
    tiny: Path,
    tmp_path: Path,
    latin_1: dict[str, str],
) -> None:
    text = f"data_dir = '{tiny}/data'\n"
    (tmp_path / "bookrec.toml").write_text(text, encoding="utf-8")
    assert_one_line(run_in(tmp_path, "clean", **latin_1), 3, "data_dir", "PYTHONUTF8=1")
    assert run_in(tmp_path, "clean", **ASCII).returncode == 0


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (("--data-dir", str(sample_folder()), "clean"), 5),
        (("download", "--dataset", "goodbooks"), 6),
        (("rate", "add", "Dune||5"), 4),
    ],
)
def test_a_folder_that_must_not_be_written_to_is_named(
    run_in,  # noqa: ANN001
    unwritable: Path,
    command: tuple[str, ...],
    code: int,
) -> None:
    assert_one_line(run_in(unwritable, *command), code, "ermission")
    assert list(unwritable.iterdir()) == []


def test_text_that_is_none_is_4(bookrec) -> None:  # noqa: ANN001
    result = bookrec("rate", "add", "Emma\udcff|Jane Austen|5")
    assert result.returncode == 2
    assert "UTF-8" in result.stderr


def test_a_file_in_the_place_of_the_artifacts_is_5(bookrec, tmp_path: Path) -> None:  # noqa: ANN001
    (tmp_path / "taken").write_text("")
    result = bookrec("--artifacts-dir", "taken", "--data-dir", str(sample_folder()), "clean")
    assert result.returncode == 5
    assert "choose another --artifacts-dir" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_python_m_bookrec_is_the_command() -> None:
    command = [sys.executable, "-m", "bookrec"]
    shown = subprocess.run([*command, "--version"], capture_output=True, text=True, check=True)
    assert shown.stdout.startswith("bookrec ")
    refused = subprocess.run([*command, "--nonsense"], capture_output=True, text=True)
    assert refused.returncode == 2
