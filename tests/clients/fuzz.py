"""Schemathesis against a served copy of the demo's termbase: `make fuzz` or, for one run, with arguments of its own.

Without arguments one run follows the other, each with another seed, until 20,000 cases are made or one fails.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

CASES = 20_000
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
        made, seed = 0, 0
        while made < CASES:
            seed += 1
            done = fuzz(path, *(sys.argv[1:] or ["-n", "60", "--seed", str(seed)]))
            match = re.search(r"(\d+) generated", done.stdout)
            made += int(match[1]) if match else 0
            if done.returncode or sys.argv[1:] or not match:
                print(done.stdout, done.stderr)
                break
            print(f"seed {seed}: {made} cases, 0 failures", flush=True)
    sys.exit(done.returncode)
