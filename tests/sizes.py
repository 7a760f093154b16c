"""Files of at most 300 lines, functions of at most 60, but for a docstring that says "Long because …". `make lint`."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("termbase", "extractors", "datasette", "benchmarks", "docs", "tests")
LONGEST_FILE, LONGEST_FUNCTION = 300, 60
EXCUSE = "Long because"


def too_long(path: Path) -> list[str]:
    """One line for each file or function that is over the limit without a reason."""
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    found = []
    lines = text.count("\n")
    if lines > LONGEST_FILE and EXCUSE not in (ast.get_docstring(tree) or ""):
        found.append(f"{path}: {lines} lines")
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > LONGEST_FUNCTION and EXCUSE not in (ast.get_docstring(node) or ""):
                found.append(f"{path}:{node.lineno}: {node.name} has {length} lines")
    return found


if __name__ == "__main__":
    problems = [line for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py")) for line in too_long(path)]
    print("\n".join(problems) or "sizes are fine")
    sys.exit(bool(problems))
