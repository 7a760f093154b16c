"""Which lines of a file a git revision does not have yet."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from termbase.errors import UsageError

HUNK = re.compile(r"^@@ -\S+ \+(\d+)(?:,(\d+))? @@", re.MULTILINE)


def touched_lines(path: Path, revision: str) -> list[range] | None:
    """The lines of ``path``, as it lies on disk, that differ from ``revision``; None for all of a file that is new.

    Raises `UsageError` where the file is in no git repository or the revision does not exist.
    """
    if revision.startswith("-"):
        raise UsageError(f"{revision!r} is no revision")
    folder = str(path.resolve().parent)
    if _git(folder, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}") is None:
        raise UsageError(f"git knows no revision {revision!r} in {folder}; give a commit, a branch or a tag")
    if not _git(folder, "ls-tree", revision, "--", path.resolve().name):
        return None
    changes = _git(folder, "diff", "--unified=0", "--no-color", "--no-ext-diff", revision, "--", path.resolve().name)
    return [range(int(m[1]), int(m[1]) + int(m[2] or 1)) for m in HUNK.finditer(changes or "")]


def _git(folder: str, *arguments: str) -> str | None:
    try:
        done = subprocess.run(
            ["git", "-C", folder, *arguments],
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except OSError:
        raise UsageError("--since needs git, and there is none") from None
    return done.stdout if done.returncode == 0 else None
