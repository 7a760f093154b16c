"""Deciding on mined pairs: what a threshold may accept, what a person must say, and what becomes of it."""

from __future__ import annotations

import json
import os
import pty
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import command, one_line, section_file

from termbase.errors import NotFound, UsageError
from termbase.languages import language
from termbase.model import AdministrativeStatus as Status
from termbase.pipeline.extraction.extract import extract
from termbase.pipeline.extraction.options import ExtractOptions
from termbase.pipeline.review import Ruling, review, undo
from termbase.pipeline.terminology import import_terminology
from termbase.store import pair_queries, queries


@pytest.fixture
def mined(empty: sqlite3.Connection, tmp_path: Path) -> sqlite3.Connection:
    """A glossary of two terms, and notes that agree, vary, contradict, and contradict each other."""
    (tmp_path / "g.csv").write_text("source,target\nbuffer,صوان\nlink,وصلة\n", encoding="utf-8")
    import_terminology(empty, tmp_path / "g.csv", root=tmp_path)
    stated = (
        "buffer (صوان), buffer (الصوان), link (رابط), queue (رتل), page (صفحة), page (ورقة), log → سجل، key → مفتاح"
    )
    (tmp_path / "x.md").write_text(
        section_file(notes=f"- **Key terms:** {stated}\n- **Names kept:** SQLite"), encoding="utf-8"
    )
    extract(empty, [tmp_path / "x.md"], ExtractOptions(root=tmp_path))
    return empty


def number(connection: sqlite3.Connection, source: str, target: str) -> int:
    (found,) = [
        row["id"] for row in pair_queries.pairs(connection) if (row["source"], row["target"]) == (source, target)
    ]
    return found


def statuses(connection: sqlite3.Connection) -> dict[tuple[str, str], str]:
    return {(row["source"], row["target"]): row["status"] for row in pair_queries.pairs(connection)}


def terms(connection: sqlite3.Connection, source: str) -> list[tuple[str, str]]:
    (concept,) = [c for c in queries.concepts(connection) if any(t.text == source for t in c.terms)]
    return [(t.text, t.administrative_status.value) for t in concept.terms if t.language == "ar"]


def test_standings(mined: sqlite3.Connection) -> None:
    assert statuses(mined) == {
        ("buffer", "صوان"): "known",
        ("buffer", "الصوان"): "variant",
        ("link", "رابط"): "conflict",
        ("queue", "رتل"): "new",
        ("page", "صفحة"): "new",
        ("page", "ورقة"): "new",
        ("log", "سجل"): "new",
        ("key", "مفتاح"): "new",
        ("SQLite", "SQLite"): "new",
    }


def test_a_threshold_accepts_nothing_that_is_contradicted(mined: sqlite3.Connection) -> None:
    done = review(mined, accept_above=0.9)
    found = statuses(mined)
    assert found["link", "رابط"] == "conflict"
    assert found["page", "صفحة"] == found["page", "ورقة"] == "new"
    assert found["SQLite", "SQLite"] == "new", "it scores less"
    accepted = {pair for pair, status in found.items() if status == "accepted"}
    assert accepted == {("buffer", "صوان"), ("buffer", "الصوان"), ("queue", "رتل"), ("log", "سجل"), ("key", "مفتاح")}
    assert (done.accepted, done.rejected) == (5, 0)
    assert terms(mined, "queue") == [("رتل", "preferred")]
    assert terms(mined, "buffer") == [("صوان", "preferred")], "a form of a term is evidence, no term of its own"


def test_what_a_threshold_accepts_is_not_read_by_anybody(mined: sqlite3.Connection) -> None:
    def read() -> dict[str, str]:
        return {t.text: t.process_status for c in queries.concepts(mined) for t in c.terms}

    review(mined, accept_above=0.5, accept=[number(mined, "page", "صفحة")])
    found = read()
    assert (found["buffer"], found["page"], found["صفحة"]) == ("reviewed", "reviewed", "reviewed")
    assert (found["queue"], found["رتل"]) == ("proposed", "proposed")


def test_a_threshold_accepts_nothing_below_it(mined: sqlite3.Connection) -> None:
    limit = 0.985
    review(mined, accept_above=limit)
    assert {row["score"] >= limit for row in pair_queries.pairs(mined, "accepted")} == {True}


def test_again_there_is_nothing_left(mined: sqlite3.Connection) -> None:
    review(mined, accept_above=0.5)
    again = review(mined, accept_above=0.5)
    assert (again.accepted, again.rejected, again.revision) == (0, 0, 0)


def test_a_conflict_that_a_person_accepts_is_admitted_beside_the_preferred(mined: sqlite3.Connection) -> None:
    review(mined, accept=[number(mined, "link", "رابط")])
    assert terms(mined, "link") == [("وصلة", "preferred"), ("رابط", "admitted")]


def test_what_is_rejected_stays_rejected(mined: sqlite3.Connection) -> None:
    review(mined, reject=[number(mined, "queue", "رتل")])
    review(mined, accept_above=0)
    assert statuses(mined)["queue", "رتل"] == "rejected"
    assert not [c for c in queries.concepts(mined) if c.terms[0].text == "queue"]


def test_accepted_pairs_keep_their_evidence(mined: sqlite3.Connection) -> None:
    before = mined.execute("SELECT count(*) FROM evidence").fetchone()[0]
    review(mined, accept_above=0)
    assert mined.execute("SELECT count(*) FROM evidence").fetchone()[0] == before
    orphans = "SELECT count(*) FROM pair p WHERE decision = 'accepted' AND (concept_id IS NULL OR NOT EXISTS (SELECT 1 FROM evidence e WHERE e.pair_id = p.id))"
    assert mined.execute(orphans).fetchone()[0] == 0


def test_a_kept_name_becomes_a_term_that_is_not_translated(mined: sqlite3.Connection) -> None:
    review(mined, accept=[number(mined, "SQLite", "SQLite")])
    (concept,) = [c for c in queries.concepts(mined) if c.terms[0].text == "SQLite"]
    assert all(term.do_not_translate for term in concept.terms)


def test_wrong_numbers_change_nothing(mined: sqlite3.Connection) -> None:
    before = statuses(mined)
    with pytest.raises(NotFound):
        review(mined, accept=[number(mined, "queue", "رتل"), 987654])
    with pytest.raises(UsageError):
        review(mined, accept=[1], reject=[1])
    assert statuses(mined) == before


def test_the_demo_accepts_no_two_renderings_that_contradict_each_other(connection: sqlite3.Connection) -> None:
    rules = language("ar")
    for concept in queries.concepts(connection):
        preferred = [
            t.text for t in concept.terms if t.language == "ar" and t.administrative_status.value == "preferred"
        ]
        assert all(rules.same_term(preferred[0], other) for other in preferred[1:]), concept


def test_pairs_as_json_have_the_number_that_review_takes(db: Path) -> None:
    rows = [
        json.loads(line)
        for line in command(db, "pairs", "--status", "conflict", "--format", "jsonl").stdout.splitlines()
    ]
    first = rows[0]
    assert command(db, "review", "--accept", str(first["id"])).exit_code == 0
    again = command(db, "pairs", "--status", "accepted", "--format", "jsonl").stdout
    assert first["id"] in {json.loads(line)["id"] for line in again.splitlines()}


def test_it_asks_on_a_terminal_only(db: Path) -> None:
    result = command(db, "review")
    assert result.exit_code == 2
    assert "--accept-above" in one_line(result.stderr)


def test_a_decided_pair_is_not_decided_again(run) -> None:
    number = next(
        json.loads(line)["id"] for line in run("pairs", "--status", "conflict", "--format", "jsonl").stdout.splitlines()
    )
    run("review", "--accept", str(number))
    for option in ("--accept", "--reject"):
        assert "was accepted already" in run("review", option, str(number), code=2).stderr


RULED = {
    "preferred": [("وصلة", "admitted"), ("رابط", "preferred")],
    "admitted": [("وصلة", "preferred"), ("رابط", "admitted")],
    "deprecated": [("وصلة", "preferred"), ("رابط", "deprecated")],
    "forbidden": [("وصلة", "preferred"), ("رابط", "forbidden")],
}


@pytest.mark.parametrize("status", RULED)
def test_a_conflict_is_accepted_with_any_status(mined: sqlite3.Connection, status: str) -> None:
    link = number(mined, "link", "رابط")
    review(mined, accept={link: Ruling(Status(status))})
    assert terms(mined, "link") == RULED[status]


@pytest.mark.parametrize("former", ["admitted", "deprecated", "superseded", "forbidden"])
def test_what_was_preferred_becomes_what_the_review_says(mined: sqlite3.Connection, former: str) -> None:
    before = terms(mined, "link")
    link = number(mined, "link", "رابط")
    review(mined, accept={link: Ruling(Status.PREFERRED, Status(former))})
    assert terms(mined, "link") == [("وصلة", former), ("رابط", "preferred")]
    undo(mined)
    assert terms(mined, "link") == before
    assert statuses(mined)["link", "رابط"] == "conflict"


def test_a_form_of_a_term_that_is_there_gets_the_status_and_no_second_term(mined: sqlite3.Connection) -> None:
    article = number(mined, "buffer", "الصوان")
    review(mined, accept={article: Ruling(Status.DEPRECATED)})
    assert terms(mined, "buffer") == [("صوان", "deprecated")]


def test_rulings_that_make_no_sense() -> None:
    for wrong in ((Status.ADMITTED, Status.FORBIDDEN), (None, Status.DEPRECATED), (Status.PREFERRED, Status.PREFERRED)):
        with pytest.raises(UsageError):
            Ruling(*wrong)


def test_a_conflict_on_the_command_line(mined: sqlite3.Connection, tmp_path: Path) -> None:
    db = tmp_path / "empty.db"
    link = str(number(mined, "link", "رابط"))
    assert "--accept" in one_line(command(db, "review", "--reject", link, "--as", "preferred").stderr)
    assert command(db, "review", "--accept", link, "--as", "admitted", "--former", "forbidden").exit_code == 2
    assert command(db, "review", "--accept", link, "--as", "preferred", "--former", "deprecated").exit_code == 0
    assert terms(mined, "link") == [("وصلة", "deprecated"), ("رابط", "preferred")]


def test_a_terminal_gets_nothing_to_obey(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a mined term could clear the screen or type for whoever decides."""
    (tmp_path / "x.md").write_text(section_file(notes="- **Key terms:** page (صف\x1b[2Jحة)"), encoding="utf-8")
    db = tmp_path / "new.db"
    assert command(db, "extract", str(tmp_path / "x.md")).exit_code == 0
    table = command(db, "pairs", "--format", "table").stdout
    assert "\tصف [2Jحة\t" in command(db, "pairs", "--format", "tsv").stdout
    leader, follower = pty.openpty()
    monkeypatch.setenv("TERMBASE_AUTHOR", "tester")
    asked = process_on(follower, "--db", db, "review")
    os.write(leader, b"q\n")
    asked.wait(60)
    os.close(follower)
    shown = os.read(leader, 65536).decode("utf-8")
    os.close(leader)
    for text in (table, shown):
        assert "صف\\x1b[2Jحة" in text
        assert "\x1b[2J" not in text


def process_on(terminal: int, *arguments: str | Path) -> subprocess.Popen[bytes]:
    """A command with a terminal as its input and output."""
    call = [sys.executable, "-m", "termbase.cli", *map(str, arguments)]
    return subprocess.Popen(call, stdin=terminal, stdout=terminal, stderr=terminal)


def on_a_terminal(db: Path, *steps: tuple[str, str]) -> str:
    """Review on a terminal: each step waits for a text, behind what was read, and types; all that was shown.

    Where nothing is typed the window is closed.
    """
    leader, follower = pty.openpty()
    asked = process_on(follower, "--db", db, "review")
    os.close(follower)
    shown, read = b"", 0
    for text, typed in steps:
        while shown.find(text.encode(), read) < 0:
            shown += os.read(leader, 65536)
        read = shown.index(text.encode(), read) + len(text.encode())
        if not typed:
            os.close(leader)
            asked.send_signal(signal.SIGHUP)
            asked.wait(60)
            return shown.decode("utf-8")
        os.write(leader, typed.encode())
    asked.wait(60)
    shown += os.read(leader, 65536)
    os.close(leader)
    return shown.decode("utf-8")


def test_a_terminal_shows_a_sentence_and_goes_back(mined: sqlite3.Connection, tmp_path: Path) -> None:
    (tmp_path / "y.md").write_text(section_file("Each link is short.", "كل رابط قصير."), encoding="utf-8")
    extract(mined, [tmp_path / "y.md"], ExtractOptions(root=tmp_path))
    steps = (("; 1 of ", "?\n"), ("this list", "a\n"), ("; 2 of ", "b\n"), ("; 1 of ", "r\n"), ("; 2 of ", "q\n"))
    shown = on_a_terminal(tmp_path / "empty.db", *steps)
    assert "Each link is short." in shown
    assert "كل رابط قصير." in shown
    assert "0 pairs accepted, 1 rejected" in shown
    assert pair_queries.standing(mined, number(mined, "link", "رابط"))["status"] == "rejected"


def test_a_closed_window_loses_no_decision(mined: sqlite3.Connection, tmp_path: Path) -> None:
    on_a_terminal(tmp_path / "empty.db", ("; 1 of ", "r\n"), ("; 2 of ", ""))
    assert pair_queries.standing(mined, number(mined, "link", "رابط"))["status"] == "rejected"
