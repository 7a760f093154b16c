"""A termbase in a folder that may not be written: it is read and served, and where it is too old, what to do is said."""

from __future__ import annotations

import asyncio
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from conftest import command, one_line
from test_keys_renewed import of_other_rules

from termbase.commands import serve
from termbase.publish.site import build_site
from termbase.store import connect

NOBODY = 65534
PAGES = ("/", "/search?q=neural", "/concept/1", "/documents", "/pairs", "/history", "/consistency", "/termbase/term")


@pytest.fixture
def folder(built: Path) -> Iterator[Path]:
    """A folder that others may enter, with a termbase in WAL mode at rest."""
    made = Path(tempfile.mkdtemp(prefix="termbase-test-"))
    made.chmod(0o755)
    with closing(sqlite3.connect(built)) as one, closing(sqlite3.connect(made / "termbase.db")) as copy:
        one.backup(copy)
        copy.execute("PRAGMA journal_mode = WAL")
    yield made
    shutil.rmtree(made)


@contextmanager
def read_only(folder: Path) -> Iterator[None]:
    """Nobody writes into the folder: root may always, so as root the test goes on as somebody else."""
    for path in (*folder.iterdir(), folder):
        path.chmod(0o555 if path.is_dir() else 0o444)
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(0o755)


def make_older(path: Path) -> None:
    """Take away what the last version of the schema has added."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("DROP TABLE pair_search")
        connection.execute("PRAGMA user_version = 3")
        connection.execute("DELETE FROM _sqlite_migrations WHERE name = '0004_pair_search'")


@pytest.fixture(autouse=True)
def loaded(db: Path) -> None:
    """The modules that are loaded late lie where only root may read."""
    pages(db, *PAGES, "/pairs?q=x")


def pages(path: Path, *asked: str) -> list[tuple[int, str]]:
    """What a site on a file that is only read answers."""
    site = build_site(path, writable=False)

    async def answers() -> list[tuple[int, str]]:
        found = [await site.client.get(page) for page in asked]
        return [(answer.status_code, answer.text) for answer in found]

    return asyncio.run(answers())


def test_it_is_read(folder: Path, db: Path) -> None:
    questions = (["lookup", "a neural network"], ["stats"], ["pairs", "--status", "conflict"], ["log"], ["export", "-"])
    wanted = [command(db, *question).stdout for question in questions]
    db = folder / "termbase.db"
    with read_only(folder):
        for question, output in zip(questions, wanted, strict=True):
            result = command(db, *question)
            assert (result.exit_code, result.stdout) == (0, output), result.stderr
        result = command(db, "undo")
        assert (result.exit_code, result.stdout) == (3, "")
        assert "read-only" in one_line(result.stderr)
    assert [path.name for path in folder.iterdir()] == ["termbase.db"], "nothing was left beside it"


def test_it_is_served(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    db = folder / "termbase.db"
    with read_only(folder):
        assert not serve._brought_up_to_date(db)
        assert {status for status, _ in pages(db, *PAGES)} == {200}
        assert "nobody can change it here" in one_line(capsys.readouterr().err)


def test_an_older_one_says_what_to_do(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    db = folder / "termbase.db"
    make_older(db)
    with read_only(folder):
        assert not serve._brought_up_to_date(db)
        assert "termbase --db COPY init" in capsys.readouterr().err
        (found, said), (status, refused) = pages(db, "/search?q=neural", "/pairs?q=neural")
        assert found == 200
        assert "neural network" in said, "terms are found without the index of pairs"
        assert status == 503
        assert "termbase --db COPY init" in refused
    assert command(db, "init").exit_code == 0
    assert connect(db, writable=False).execute("SELECT count(*) FROM pair_search").fetchone()[0]


def test_keys_of_other_rules_are_told(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    db = folder / "termbase.db"
    of_other_rules(db)
    with read_only(folder):
        capsys.readouterr()
        pages(db, "/")
        assert "termbase --db COPY init" in one_line(capsys.readouterr().err)
