"""Two concepts made one, in the browser and by the API, and taken back; what stands around a concept goes with it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import command
from serving import API, Served, serving
from test_changing import Fields, form_on, revision
from test_deciding import browsing, take_back

from termbase.client import Client, ClientError
from termbase.model import AdministrativeStatus, Concept, Term
from termbase.pipeline.merging import left_out, merged
from termbase.store import connect, transaction
from termbase.store.writes import relate

TABLE = (
    "source,target,status,definition,note\n"
    "packet,حزمة,preferred,A unit of data,\n"
    "data packet,حزمة,preferred,Data on the way,from the second team\n"
    "data packet,باكيت,forbidden,,\n"
    "frame,إطار,preferred,,\n"
)
PAGE = "/concept/1/merge"


@pytest.fixture
def served(empty: sqlite3.Connection, tmp_path: Path) -> Iterator[Served]:
    (tmp_path / "g.csv").write_text(TABLE, encoding="utf-8")
    assert command(tmp_path / "empty.db", "import", str(tmp_path / "g.csv")).exit_code == 0
    with transaction(empty):
        # The one relation comes along, the other would lead from the concept to itself.
        assert relate(empty, 3, "broader", 2)
        assert relate(empty, 1, "associative", 3)
    with serving(tmp_path / "empty.db") as found:
        yield found


def said(served: Served, number: int) -> list[tuple[str, str]]:
    found = served.http.get(f"{served.url}{API}/concepts/{number}").json()
    return [(t["text"], t["administrative_status"]) for t in found["terms"]]


def remarks(served: Served, number: int) -> list[str]:
    found = served.http.get(f"{served.url}{API}/concepts/{number}/comments").json()
    return [comment["text"] for comment in found["comments"]]


def rows(served: Served, table: str) -> list[tuple[object, ...]]:
    connection = connect(served.db, writable=False)
    found = [tuple(row) for row in connection.execute(f"SELECT * FROM {table} ORDER BY id")]
    connection.close()
    return found


KEPT = ("concept", "term", "concept_relation", "pair", "comment", "suggestion")


def test_a_reviewer_merges_what_shares_a_term_and_takes_it_back(served: Served) -> None:
    with browsing(served, "suggester") as browser:
        fields = form_on(browser, "/concept/3", "/concept/3/comment")
        assert browser.post("/concept/3/comment", data={**fields, "text": "seen twice"}).status_code == 303
    before = {table: rows(served, table) for table in KEPT}
    with browsing(served, "reviewer") as browser:
        assert 'href="/concept/1/merge?other=3"' in browser.get("/concept/1").text
        assert 'href="/concept/1/merge?other=2"' not in browser.get(PAGE).text, "it shares no term"
        assert 'href="/concept/1/merge?other=2"' in browser.get(f"{PAGE}?other=frames").text
        shown = browser.get(f"{PAGE}?other=3").text
        assert "Data on the way" in shown.partition("says otherwise")[2], "what is lost is said before"
        answer = browser.post(PAGE, data=Fields(shown, PAGE).found)
        assert (answer.status_code, answer.headers["location"]) == (303, "/concept/1")
        assert said(served, 1) == [
            ("packet", "preferred"), ("data packet", "admitted"), ("حزمة", "preferred"), ("باكيت", "forbidden")
        ]  # fmt: skip
        found = served.http.get(f"{served.url}{API}/concepts/1").json()
        assert (found["definition"], found["note"]) == ("A unit of data", "from the second team")
        assert remarks(served, 1) == ["seen twice"]
        assert [row[1:] for row in rows(served, "concept_relation")] == [(1, 2, "broader")]
        gone = browser.get("/concept/3")
        assert gone.status_code == 404
        assert "merged into concept 1 (packet" in gone.text, "the old address says where it went"
        assert take_back(browser, revision(served)).status_code == 303
        assert {table: rows(served, table) for table in KEPT} == before
        assert take_back(browser, revision(served)).status_code == 303
    assert remarks(served, 1) == ["seen twice"], "done again by an undo of the undo"


def test_a_form_that_is_late_merges_nothing(served: Served) -> None:
    with browsing(served, "reviewer") as browser:
        fields = Fields(browser.get(f"{PAGE}?other=3").text, PAGE).found
        for wrong in ({"other": "1"}, {"other": "9"}, {"other": "x"}, {"state": "*"}, {"state_other": "*"},
                      {"state_other": ""}):  # fmt: skip
            assert browser.post(PAGE, data={**fields, **wrong}).status_code in (400, 404, 409, 412), wrong
        changing = form_on(browser, "/concept/3", "/concept/3/change")
        assert browser.post("/concept/3/change", data={**changing, "note": "sooner"}).status_code == 303
        first = revision(served)
        assert browser.post(PAGE, data=fields).status_code == 412
    assert revision(served) == first


@pytest.mark.parametrize("role", [None, "reader", "suggester"])
def test_who_may_not_merges_nothing(served: Served, role: str | None) -> None:
    with browsing(served, role) as browser:
        page = browser.get(f"{PAGE}?other=3").text
        assert 'method="post"' not in page
        assert "/merge" not in browser.get("/concept/1").text
        token = re.search(r'name="csrftoken" value="([^"]+)"', browser.get("/sign-in").text)
        assert token
        form = {"csrftoken": token[1], "other": "3", "state": "*", "state_other": "*"}
        assert browser.post(PAGE, data=form).status_code == (403 if role else 401)
    assert revision(served) == 1


def test_programs_merge_what_is_as_they_read_it(served: Served) -> None:
    with Client(served.url, served.tokens["reviewer"]) as client:
        one, other = client.concept(1), client.concept(3)
        client.change(other, note="sooner")
        with pytest.raises(ClientError) as refused:
            client.merge(one, other)
        assert refused.value.status == 412
        with pytest.raises(ClientError, match="one already"):
            client.merge(one, one)
        assert len(client.merge(one, client.concept(3))["terms"]) == 4
        with pytest.raises(
            ClientError, match=r"no concept 3 any more; revision \d+: concept 3 .*merged into concept 1"
        ):
            client.concept(3)


def test_comments_and_suggestions_come_back_with_their_concept(served: Served) -> None:
    with browsing(served, "admin") as admin:
        fields = form_on(admin, "/concept/2", "/concept/2/comment")
        assert admin.post("/concept/2/comment", data={**fields, "text": "of a picture?"}).status_code == 303
        first = rows(served, "comment")
        fields = form_on(admin, "/concept/2", "/concept/2/delete")
        assert admin.post("/concept/2/delete", data={**fields, "sure": "1"}).status_code == 303
        assert rows(served, "comment") == []
        assert take_back(admin, revision(served)).status_code == 303
        assert rows(served, "comment") == first
    with Client(served.url, served.tokens["admin"]) as client:
        for accept, status in ((True, "accepted"), (False, "rejected")):
            number = client.suggest("jitter", "تذبذب")["id"]
            assert client.decide(number, accept=accept)["status"] == status
            client.undo(revision(served))
            assert rows(served, "suggestion")[-1][8:] == ("open", None, None, None), "it waits again"


def test_what_both_have_is_kept_once_and_nothing_is_lost() -> None:
    forbidden = AdministrativeStatus.FORBIDDEN
    into = Concept((Term("a", "en", id=1, fields=(("x", "1"),)), Term("b", "ar", id=2)), note="n", id=1)
    other = Concept(
        (Term("a", "en", forbidden, part_of_speech="noun", fields=(("x", "2"), ("y", "3")), id=3), Term("B", "en", id=4)),
        note="other", definition="d", external_id="e7", fields=(("q", "z"),), id=2,
    )  # fmt: skip
    found = merged(into, other)
    assert found.terms == (
        Term("a", "en", forbidden, part_of_speech="noun", fields=(("x", "1"), ("y", "3")), id=1), Term("b", "ar", id=2),
        Term("B", "en"),
    )  # fmt: skip
    assert (found.id, found.note, found.definition, found.external_id, found.fields) == (
        1,
        "n",
        "d",
        "e7",
        (("q", "z"),),
    )
    assert left_out(into, other) == {"note": "other"}
