"""Whatever the locale and wherever the files: it works, or says in one line why not."""

import subprocess
import sys
from pathlib import Path

from bookrec.data.sample import sample_folder

ASCII = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": ""}


def test_an_ascii_locale_and_a_path_of_many_scripts(run_in, tmp_path: Path) -> None:  # noqa: ANN001
    folder = tmp_path / "Büro – 書 x"
    folder.mkdir()
    added = run_in(folder, "rate", "add", "Les Misérables|Victor Hugo|5", **ASCII)
    assert added.returncode == 0, added.stderr
    listed = run_in(folder, "rate", "list", **ASCII)
    assert listed.returncode == 0, listed.stderr
    assert "Misérables" in listed.stdout
    assert "Misérables" in (folder / "bookrec.books.csv").read_text(encoding="utf-8")


def test_text_that_is_none_is_4(bookrec) -> None:  # noqa: ANN001
    result = bookrec("rate", "add", "Emma\udcff|Jane Austen|5")
    assert result.returncode == 4
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
