"""Schemathesis against a served copy of the demo's termbase: `make fuzz`, or `-n N` for N cases a phase and operation."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from conftest import ROOT, command, working_in  # noqa: E402
from serving import API, serving  # noqa: E402


def fuzz(db: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """One run of all checks, stateful ones too, as an administrator."""
    with serving(db) as served:
        program = str(Path(sys.executable).with_name("schemathesis"))
        token = f"Authorization: Bearer {served.tokens['admin']}"
        config = ["--config-file", str(HERE / "schemathesis.toml")]
        run = ["run", f"{served.url}{API}/openapi.json", "-H", token, "--checks", "all", "--no-color", "--seed", "7"]
        return subprocess.run(
            [program, *config, *run, "--suppress-health-check", "all", *arguments],
            capture_output=True, text=True, check=False, cwd=db.parent,
        )  # fmt: skip


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "termbase.db"
        with working_in(ROOT):
            command(path, "import", "seeds/glossary.md", "seeds/glossary.csv")
            command(path, "extract", "seeds/papers")
        done = fuzz(path, *(sys.argv[1:] or ["-n", "1200"]))
    print(done.stdout, done.stderr)
    sys.exit(done.returncode)
