"""Where settings come from, and what a mistake says."""

from pathlib import Path

import pytest

from bookrec.errors import ConfigError
from bookrec.settings import load_settings, nested_flags, override


@pytest.fixture(autouse=True)
def in_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_flag_beats_variable_beats_file_beats_default(
    in_empty_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert load_settings({}).split.seed == 20
    (in_empty_folder / "bookrec.toml").write_text("[split]\nseed = 1\n")
    assert load_settings({}).split.seed == 1
    monkeypatch.setenv("BOOKREC_SPLIT__SEED", "2")
    assert load_settings({}).split.seed == 2
    assert load_settings(nested_flags(["split.seed=3"])).split.seed == 3


@pytest.mark.parametrize(
    ("assignment", "expected"),
    [
        ("split.sed=1", "split.seed"),
        ("trian.seed=1", "train"),
        ("split.seed=-1", "greater than or equal to 0"),
        ("split.seed=many", "valid integer"),
        ("split.seed", "KEY=VALUE"),
    ],
)
def test_a_wrong_flag_is_one_line_that_helps(assignment: str, expected: str) -> None:
    with pytest.raises(ConfigError, match=expected) as caught:
        load_settings(nested_flags([assignment]))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[split]\nsed = 1\n", "split.seed"),
        ("[split\n", "bookrec.toml: not valid TOML"),
        ("data_dri = 'x'\n", "data_dir"),
    ],
)
def test_a_wrong_settings_file_is_one_line(in_empty_folder: Path, text: str, expected: str) -> None:
    (in_empty_folder / "bookrec.toml").write_text(text)
    with pytest.raises(ConfigError, match=expected):
        load_settings({})


def test_a_settings_file_that_is_no_text_is_one_line(in_empty_folder: Path) -> None:
    (in_empty_folder / "bookrec.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ConfigError, match="bookrec.toml"):
        load_settings({})


def test_an_unknown_variable_names_the_nearest_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BOOKREC_SPLIT__SED", "1")
    with pytest.raises(ConfigError, match="BOOKREC_SPLIT__SEED"):
        load_settings({})


def test_a_stage_flag_is_checked_like_any_other() -> None:
    settings = load_settings({})
    assert override(settings, "split", {"seed": 5}).split.seed == 5
    with pytest.raises(ConfigError, match="seed"):
        override(settings, "split", {"seed": -5})
