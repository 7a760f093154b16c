"""The recipes of docs/tools that are programs, run as they stand there against a served termbase."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from conftest import ROOT
from serving import copied, serving

TOOLS = ROOT / "docs" / "tools"


def done(arguments: list[str], folder: Path, environment: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return subprocess.run(
        arguments, cwd=folder, env={**os.environ, **environment, "PATH": path}, capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip


@pytest.mark.slow
def test_the_translation_loop(built: Path, tmp_path: Path) -> None:
    with serving(copied(built, tmp_path)) as served:
        ran = done([sys.executable, str(TOOLS / "translation_loop.py"), served.url], tmp_path, {})
    assert ran.returncode == 0, ran.stderr
    page = (TOOLS / "language-models.md").read_text(encoding="utf-8")
    assert all(f"    {line}\n" in page for line in ran.stdout.splitlines()), ran.stdout


@pytest.mark.slow
def test_the_ci_job(built: Path, tmp_path: Path) -> None:
    paper = tmp_path / "paper.tsv"
    paper.write_text("source\ttarget\nThe router drops the packet.\tيُسقط الموجه الباكيت.\n", encoding="utf-8")
    with serving(copied(built, tmp_path), private=True) as served:
        environment = {"TERMBASE_URL": served.url, "TERMBASE_TOKEN": served.tokens["reader"]}
        run = ["sh", str(TOOLS / "check_in_ci.sh"), paper.name]
        first = done(run, tmp_path, environment)
        second = done(run, tmp_path, environment)
        refused = done(run, tmp_path, environment | {"TERMBASE_TOKEN": "tb_1_no"})
    assert (first.returncode, second.returncode) == (1, 1), first.stderr
    assert first.stdout == second.stdout
    assert "::error file=paper.tsv,line=2" in first.stdout
    assert "have not changed" in second.stderr
    assert "imported" not in second.stderr
    assert (refused.returncode, "401" in refused.stderr) == (2, True)
