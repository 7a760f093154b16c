"""Folders of section files, and extractions from them, for the tests of both."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from conftest import content, section_file

from termbase.pipeline.extraction.extract import Extraction, extract
from termbase.pipeline.extraction.options import ExtractOptions
from termbase.store import connect


def three_documents(tmp_path: Path) -> Path:
    """A folder of three documents to change."""
    made = tmp_path / "work"
    made.mkdir()
    write(made, "a.md", "buffer (صوان), queue (رتل)")
    write(made, "b.md", "buffer (صوان), link (وصلة)")
    write(made, "sub/c.md", "page (صفحة)")
    return made


def write(folder: Path, name: str, terms: str, **parts: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(section_file(notes=f"- **Key terms:** {terms}", title=name, **parts), encoding="utf-8")
    return path


def run(connection: sqlite3.Connection, folder: Path, *paths: Path, **options: object) -> Extraction:
    return extract(connection, list(paths) or [folder], ExtractOptions(root=folder, **options))


def opened(path: Path) -> sqlite3.Connection:
    return connect(path, writable=True, make=True)


def history(connection: sqlite3.Connection) -> int:
    return connection.execute("SELECT count(*) FROM revision").fetchone()[0]


def clean_run(tmp_path: Path, folder: Path, **options: object) -> str:
    """The content of a termbase made by one run over the folder as it is now."""
    connection = opened(tmp_path / "clean.db")
    run(connection, folder, **options)
    found = content(connection)
    connection.close()
    (tmp_path / "clean.db").unlink()
    return found


PRESENT = """SELECT d.name, p.source, p.target, e.line FROM evidence e JOIN pair p ON p.id = e.pair_id
             JOIN document d ON d.id = e.document_id WHERE NOT d.gone ORDER BY 1, 2, 3, 4"""
STANDINGS = """SELECT p.source, p.target, s.status, s.score, s.documents, s.occurrences FROM pair_standing s
               JOIN pair p ON p.id = s.pair_id WHERE s.documents > 0 ORDER BY 1, 2, 3"""
