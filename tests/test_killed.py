"""A run that is killed or interrupted leaves whole documents behind, and the next goes on from there."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from conftest import SEEDS, content, sound, wait_until
from extracting import PRESENT, STANDINGS, clean_run, opened, run

KILLS = int(os.environ.get("TERMBASE_KILLS", "8"))


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The seed papers twice, and the content of a clean run."""
    folder = tmp_path_factory.mktemp("many")
    for copy in range(2):
        shutil.copytree(SEEDS / "papers", folder / f"copy{copy}")
    return folder, clean_run(folder.parent, folder)


class TestKilled:
    @pytest.mark.slow
    @pytest.mark.parametrize("seed", range(KILLS))
    def test_a_run_that_was_killed_and_run_again_is_a_clean_run(
        self, many: tuple[Path, str], tmp_path: Path, seed: int
    ) -> None:
        folder, wanted = many
        db, chance = tmp_path / "t.db", random.Random(seed)
        # At a random moment of the storing, and every fourth time wherever it is, start-up included.
        moment = chance.random() * (0.8 if seed % 4 == 3 else 0.25)
        process = start(db, folder, jobs=1 + seed % 2)
        if seed % 4 != 3:
            wait_until(lambda: wal(db) > 50_000 or process.poll() is not None)
        time.sleep(moment)
        process.kill()
        process.wait()
        if db.exists() and db.stat().st_size:
            sound(db)
        connection = opened(db)
        assert run(connection, folder).problems == []
        assert content(connection) == wanted
        connection.close()
        sound(db)

    @pytest.mark.slow
    def test_killed_while_changed_documents_are_read_again(self, many: tuple[Path, str], tmp_path: Path) -> None:
        folder = tmp_path / "changed"
        shutil.copytree(many[0], folder)
        db = tmp_path / "t.db"
        assert start(db, folder).wait(60) == 0
        for path in sorted(folder.rglob("*.md"))[::2]:
            path.write_text(
                path.read_text(encoding="utf-8").replace("Key terms", "Key concepts").replace("→", "="),
                encoding="utf-8",
            )
        for path in sorted(folder.rglob("*.md"))[1::8]:
            path.unlink()
        for seed in range(2):
            process = start(db, folder)
            time.sleep(0.3 + 0.15 * seed)
            process.kill()
            process.wait()
            sound(db)
        assert start(db, folder).wait(60) == 0
        connection = opened(db)
        gone = {row[0] for row in connection.execute("SELECT name FROM document WHERE gone")}
        assert len(gone) == len(sorted(many[0].rglob("*.md"))[1::8])
        clean = opened(tmp_path / "clean.db")
        run(clean, folder)
        for query in (PRESENT, STANDINGS):
            assert [tuple(row) for row in connection.execute(query)] == [tuple(row) for row in clean.execute(query)]
        connection.close()
        sound(db)


def start(db: Path, folder: Path, jobs: int = 1) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "termbase.cli", "--db", str(db), "extract", str(folder), "--root", str(folder), "--jobs", str(jobs)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def wal(db: Path) -> int:
    try:
        return db.with_name(db.name + "-wal").stat().st_size
    except OSError:
        return 0


@pytest.mark.slow
def test_interrupted_by_the_user(tmp_path: Path) -> None:
    """Ctrl-C ends without a traceback, and what was stored stays sound."""
    folder, db = tmp_path / "many", tmp_path / "t.db"
    for copy in range(4):
        shutil.copytree(SEEDS / "papers", folder / f"copy{copy}")
    process = subprocess.Popen(
        [sys.executable, "-m", "termbase.cli", "--db", str(db), "extract", str(folder)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    wait_until(lambda: wal(db) > 50_000 or process.poll() is not None)
    process.send_signal(signal.SIGINT)
    _, stderr = process.communicate(timeout=30)
    assert "Traceback" not in stderr
    sound(db)
