"""What the documents' tests share: where they are, and the code that stands in them."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def code_blocks(path: Path, language: str) -> list[str]:
    """Return the code blocks of one language, in order."""
    return [code for name, code in _BLOCK.findall(path.read_text("utf-8")) if name == language]


def commands(path: Path) -> list[str]:
    """Return the lines of the shell blocks that run bookrec, without their comments."""
    lines = "\n".join(code_blocks(path, "sh")).replace("\\\n", " ").splitlines()
    parts = [part.strip() for line in lines for part in line.split("&&")]
    return [part for part in parts if re.match(r"(\.venv/bin/)?bookrec ", part)]


def without_code(path: Path) -> str:
    """Return a document's text without its code, whether a block or within a line."""
    text = _BLOCK.sub("", path.read_text("utf-8"))
    return re.sub(r"`[^`\n]*`|^ {4}.*$", "", text, flags=re.MULTILINE)
