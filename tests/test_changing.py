"""Changing a concept on its page: who may, what the form changes and leaves, and what is refused."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import httpx
import pytest
from conftest import command
from serving import API, Served, serving
from test_deciding import browsing, hidden, take_back

TABLE = "source,target,status,definition,note,context\npacket,حزمة,preferred,A unit <b>of</b> data,n,c\npacket,رزمة,admitted,,,\n"


@pytest.fixture
def served(empty: sqlite3.Connection, tmp_path: Path) -> Iterator[Served]:
    (tmp_path / "g.csv").write_text(TABLE, encoding="utf-8")
    assert command(tmp_path / "empty.db", "import", str(tmp_path / "g.csv")).exit_code == 0
    with serving(tmp_path / "empty.db") as found:
        yield found


def record(served: Served) -> dict[str, object]:
    return served.http.get(f"{served.url}{API}/concepts/1").json()


def revision(served: Served) -> int:
    return served.http.get(f"{served.url}{API}/changes").json()["revision"]


def form_on(browser: httpx.Client) -> dict[str, str]:
    """The fields of the form as a browser would send them untouched."""
    html = browser.get("/concept/1").text
    found = re.search(r'<form method="post" action="/concept/1/change".*?</form>', html, re.DOTALL)
    assert found, "there is no form"
    form = found[0]
    fields = {name: unescape(value) for name, value in re.findall(r'<input[^>]*name="(\w+)"[^>]*value="([^"]*)"', form)}
    fields |= {name: unescape(text) for name, text in re.findall(r'<textarea name="(\w+)"[^>]*>(.*?)</textarea>', form)}
    for name, options in re.findall(r'<select name="([\w-]+)">(.*?)</select>', form):
        chosen = re.search(r"<option selected>(\w+)", options) or re.search(r'<option value="(\w+)"', options)
        assert chosen
        fields[name] = chosen[1]
    return {"text": "", **fields}


def send(browser: httpx.Client, **changes: str) -> httpx.Response:
    return browser.post("/concept/1/change", data={**form_on(browser), **changes})


def test_statuses_a_further_term_and_what_is_said(served: Served) -> None:
    before = record(served)
    with browsing(served, "reviewer") as browser:
        first = revision(served)
        assert send(browser).status_code == 303
        assert (record(served), revision(served)) == (before, first), "an untouched form changes nothing"
        assert (
            send(browser, **{"status-3": "forbidden"}, text="طرد", language="ar", note="two\r\nlines").status_code
            == 303
        )
        after = record(served)
        shown = [(t["text"], t["administrative_status"]) for t in after["terms"]]
        assert sorted(shown) == sorted(
            [("packet", "preferred"), ("حزمة", "preferred"), ("رزمة", "forbidden"), ("طرد", "admitted")]
        )
        assert (after["note"], after["definition"]) == ("two\nlines", "A unit <b>of</b> data")
        assert [t["context"] for t in after["terms"][:2]] == [t["context"] for t in before["terms"][:2]]
        assert send(browser, definition="").status_code == 303
        assert record(served)["definition"] is None
        made = [c["id"] for c in served.http.get(f"{served.url}{API}/changes").json()["changes"] if c["id"] > first]
        assert [take_back(browser, number).status_code for number in made] == [303, 303]
    assert record(served) == before


@pytest.mark.parametrize("role", [None, "reader", "suggester"])
def test_who_may_not_sees_no_form_and_changes_nothing(served: Served, role: str | None) -> None:
    before = record(served)
    with browsing(served, role) as browser:
        assert "/change" not in browser.get("/concept/1").text
        form = {"csrftoken": hidden(browser.get("/sign-in").text), "note": "forged", "state": "*"}
        assert browser.post("/concept/1/change", data=form).status_code == (403 if role else 401)
        assert browser.get("/concept/1/change").status_code == 405
    assert record(served) == before


def test_a_form_that_is_late_or_from_elsewhere_or_wrong_changes_nothing(served: Served) -> None:
    before = record(served)
    with browsing(served, "reviewer") as browser:
        wrong: list[dict[str, str]] = [
            {"status-1": "best"}, {"text": "x\0y"}, {"text": "x", "language": "no such"}, {"note": "\x1b[2J"},
            {"text": "y" * 501}, {"status": "best", "text": "z"}, {"text": "حزمة", "language": "ar"},
        ]  # fmt: skip
        for changes in wrong:
            answer = send(browser, **changes)
            assert answer.status_code in (400, 409), changes
            assert "Nothing was changed" in answer.text
        fields = form_on(browser) | {"note": "late"}
        assert (
            browser.post("/concept/1/change", data=fields, headers={"Origin": "https://x.example"}).status_code == 403
        )
        assert browser.post("/concept/1/change", data={**fields, "csrftoken": "x"}).status_code == 403
        assert record(served) == before
        with browsing(served, "admin") as other:
            assert send(other, note="sooner").status_code == 303
        answer = browser.post("/concept/1/change", data=fields)
        assert answer.status_code == 412
        for state in ("", "nonsense", "*"):
            assert browser.post("/concept/1/change", data={**fields, "state": state}).status_code == 412
    assert record(served)["note"] == "sooner"
