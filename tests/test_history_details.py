"""What a change of the history did, entry by entry: the same as comparing all rows before it and after it."""

from __future__ import annotations

import json
import sqlite3
import tempfile
from pathlib import Path

import pytest
from conftest import command, one_line
from hypothesis import given, settings
from hypothesis import strategies as st
from serving import API, Served, copied, serving
from test_changing import form_on, send
from test_deciding import browsing
from test_undo import STEPS, Team

from termbase.pipeline.history import changes_in
from termbase.pipeline.review import undo
from termbase.store import connect
from termbase.store.page_queries import ENTRIES, images

Rows = dict[tuple[str, int], dict[str, object]]


def entries(connection: sqlite3.Connection) -> Rows:
    """Every entry that is there, by table and id."""
    return {(table, row["id"]): dict(row) for table in ENTRIES for row in connection.execute(f"SELECT * FROM {table}")}


@pytest.mark.slow
@settings(max_examples=15)
@given(st.lists(st.one_of(STEPS, st.just(("undo",))), min_size=1, max_size=7))
def test_it_is_what_has_changed(steps: list[tuple]) -> None:
    with tempfile.TemporaryDirectory() as name:
        team = Team(Path(name))
        states = {0: entries(team.connection)}
        for step in steps:
            if step == ("undo",) and team.last():
                undo(team.connection, team.last())
            elif step != ("undo",):
                team.step(step)
            states[team.last()] = entries(team.connection)
        for number in range(1, team.last() + 1):
            before, after = states[number - 1], states[number]
            found = {
                (table, row): tuple(json.loads(image) if image else None for image in both)
                for table, row, *both in images(team.connection, number, 10_000)
            }
            for key, (one, other) in found.items():
                assert (one, other) == (before.get(key), after.get(key)), (number, key)
            assert {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)} <= found.keys()
        team.connection.close()


def test_a_long_change_is_listed_in_part(built: Path) -> None:
    connection = connect(built, writable=False)
    assert [len(changes_in(connection, 1, limit)) for limit in (1, 7)] == [1, 7]
    connection.close()


def test_on_a_terminal(db: Path, tmp_path: Path) -> None:
    (tmp_path / "g.csv").write_text("source,target\nzebra crossing,معبر المشاة\n", encoding="utf-8")
    assert command(db, "import", str(tmp_path / "g.csv")).exit_code == 0
    number = json.loads(command(db, "log", "--format", "jsonl", "--limit", "1").stdout)["id"]
    shown = command(db, "log", str(number), "--format", "tsv").stdout
    assert "term\tadded\tzebra crossing\t" in shown
    assert "language: ar; administrative status: preferred" in shown
    assert "no revision 999" in one_line(command(db, "log", "999").stderr)


def test_in_a_browser(built: Path, tmp_path: Path) -> None:
    with serving(copied(built, tmp_path)) as served, browsing(served, "reviewer") as browser:
        assert send(browser, definition="A <b>place</b>").status_code == 303
        last = newest(served)
        assert f'href="/history/{last}"' in browser.get("/history").text
        shown = browser.get(f"/history/{last}").text
        assert "A &lt;b&gt;place&lt;/b&gt;" in shown
        assert 'href="/concept/1"' in shown
        form = form_on(browser, f"/history/{last}", f"/history/{last}/undo")
        assert browser.post(f"/history/{last}/undo", data=form).status_code == 303
        shown = browser.get(f"/history/{last}").text
        assert "taken back" in shown
        assert "/undo" not in shown
        assert browser.get("/history/99999").status_code == 404
    with serving(copied(built, tmp_path)) as served, browsing(served, None) as browser:
        assert "/undo" not in browser.get("/history/1").text


def newest(served: Served) -> int:
    return int(served.http.get(f"{served.url}{API}/changes?limit=1").json()["changes"][0]["id"])
