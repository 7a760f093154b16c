"""Fixtures and helpers that all tests share: a termbase built from the seeds once, a fresh copy of it for each test."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import HealthCheck, settings

# Their assertions explain themselves as those of the tests that share them.
pytest.register_assert_rewrite("format_contract", "reader_contract")

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "seeds"
DATA = Path(__file__).resolve().parent / "data"

# The same examples in every run, so that a failure is never a matter of luck. The quick tests try a few, all tests
# (`-m ''`) more, and TERMBASE_HYPOTHESIS=thorough looks further.
settings.register_profile(
    "default", max_examples=60, deadline=None, derandomize=True, database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)  # fmt: skip
settings.register_profile("thorough", settings.get_profile("default"), max_examples=1500, derandomize=False)
settings.register_profile("quick", settings.get_profile("default"), max_examples=15)

# Everything that people and extractions put into a termbase. History, and what is computed from the rest, is not in it.
KEPT = ("concept", "concept_relation", "term", "document", "document_field", "segment", "pair", "evidence", "metric", "finding")  # fmt: skip


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "slow: takes seconds rather than milliseconds")
    quick = config.option.markexpr == "not slow"
    settings.load_profile(os.environ.get("TERMBASE_HYPOTHESIS", "quick" if quick else "default"))


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The termbase of the demo: both glossaries, all papers, everything accepted that nothing contradicts."""
    path = tmp_path_factory.mktemp("built") / "termbase.db"
    for arguments in (
        ["import", "seeds/glossary.md", "seeds/glossary.csv"],
        ["extract", "seeds/papers", "--output", str(path.with_name("pairs.tsv"))],
        ["review", "--accept-above", "0.9"],
    ):
        with working_in(ROOT):
            result = command(path, *arguments)
        assert result.exit_code == 0, result.output
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return path


@pytest.fixture(scope="module")
def fetch(built: Path) -> Callable[..., Any]:
    """What asks the site of the demo for a path, without a network."""
    from termbase.publish.site import build_site

    site = build_site(built)

    def get(path: str, **extra: object) -> Any:
        return asyncio.run(site.client.get(path, **extra))

    return get


@pytest.fixture
def db(built: Path, tmp_path: Path) -> Path:
    """A copy of the built termbase that a test may change."""
    path = tmp_path / "termbase.db"
    shutil.copyfile(built, path)
    return path


@pytest.fixture
def connection(db: Path) -> Iterator[sqlite3.Connection]:
    from termbase.store import connect

    opened = connect(db, writable=True)
    yield opened
    opened.close()


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A connection to an empty termbase."""
    from termbase.store import connect

    opened = connect(tmp_path / "empty.db", writable=True, make=True)
    yield opened
    opened.close()


@pytest.fixture
def run(db: Path) -> Callable[..., Result]:
    """Run a command on the copy of the built termbase: `run("stats", code=0)` asserts the exit status."""

    def call(*arguments: str | Path, code: int = 0) -> Result:
        result = command(db, *map(str, arguments))
        assert result.exit_code == code, f"{result.exit_code}\n{result.output}\n{result.exception!r}"
        return result

    return call


def command(db: Path, *arguments: str) -> Result:
    """One command in this process; the result has exit_code, stdout and stderr."""
    from termbase.cli import main

    result = CliRunner(env={"TERMBASE_AUTHOR": "tester", "TERMBASE_DB": None}).invoke(
        main, ["--db", str(db), *arguments]
    )
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def process(*arguments: str | Path, cwd: Path | None = None, **options: object) -> subprocess.CompletedProcess[str]:
    """One command in a process of its own, as a person would start it."""
    environment = {**os.environ, "TERMBASE_AUTHOR": "tester", "PYTHONIOENCODING": "utf-8"}
    environment.pop("TERMBASE_DB", None)
    return subprocess.run(
        [sys.executable, "-m", "termbase.cli", *map(str, arguments)],
        cwd=cwd, env=environment, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False, **options,
    )  # fmt: skip


def one_line(stderr: str) -> str:
    """The only line of standard error, which is a message and no traceback."""
    lines = [line for line in stderr.splitlines() if line]
    assert len(lines) == 1, stderr
    assert "Traceback" not in stderr
    assert lines[0].startswith("termbase: "), stderr
    return lines[0]


@contextmanager
def working_in(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


def dump(connection: sqlite3.Connection) -> str:
    """Every kept row with its ids, a line each: what must be the same, byte for byte, after an undo."""
    return "\n".join(
        json.dumps([table, *tuple(row)], ensure_ascii=False)
        for table in (*KEPT, "pair_standing")
        for row in connection.execute(f"SELECT * FROM {table} ORDER BY 1")
    )


# What is kept, without ids: two termbases with the same content give the same rows, however they came by it.
CONTENT = {
    "term": "SELECT c.subject_field, c.definition, c.note, t.language, t.text, t.spelling, t.stems, t.administrative_status,"
    " t.term_type, t.do_not_translate, t.reliability FROM term t JOIN concept c ON c.id = t.concept_id",
    "document": "SELECT name, format, title, content_hash, settings_hash, source_language, target_language, gone FROM document",
    "field": "SELECT d.name, f.part, f.name, f.value, f.line FROM document_field f JOIN document d ON d.id = f.document_id",
    "segment": "SELECT d.name, s.position, s.kind, s.source_text, s.source_line, s.target_text, s.target_line,"
    " s.alignment_score, s.source_stems, s.target_stems FROM segment s JOIN document d ON d.id = s.document_id",
    "pair": "SELECT source_language, target_language, source, target, do_not_translate, decision FROM pair",
    "evidence": "SELECT d.name, p.source, p.target, p.do_not_translate, e.extractor, e.field, e.syntax, e.line, e.score"
    " FROM evidence e JOIN pair p ON p.id = e.pair_id JOIN document d ON d.id = e.document_id",
    "metric": "SELECT d.name, m.name, m.claimed, m.measured, m.line FROM metric m JOIN document d ON d.id = m.document_id",
    "finding": "SELECT d.name, f.code, f.severity, f.message, f.line, f.source_term, f.expected, f.found"
    " FROM finding f JOIN document d ON d.id = f.document_id",
    "standing": "SELECT p.source, p.target, p.do_not_translate, s.status, s.similarity, s.score, s.extractors, s.documents,"
    " s.occurrences FROM pair_standing s JOIN pair p ON p.id = s.pair_id",
}


def content(connection: sqlite3.Connection) -> str:
    """Every kept row without its ids, sorted."""
    return "\n".join(
        line
        for name, query in CONTENT.items()
        for line in sorted(json.dumps([name, *tuple(row)], ensure_ascii=False) for row in connection.execute(query))
    )


def sound(path: Path) -> None:
    """Assert that SQLite finds nothing wrong with a file: pages, foreign keys, and the full-text indexes."""
    connection = sqlite3.connect(path)
    try:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
        for table in {"segment_search", "term_search", "pair_search"} & names:
            connection.execute(f"INSERT INTO {table}({table}, rank) VALUES ('integrity-check', 1)")
    finally:
        connection.close()


class TooSlow(AssertionError):
    """The code under test used more CPU time than it may."""


@contextmanager
def cpu_bound(seconds: float) -> Iterator[None]:
    """Stop, and fail, when the body uses more CPU time than that; other load on the machine does not count."""

    def stop(*_: object) -> None:
        raise TooSlow(f"more than {seconds} s of CPU time")

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def section_file(
    english: str = "Hello there.",
    arabic: str = "مرحبا بكم.",
    notes: str = "",
    metrics: str = "",
    header: str = "",
    title: str = "Section",
) -> str:
    """The text of a small section file."""
    return (
        f"# {title}\n\n{header}\n\n### English Version\n\n{english}\n\n### النسخة العربية\n\n{arabic}\n\n"
        f"### Translation Notes\n\n{notes}\n\n### Quality Metrics\n\n{metrics}\n"
    )


def wait_until(condition: Callable[[], bool], seconds: float = 30.0) -> None:
    """Wait for something that another process does."""
    limit = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < limit, "waited in vain"
        time.sleep(0.005)


@pytest.fixture(scope="module")
def report(built: Path) -> object:
    """The consistency report of the built termbase."""
    from termbase.pipeline.reporting.report import consistency_report

    connection = sqlite3.connect(f"file:{built}?mode=ro&immutable=1", uri=True)
    connection.row_factory = sqlite3.Row
    found = consistency_report(connection)
    connection.close()
    return found


@pytest.fixture
def many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[sqlite3.Connection]:
    """A termbase for which five terms are many."""
    from stored_terms import store

    from termbase.matching.exact import trie_file
    from termbase.matching.fuzzy import file as fuzzy_file
    from termbase.matching.fuzzy import likeness
    from termbase.model import Term
    from termbase.store import connect

    for module in (likeness, fuzzy_file, trie_file):
        monkeypatch.setattr(module, "FEW", 5)
    connection = connect(tmp_path / "many.db", writable=True, make=True)
    store(connection, *(Term(f"steady term {n}", "en") for n in range(30)), Term("مصطلح", "ar"))
    yield connection
    connection.close()
