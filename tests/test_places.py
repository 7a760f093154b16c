"""A file keeps its document, whichever folder it is read from; two files never share one."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from conftest import section_file, working_in

from termbase.pipeline.extraction.extract import Extraction, extract
from termbase.pipeline.extraction.options import ExtractOptions
from termbase.store import revisions


def stating(terms: str) -> str:
    return section_file(notes=f"- **Key terms:** {terms}", title="Paper")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "project" / "papers"
    folder.mkdir(parents=True)
    (folder / "a.md").write_text(stating("queue (طابور)"))
    return folder


def run(connection: sqlite3.Connection, here: Path, path: str, root: Path | None = None) -> Extraction:
    with working_in(here):
        return extract(connection, [Path(path)], ExtractOptions(root=root))


def names(connection: sqlite3.Connection) -> list[str]:
    return [row[0] for row in connection.execute("SELECT name FROM document ORDER BY id")]


def test_a_file_read_from_another_folder_is_the_same_document(empty: sqlite3.Connection, folder: Path) -> None:
    assert run(empty, folder.parent, "papers").read == ["papers/a.md"]
    assert run(empty, folder, ".").unchanged == ["papers/a.md"]
    (folder / "sub").mkdir()
    assert run(empty, folder / "sub", "..").unchanged == ["papers/a.md"]
    (folder / "a.md").write_text(stating("stack (مكدس)"))
    assert run(empty, folder, "a.md").read == ["papers/a.md"]
    assert names(empty) == ["papers/a.md"]
    (folder / "a.md").unlink()
    assert run(empty, folder, ".").gone == ["papers/a.md"]


def test_a_root_that_is_given_names_the_document_anew(empty: sqlite3.Connection, folder: Path) -> None:
    run(empty, folder.parent, "papers")
    assert run(empty, folder.parent, "papers", root=folder).unchanged == ["a.md"]
    assert names(empty) == ["a.md"]
    revisions.undo(empty, None, "somebody")
    assert names(empty) == ["papers/a.md"]


def test_two_files_of_one_name_are_not_taken_for_one(empty: sqlite3.Connection, tmp_path: Path, folder: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "a.md").write_text(stating("stack (مكدس)"))
    run(empty, folder, "a.md")
    problems = run(empty, other, "a.md").problems
    assert [(problem.place, "give --root" in str(problem)) for problem in problems] == [("a.md", True)]
    assert [row[0] for row in empty.execute("SELECT source FROM pair")] == ["queue"]
    # Each from the first: the documents of a root above both have names of their own.
    assert run(empty, tmp_path, ".", root=tmp_path).problems == []
    assert names(empty) == ["project/papers/a.md", "other/a.md"]


def test_a_folder_that_was_moved_keeps_its_documents(empty: sqlite3.Connection, tmp_path: Path, folder: Path) -> None:
    run(empty, folder, ".")
    folder.rename(tmp_path / "elsewhere")
    assert run(empty, tmp_path / "elsewhere", ".").unchanged == ["a.md"]
    assert names(empty) == ["a.md"]
    assert run(empty, tmp_path / "elsewhere", ".").unchanged == ["a.md"]
    assert empty.execute("SELECT root FROM document").fetchone()[0] == str(tmp_path / "elsewhere")
