"""Extraction of folders in which something cannot be read: one line each, and the others go on."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
from pathlib import Path

import pytest
from conftest import command, content
from extracting import clean_run, run, three_documents


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return three_documents(tmp_path)


class TestBadFiles:
    @pytest.fixture
    def bad(self, folder: Path) -> Path:
        (folder / "latin1.md").write_bytes(b"# T\n\ncaf\xe9\n")
        (folder / "empty.md").write_bytes(b"")
        (folder / "binary.md").write_bytes(b"\x00\x01\x02\x03" * 100)
        with (folder / "huge.md").open("wb") as file:
            file.truncate(40 << 20)
        (folder / "folder.md").mkdir()
        (folder / "folder.md" / "d.md").write_text("# T\n\n**Key terms:** inner (داخلي)\n", encoding="utf-8")
        os.mkfifo(folder / "pipe.md")
        (folder / "utf16.md").write_bytes("# T\n\n**Key terms:** wide (واسع)\n".encode("utf-16"))
        (folder / "circle").symlink_to(folder)
        (folder / "loop.md").symlink_to(folder / "loop.md")
        (folder / "broken.md").symlink_to("nowhere")
        (folder / "half.md").write_text("# T\n\n### English\n\nOnly English.\n", encoding="utf-8")
        return folder

    def test_each_is_one_line_and_the_others_go_on(self, bad: Path, tmp_path: Path) -> None:
        result = command(tmp_path / "x.db", "extract", str(bad), "--root", str(bad))
        assert result.exit_code == 2
        lines = [line for line in result.stderr.splitlines() if line.startswith("termbase: ")]
        for name, said in {
            "latin1.md": ":3: is not UTF-8", "empty.md": "is empty", "binary.md": ":1: is a binary file", "huge.md": "40 MiB",
            "pipe.md": "not a regular file", "loop.md": "", "broken.md": "does not exist", "half.md": ":3: ",
        }.items():  # fmt: skip
            (line,) = [line for line in lines if f"/{name}" in line]
            assert said in line
        assert len(lines) == 8
        sources = {line.split("\t")[0] for line in result.stdout.splitlines()[1:]}
        assert sources == {"buffer", "queue", "link", "page", "inner", "wide"}
        assert "6 documents read" in result.stderr or "7 documents read" in result.stderr

    def test_the_good_ones_are_stored_as_if_alone(self, bad: Path, tmp_path: Path, empty: sqlite3.Connection) -> None:
        result = run(empty, bad)
        assert "half.md" in result.read, "a text without a counterpart is read, and said to be one"
        good = tmp_path / "good"
        good.mkdir()
        for name in result.read:
            (good / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(bad / name, good / name)
        assert content(empty) == clean_run(tmp_path, good)

    def test_again_says_the_same(self, bad: Path, tmp_path: Path) -> None:
        results = [command(tmp_path / "x.db", "extract", str(bad), "--root", str(bad)) for _ in range(2)]
        said = [
            [line for line in r.stderr.splitlines() if line.startswith("termbase: ") and "/half.md" not in line]
            for r in results
        ]
        assert said[0] == said[1]
        assert results[1].exit_code == 2

    @pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
    def test_no_permission(self, folder: Path, tmp_path: Path) -> None:
        (folder / "a.md").chmod(0)
        result = command(tmp_path / "x.db", "extract", str(folder))
        assert result.exit_code == 2
        assert "no permission" in result.stderr

    def test_a_file_that_changes_into_nothing_while_it_is_read(
        self, folder: Path, empty: sqlite3.Connection, monkeypatch
    ) -> None:
        module = sys.modules["termbase.pipeline.extraction.extract"]
        whole = module.read_bytes

        def vanish(path: Path, *rest: object) -> bytes:
            if path.name == "b.md":
                path.unlink(missing_ok=True)
            return whole(path, *rest)

        monkeypatch.setattr(module, "read_bytes", vanish)
        result = run(empty, folder)
        assert (sorted(result.read), len(result.problems)) == (["a.md", "sub/c.md"], 1)


def test_a_document_that_makes_an_extractor_fail_loses_no_other(
    folder: Path, empty: sqlite3.Connection, monkeypatch
) -> None:
    """A bug in reading one document must not leave the termbase half written."""
    module = sys.modules["termbase.pipeline.extraction.extract"]
    whole = module.read_sections

    def fail(text: str, name: str, *rest: object):
        if name == "b.md":
            raise ZeroDivisionError
        return whole(text, name, *rest)

    monkeypatch.setattr(module, "read_sections", fail)
    with pytest.raises(ZeroDivisionError):
        run(empty, folder)
    assert not empty.in_transaction
    monkeypatch.undo()
    run(empty, folder)
    assert empty.execute("SELECT count(*) FROM document").fetchone()[0] == 3
