"""Suggesting pairs, deciding on them and commenting in a browser: who may, what comes of it, what is refused."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from conftest import command
from serving import API, Served, serving
from test_changing import Fields, form_on
from test_deciding import browsing, hidden, take_back

PAIR = {"source": "jitter", "source_language": "en", "target": "تذبذب", "target_language": "ar"}


@pytest.fixture
def served(empty: sqlite3.Connection, tmp_path: Path) -> Iterator[Served]:
    (tmp_path / "g.csv").write_text("source,target\npacket,حزمة\n", encoding="utf-8")
    assert command(tmp_path / "empty.db", "import", str(tmp_path / "g.csv")).exit_code == 0
    with serving(tmp_path / "empty.db") as found:
        yield found


def queue(served: Served) -> list[tuple[str, str, str, str]]:
    rows = served.http.get(f"{served.url}{API}/suggestions").json()["suggestions"]
    return [(row["source"], row["target"], row["author"], row["status"]) for row in rows]


def suggest(browser: httpx.Client, **changes: str) -> httpx.Response:
    return browser.post("/suggestions", data={**form_on(browser, "/suggestions", "/suggestions"), **PAIR, **changes})


def decide(browser: httpx.Client, number: int, decision: str) -> httpx.Response:
    fields = {"csrftoken": hidden(browser.get("/sign-in").text), "decision": decision}
    return browser.post(f"/suggestions/{number}/decide", data=fields)


def test_a_translator_suggests_and_a_reviewer_decides(served: Served) -> None:
    with browsing(served, "suggester") as translator, browsing(served, "reviewer") as reviewer:
        link = translator.get("/search?q=jitter").text.partition('href="/suggestions?text=')[2].split('"')[0]
        filled = Fields(translator.get(f"/suggestions?text={link}").text, "/suggestions").found
        assert (filled["source"], filled["target"]) == ("jitter", "")
        assert suggest(translator, note="<b>section 2</b>").status_code == 303
        assert suggest(translator, source="delay", target="تأخير").status_code == 303
        assert "2 suggestions" in translator.get("/").text
        shown = translator.get("/suggestions").text
        assert "&lt;b&gt;section 2&lt;/b&gt;" in shown
        assert "/decide" not in shown
        assert "/suggestions/1/decide" in reviewer.get("/suggestions").text
        assert decide(translator, 1, "accept").status_code == 403
        assert decide(reviewer, 1, "accept").status_code == 303
        assert decide(reviewer, 2, "reject").status_code == 303
        assert queue(served) == [
            ("jitter", "تذبذب", "the suggester", "accepted"), ("delay", "تأخير", "the suggester", "rejected")
        ]  # fmt: skip
        assert [decide(reviewer, number, "accept").status_code for number in (1, 7)] == [409, 404]
        assert decide(reviewer, 1, "perhaps").status_code == 400
        assert 'href="/concept/2"' in reviewer.get("/suggestions?status=accepted").text
        assert "jitter" in reviewer.get("/concept/2").text
        (last,) = served.http.get(f"{served.url}{API}/changes?limit=1").json()["changes"]
        assert take_back(reviewer, last["id"]).status_code == 303


def test_what_is_refused_comes_back_as_it_was_typed(served: Served) -> None:
    with browsing(served, "suggester") as browser:
        for changes in ({"source": " "}, {"target": "x\0"}, {"target": "y" * 501}, {"source_language": "no such"}):
            answer = suggest(browser, **changes, note="typed <b>")
            assert answer.status_code == 400
            assert "Nothing was suggested" in answer.text
            assert "typed &lt;b&gt;" in answer.text
        fields = {**form_on(browser, "/suggestions", "/suggestions"), **PAIR}
        assert browser.post("/suggestions", data={**fields, "csrftoken": "x"}).status_code == 403
        assert browser.post("/suggestions", data=fields, headers={"Sec-Fetch-Site": "same-site"}).status_code == 403
        assert browser.put("/suggestions").status_code == 405
    assert queue(served) == []


@pytest.mark.parametrize("role", [None, "reader"])
def test_who_may_only_read_adds_nothing(served: Served, role: str | None) -> None:
    with browsing(served, role) as browser:
        for path in ("/suggestions", "/concept/1"):
            assert '<form method="post"' not in browser.get(path).text
        fields = {**PAIR, "csrftoken": hidden(browser.get("/sign-in").text), "text": "said", "decision": "accept"}
        for path in ("/suggestions", "/suggestions/1/decide", "/concept/1/comment"):
            assert browser.post(path, data=fields).status_code == (403 if role else 401)
    assert queue(served) == []
    assert served.http.get(f"{served.url}{API}/concepts/1/comments").json()["comments"] == []


def test_comments_stand_on_the_page_of_the_concept(served: Served) -> None:
    with browsing(served, "suggester") as browser:
        fields = form_on(browser, action="/concept/1/comment")
        assert (
            browser.post("/concept/1/comment", data={**fields, "text": "Also <i>here</i>\r\nand there."}).status_code
            == 303
        )
        for text in (" ", "\x1b[2J", "z" * 5001):
            assert browser.post("/concept/1/comment", data={**fields, "text": text}).status_code == 400
        assert browser.post("/concept/9/comment", data={**fields, "text": "x"}).status_code == 404
    (said,) = served.http.get(f"{served.url}{API}/concepts/1/comments").json()["comments"]
    assert (said["author"], said["text"]) == ("the suggester", "Also <i>here</i>\nand there.")
    assert "Also &lt;i&gt;here&lt;/i&gt;" in served.http.get(f"{served.url}/concept/1").text


def test_the_queue_has_pages(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    from termbase.publish import suggesting

    monkeypatch.setattr(suggesting, "PAGE", 2)
    with browsing(served, "suggester") as browser:
        for number in range(5):
            assert suggest(browser, source=f"term {number}").status_code == 303
        seen, path = [], "/suggestions"
        while path:
            text = browser.get(path).text
            seen += [number for number in range(5) if f">term {number}<" in text]
            following = text.partition('rel="next" href="')[2].split('"')[0].replace("&amp;", "&")
            path = f"/suggestions{following}" if following else ""
    assert seen == [0, 1, 2, 3, 4]
