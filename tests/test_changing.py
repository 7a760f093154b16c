"""Making, changing and deleting concepts in a browser: who may, what the forms change and leave, what is refused."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from html.parser import HTMLParser
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


class Fields(HTMLParser):
    """The fields of the form with an action, as a browser would send them untouched."""

    def __init__(self, html: str, action: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._action, self._inside, self._name, self._text = action, False, "", False
        self.feed(html)
        assert self.found, f"there is no form to send to {action}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "form":
            self._inside = said.get("action") == self._action
        if not self._inside:
            return
        name, value = said.get("name") or "", said.get("value") or ""
        if tag == "input" and said.get("type") != "checkbox":
            self.found[name] = value
        elif tag in ("select", "textarea"):
            self._name, self._text = name, tag == "textarea"
            self.found[name] = ""
        elif tag == "option" and ("selected" in said or not self.found[self._name]):
            self.found[self._name], self._text = value, "value" not in said

    def handle_data(self, data: str) -> None:
        if self._text:
            self.found[self._name], self._text = data, False

    def handle_endtag(self, tag: str) -> None:
        self._text = False


def form_on(browser: httpx.Client, path: str = "/concept/1", action: str = "/concept/1/change") -> dict[str, str]:
    """The fields of a form of a page."""
    return Fields(browser.get(path).text, action).found


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


def test_terms_are_mended_and_removed_and_the_rest_of_them_stays(served: Served) -> None:
    with browsing(served, "admin") as browser:
        before, first = record(served), revision(served)
        assert send(browser, **{"text-3": "حزمة بيانات", "remove-2": "1"}).status_code == 303
        after = record(served)
        shown = [(t["id"], t["text"], t["administrative_status"]) for t in after["terms"]]
        assert shown == [(1, "packet", "preferred"), (3, "حزمة بيانات", "admitted")]
        assert {**after["terms"][0], "id": 0} == {**before["terms"][0], "id": 0}
        assert "حزمة بيانات" in served.http.get(f"{served.url}/search?q=بيانات").text
        html = browser.get("/concept/1").text
        taking = Fields(html, f"/history/{first + 1}/undo").found
        assert browser.post(f"/history/{first + 1}/undo", data=taking).status_code == 303
        assert record(served) == before
        for removed in ({f"remove-{n}": "1" for n in (1, 2, 3)}, {"text-1": " "}, {"text-2": "رزمة"}):
            answer = send(browser, **removed, definition="kept for copying")
            assert answer.status_code in (400, 409)
            assert "kept for copying" in answer.text
        assert record(served) == before


def test_a_concept_is_made_and_taken_back(served: Served) -> None:
    form = {"text-1": "latency", "text-2": "زمن الوصول", "definition": "How long\r\nit takes"}
    with browsing(served, "reviewer") as browser:
        fields = {**form_on(browser, "/concept/new", "/concept/new"), **form}
        more = browser.post("/concept/new", data={**fields, "more": "1"})
        assert more.status_code == 200
        fields = Fields(more.text, "/concept/new").found
        assert (fields["text-2"], fields["text-3"]) == ("زمن الوصول", "")
        fields |= {"text-3": "كمون", "language-3": "ar", "status-3": "forbidden"}
        answer = browser.post("/concept/new", data=fields)
        assert (answer.status_code, answer.headers["location"]) == (303, "/concept/2")
        made = served.http.get(f"{served.url}{API}/concepts/2").json()
        assert [(t["text"], t["language"], t["administrative_status"]) for t in made["terms"]] == [
            ("latency", "en", "preferred"), ("زمن الوصول", "ar", "preferred"), ("كمون", "ar", "forbidden")
        ]  # fmt: skip
        assert made["definition"] == "How long\nit takes"
        (last,) = served.http.get(f"{served.url}{API}/changes?limit=1").json()["changes"]
        assert (last["author"], last["action"]) == ("the reviewer", "create")
        assert take_back(browser, last["id"]).status_code == 303
    assert served.http.get(f"{served.url}{API}/concepts/2").status_code == 404


def test_a_term_that_is_there_already_is_asked_about(served: Served) -> None:
    with browsing(served, "reviewer") as browser:
        fields = {**form_on(browser, "/concept/new", "/concept/new"), "text-1": "The Packets", "note": "of cigarettes"}
        answer = browser.post("/concept/new", data=fields)
        assert answer.status_code == 409
        assert 'href="/concept/1"' in answer.text
        assert revision(served) == 1
        again = Fields(answer.text, "/concept/new").found
        assert (again["text-1"], again["note"]) == ("The Packets", "of cigarettes")
        assert browser.post("/concept/new", data={**again, "seen": "7"}).status_code == 409
        assert browser.post("/concept/new", data=again).status_code == 303


def test_a_new_concept_that_is_refused_comes_back_as_it_was_typed(served: Served) -> None:
    with browsing(served, "reviewer") as browser:
        fields = {**form_on(browser, "/concept/new", "/concept/new"), "text-1": "a", "note": "typed <b>"}
        wrong: list[dict[str, str]] = [
            {"text-1": " "}, {"text-1": "x\0y"}, {"text-1": "y" * 501}, {"language-1": "no such"}, {"status-1": "best"},
            {"text-1": "b", "text-2": "b", "language-2": "en"}, {"definition": "\x1b[2J"}, {"note": "n" * 5001},
        ]  # fmt: skip
        for changes in wrong:
            answer = browser.post("/concept/new", data={**fields, **changes})
            assert answer.status_code in (400, 409), changes
            assert "Nothing was made" in answer.text
            assert "note" in changes or "typed &lt;b&gt;" in answer.text
        assert browser.post("/concept/new", data={**fields, "csrftoken": "x"}).status_code == 403
        assert browser.post("/concept/new", data=fields, headers={"Origin": "https://x.example"}).status_code == 403
        for method in ("PUT", "DELETE"):
            assert browser.request(method, "/concept/new").status_code == 405
    assert revision(served) == 1


@pytest.mark.parametrize("role", [None, "reader", "suggester"])
def test_who_may_not_makes_and_deletes_nothing(served: Served, role: str | None) -> None:
    with browsing(served, role) as browser:
        assert "<form method" not in browser.get("/concept/new").text
        assert "/concept/new" not in browser.get("/search?q=nothing+of+the+kind").text
        form = {"csrftoken": hidden(browser.get("/sign-in").text), "text-1": "forged", "language-1": "en"}
        expected = 403 if role else 401
        assert browser.post("/concept/new", data=form).status_code == expected
        assert browser.post("/concept/1/delete", data={**form, "sure": "1", "state": "*"}).status_code == expected
    assert revision(served) == 1


def test_an_administrator_deletes_a_concept_that_is_as_it_was_shown(served: Served) -> None:
    before = record(served)
    with browsing(served, "reviewer") as browser, browsing(served, "admin") as admin:
        assert "/concept/1/delete" not in browser.get("/concept/1").text
        fields = form_on(admin, action="/concept/1/delete")
        assert browser.post("/concept/1/delete", data={**fields, "sure": "1"}).status_code == 403
        assert admin.post("/concept/1/delete", data=fields).status_code == 400
        assert send(browser, note="sooner").status_code == 303
        assert admin.post("/concept/1/delete", data={**fields, "sure": "1"}).status_code == 412
        assert take_back(browser, revision(served)).status_code == 303
        assert record(served) == before
        assert admin.post("/concept/1/delete", data={**fields, "sure": "1"}).status_code == 303
        assert admin.get("/concept/1").status_code == 404
        assert take_back(admin, revision(served)).status_code == 303
    assert record(served) == before


def test_text_for_a_new_concept_goes_to_the_language_in_whose_script_it_is(served: Served) -> None:
    with browsing(served, "reviewer") as browser:
        for text in ("jitter", "تذبذب"):
            html = browser.get("/search", params={"q": text}).text
            (link,) = [part.split('"')[0] for part in html.split('href="')[1:] if part.startswith("/concept/new")]
            fields = Fields(browser.get(link).text, "/concept/new").found
            (row,) = [name[-1] for name, value in fields.items() if value == text]
            assert fields[f"language-{row}"] == ("en" if text.isascii() else "ar")


def test_every_field_of_the_forms_has_a_name_that_is_read_aloud(served: Served) -> None:
    """By its label, or by aria-label where it stands in a row."""
    with browsing(served, "admin") as browser:
        for path in ("/concept/new", "/concept/1", "/sign-in", "/search"):
            html = browser.get(path).text
            for tag in ("<input", "<select", "<textarea"):
                for before, after in zip(html.split(tag), html.split(tag)[1:], strict=False):
                    attributes = after.split(">")[0]
                    labelled = before.rfind("<label") > before.rfind("</label")
                    assert labelled or "aria-label=" in attributes or 'type="hidden"' in attributes, (path, attributes)
