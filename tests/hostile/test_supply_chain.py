"""Nothing that is loaded can run: no pickle, no code of a model, weights by revision and hash."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import bookrec
from bookrec.encoder.weights import DEFAULT_REVISION, DEFAULT_SHA256

PACKAGE = Path(bookrec.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
RUNS_WHAT_IT_READS = {"pickle", "cPickle", "dill", "joblib", "cloudpickle", "marshal", "shelve"}
RUNNING_CALLS = {"eval", "exec", "compile", "__import__"}
LOADING_CALLS = {"torch.load", "torch.save", "pd.read_pickle", "torch.jit.load", "os.system"}


def calls_in(path: Path) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def keywords_of(call: ast.Call) -> dict[str, str]:
    return {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords if keyword.arg}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nothing_runs_what_it_reads(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        assert not {name.partition(".")[0] for name in names} & RUNS_WHAT_IT_READS
    for name, call in calls_in(path):
        assert name not in RUNNING_CALLS | LOADING_CALLS, f"{path}: {name}"
        keywords = keywords_of(call)
        if name in ("np.load", "numpy.load"):
            assert keywords.get("allow_pickle") == "False", f"{path}: {ast.unparse(call)}"
        assert keywords.get("trust_remote_code", "False") == "False", f"{path}: {name}"
        assert keywords.get("shell", "False") == "False", f"{path}: {name}"


def test_models_are_loaded_from_safetensors_alone() -> None:
    calls = [
        (name, keywords_of(call))
        for path in MODULES
        for name, call in calls_in(path)
        if name in ("AutoModel.from_pretrained", "snapshot_download")
    ]
    assert {name for name, _ in calls} == {"AutoModel.from_pretrained", "snapshot_download"}
    for name, keywords in calls:
        if name == "AutoModel.from_pretrained":
            assert keywords["use_safetensors"] == "True"
            assert keywords["trust_remote_code"] == "False"
            assert keywords["local_files_only"] == "True"
        else:
            assert {"revision", "allow_patterns"} <= keywords.keys()


def test_the_default_weights_are_pinned_by_commit_and_hash() -> None:
    assert re.fullmatch("[0-9a-f]{40}", DEFAULT_REVISION)
    assert re.fullmatch("[0-9a-f]{64}", DEFAULT_SHA256)
