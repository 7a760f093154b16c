"""What the start of a small command costs: each in a process of its own, on a termbase made of the seeds.

    python benchmarks/start.py [--rounds 15]

CPU is that of the process (user and system), wall the time until it has ended; medians.
"""

from __future__ import annotations

import argparse
import compileall
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
SEEDS = HERE / "seeds"
# Name, arguments behind the termbase.
COMMANDS = {
    "`python -c pass`": None,
    "`termbase --version`": ["--version"],
    "`termbase stats`": ["stats"],
    "`termbase lookup TEXT`": ["lookup", "The network drops packets when a queue is full."],
    "`termbase pairs`": ["pairs"],
    "`termbase lint`": ["lint"],
    "`termbase check FILE`, 6 KB": ["check", str(next(SEEDS.glob("papers/database-promises/*.md")))],
}


def run(db: Path, arguments: list[str] | None) -> tuple[float, float]:
    """CPU and wall seconds of one command; status 1 says that a check found something."""
    given = ["-c", "pass"] if arguments is None else ["-m", "termbase.cli", "--db", str(db), *arguments]
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run([sys.executable, *given], capture_output=True, check=False, cwd=HERE)
    wall, after = time.monotonic() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode > 1:
        raise SystemExit(done.stderr.decode())
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, wall


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15)
    rounds = parser.parse_args().rounds
    # As pip leaves it: compiled.
    for package in ("termbase", "extractors"):
        compileall.compile_dir(HERE / package, quiet=2)
    with tempfile.TemporaryDirectory() as folder:
        db = Path(folder) / "t.db"
        run(db, ["import", str(SEEDS / "glossary.md"), str(SEEDS / "glossary.csv")])
        run(db, ["extract", str(SEEDS / "papers"), "--output", f"{folder}/t.tsv"])
        run(db, ["review", "--accept-above", "0.9"])
        print("| command | CPU ms | wall ms |\n| --- | ---: | ---: |")
        for name, arguments in COMMANDS.items():
            figures = [run(db, arguments) for _ in range(rounds)]
            cpu, wall = (1000 * statistics.median(times) for times in zip(*figures, strict=True))
            print(f"| {name} | {cpu:.0f} | {wall:.0f} |", flush=True)


if __name__ == "__main__":
    main()
