"""Nothing that is loaded can run: no pickle, no code of a model, weights by revision and hash."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import bookrec
from bookrec.encoder.weights import DEFAULT_REVISION, DEFAULT_SHA256

PACKAGE = Path(bookrec.__file__).parent
MODULES = sorted(PACKAGE.rglob("*.py"))
RUNS_WHAT_IT_READS = {"pickle", "cPickle", "dill", "joblib", "cloudpickle", "marshal", "shelve"}
RUNNING_CALLS = {"eval", "exec", "compile", "__import__"}
LOADING_A_MODEL = {"AutoModel.from_pretrained", "SentenceTransformer", "snapshot_download"}
LOADING_CALLS = {"torch.load", "torch.save", "pd.read_pickle", "torch.jit.load", "os.system"}


def calls_in(path: Path) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node


def keywords_of(call: ast.Call) -> dict[str, str]:
    return {keyword.arg: ast.unparse(keyword.value) for keyword in call.keywords if keyword.arg}


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""


def runs_what_it_reads(name: str, call: ast.Call) -> bool:
    keywords = keywords_of(call)
    return (
        name in RUNNING_CALLS | LOADING_CALLS
        or (name in ("np.load", "numpy.load") and keywords.get("allow_pickle") != "False")
        or keywords.get("trust_remote_code", "False") != "False"
        or keywords.get("shell", "False") != "False"
    )


def test_nothing_runs_what_it_reads() -> None:
    importing = [
        f"{path}: import {name}"
        for path in MODULES
        for name in imports_of(path)
        if name.partition(".")[0] in RUNS_WHAT_IT_READS
    ]
    calling = [
        f"{path}: {ast.unparse(call)}"
        for path in MODULES
        for name, call in calls_in(path)
        if runs_what_it_reads(name, call)
    ]
    assert importing + calling == []


def test_models_are_loaded_from_safetensors_alone() -> None:
    calls = [
        (name, keywords_of(call))
        for path in MODULES
        for name, call in calls_in(path)
        if name in LOADING_A_MODEL and "modules" not in keywords_of(call)
    ]
    assert {name for name, _ in calls} == LOADING_A_MODEL
    for name, keywords in calls:
        if name == "snapshot_download":
            assert {"revision", "allow_patterns"} <= keywords.keys()
            continue
        assert "use_safetensors" in keywords or "use_safetensors" in keywords["model_kwargs"]
        assert keywords["trust_remote_code"] == "False"
        assert keywords["local_files_only"] == "True"


def test_the_default_weights_are_pinned_by_commit_and_hash() -> None:
    assert re.fullmatch("[0-9a-f]{40}", DEFAULT_REVISION)
    assert re.fullmatch("[0-9a-f]{64}", DEFAULT_SHA256)
