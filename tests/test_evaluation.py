"""Mining against a reference made by hand, where it stands beside the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT, command, sound

SHARED = ROOT.parent / "shared"
SCORER, GOLD, TEXTS = SHARED / "eval" / "score_notes.py", SHARED / "eval" / "gold" / "notes.en-ar.tsv", SHARED / "data"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (SCORER.is_file() and GOLD.is_file() and TEXTS.is_dir()), reason=f"there is no reference at {SCORER}"
    ),
]


def test_precision_and_recall(tmp_path: Path) -> None:
    names = dict.fromkeys(
        line.split("\t")[0].strip() for line in GOLD.read_text(encoding="utf-8").splitlines() if line.strip()
    )
    paths = [str(TEXTS / name) for name in names]
    arguments = ("extract", *paths, "--root", str(TEXTS), "--extractor", "notes", "--format", "jsonl", "--per-document")
    result = command(tmp_path / "t.db", *arguments)
    records = [json.loads(line) for line in result.stdout.splitlines()]
    assert {record["document"] for record in records} <= set(names)
    system = tmp_path / "pairs.tsv"
    system.write_text("".join(f"{r['document']}\t{r['source']}\t{r['target']}\n" for r in records), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(SCORER), "--sys", str(system), "--json"], capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout)["L1"]
    assert found["P"] >= 0.97, found
    assert found["R"] >= 0.95, found


def test_scores_mean_something(tmp_path: Path) -> None:
    """Every pair of the reference scores as likely as pairs of its syntax are right: none of the strong ones is a guess."""
    result = command(
        tmp_path / "t.db",
        "extract",
        str(TEXTS / "seed-documents"),
        "--root",
        str(TEXTS),
        "--format",
        "jsonl",
        "--per-document",
    )
    scores = [json.loads(line)["score"] for line in result.stdout.splitlines()]
    assert scores
    assert all(0.5 <= score < 1 for score in scores)


def test_real_documents_are_all_read(tmp_path: Path) -> None:
    """The abstracts; with TERMBASE_HYPOTHESIS=thorough the papers too, which take some seconds."""
    folders = ["abstracts", "papers"] if os.environ.get("TERMBASE_HYPOTHESIS") == "thorough" else ["abstracts"]
    arguments = (
        "extract",
        *(str(TEXTS / name) for name in folders),
        "--root",
        str(TEXTS),
        "--output",
        str(tmp_path / "pairs.tsv"),
    )
    result = command(tmp_path / "t.db", *arguments)
    assert result.exit_code in (0, 2)
    assert "Traceback" not in result.stderr
    lines = [line for line in result.stderr.splitlines() if line.startswith("termbase: ")]
    assert all(line.startswith(f"termbase: {TEXTS}") and "has no" in line for line in lines), lines
    assert "0 documents read" in command(tmp_path / "t.db", *arguments).stderr
    sound(tmp_path / "t.db")
