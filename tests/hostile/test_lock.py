"""The pinned files cover what is installed, and each file of the locked install has a hash."""

import re
import tomllib
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
# Part of the environments that the constraints are taken from, and so not among them.
UNPINNED = {"setuptools"}
# What torch's build for GPUs asks for; the build that is locked asks for none of it.
OF_GPU_BUILD = ("nvidia-", "cuda-", "triton")
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s\\]+)(.*)$", re.MULTILINE)


def pins(name: str) -> dict[str, str]:
    text = (ROOT / name).read_text(encoding="utf-8")
    return {canonicalize_name(found[0]): found[1] for found in PIN.findall(text)}


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-serve.lock"])
def test_a_lock_agrees_with_the_constraints(lock: str) -> None:
    constraints = pins("constraints.txt")
    for name, version in pins(lock).items():
        assert name in UNPINNED or constraints.get(name) == version, name


def test_serving_needs_no_torch_and_no_pandas() -> None:
    assert not pins("requirements-serve.lock").keys() & {"torch", "transformers", "pandas", "scipy"}
    assert len(pins("requirements-serve.lock")) < 40


def test_every_requirement_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    wanted = [*project["dependencies"], *(line for extra in extras for line in extra)]
    names = {canonicalize_name(re.split(r"[<>=\[ ]", line, maxsplit=1)[0]) for line in wanted}
    assert names <= pins("requirements.lock").keys()


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-serve.lock"])
def test_every_locked_file_has_a_hash_and_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    entries = re.split(r"^(?=[A-Za-z])", text, flags=re.MULTILINE)[1:]
    assert len(entries) == len(pins(lock)) > 20
    for entry in entries:
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", entry), entry
    assert "://" not in text


def test_whatever_the_package_needs_is_locked() -> None:
    waiting, needed = ["bookrec"], set()
    while waiting:
        for line in requires(waiting.pop()) or []:
            requirement = Requirement(line)
            name = canonicalize_name(requirement.name)
            if name.startswith(OF_GPU_BUILD):
                continue
            if name not in needed and (requirement.marker is None or requirement.marker.evaluate()):
                needed.add(name)
                waiting.append(name)
    assert len(needed) > 50
    assert needed <= pins("requirements.lock").keys()
