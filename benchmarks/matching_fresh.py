"""What the first texts of a process cost, of whose words nothing is known: from the mapped file, or from SQLite."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

from matching_fuzzy import Row

_FRESH = """
import json, sys, time
from pathlib import Path
from termbase.matching import recognise
from termbase.pipeline.recognition import term_index
from termbase.store import connect
path, code, texts = Path(sys.argv[1]), sys.argv[2], json.loads(sys.argv[3])
taken = []
started = time.process_time()
connection = connect(path, writable=False)
for text in texts:
    recognise(text, code, term_index(connection))
    taken.append(time.process_time() - started)
    started = time.process_time()
print(json.dumps(taken))
"""


def fresh_processes(
    path: Path, code: str, texts: list[str], tokenising: float, source: str, rounds: int = 5
) -> list[Row]:
    """The first texts of a process, nothing of whose words is known."""
    taken: list[list[float]] = []
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).resolve().parents[1])}
    for _ in range(rounds):
        command = [sys.executable, "-c", _FRESH, str(path), code, json.dumps(texts)]
        taken.append(json.loads(subprocess.run(command, env=environment, check=True, capture_output=True).stdout))
    rows: list[Row] = []
    for name, begin, end in (
        ("opening and first text", 0, 1),
        ("texts 2 to 10", 1, 10),
        (f"texts 11 to {len(texts)}", 10, len(texts)),
    ):
        times = [one for run in taken for one in run[begin:end]]
        row: Row = {
            "measure": "in a fresh process",
            "rival": f"{source}, {name}",
            "median us": statistics.median(times) * 1e6,
        }
        rows.append(row | {"p99 us": max(times) * 1e6, "x tokenising": statistics.median(times) / tokenising})
    return rows
