"""Deciding on mined pairs in a browser and over the JSON API: what becomes of a conflict, and taking it back."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from conftest import command, section_file
from serving import API, Served, serving

from termbase.client import Client, ClientError
from termbase.store import connect, pair_queries, queries


@pytest.fixture
def served(empty: sqlite3.Connection, tmp_path: Path) -> Iterator[Served]:
    db = tmp_path / "empty.db"
    (tmp_path / "g.csv").write_text("source,target\nlink,وصلة\n", encoding="utf-8")
    stated = "- **Key terms:** link (رابط), page (صفحة)"
    (tmp_path / "x.md").write_text(section_file(notes=stated), encoding="utf-8")
    assert command(db, "import", str(tmp_path / "g.csv")).exit_code == 0
    assert command(db, "extract", str(tmp_path / "x.md")).exit_code == 0
    with serving(db) as found:
        yield found


def pair_of(served: Served, source: str) -> int:
    connection = connect(served.db, writable=False)
    (number,) = [row["id"] for row in pair_queries.pairs(connection) if row["source"] == source]
    connection.close()
    return number


def links(served: Served) -> list[tuple[str, str]]:
    """The Arabic terms of *link* with their status."""
    connection = connect(served.db, writable=False)
    (concept,) = [c for c in queries.concepts(connection) if any(t.text == "link" for t in c.terms)]
    connection.close()
    return [(t.text, t.administrative_status.value) for t in concept.terms if t.language == "ar"]


@contextmanager
def browsing(served: Served, role: str | None) -> Iterator[httpx.Client]:
    """A browser, signed in as somebody with a role."""
    with httpx.Client(base_url=served.url, timeout=30, verify=False) as browser:
        if role:
            sign_in(served, browser, role)
        yield browser


def sign_in(served: Served, browser: httpx.Client, role: str) -> None:
    form = {"token": served.tokens[role], "csrftoken": hidden(browser.get("/sign-in").text)}
    answer = browser.post("/sign-in", data=form)
    assert answer.status_code == 303
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie


def hidden(html: str) -> str:
    found = re.search(r'name="csrftoken" value="([^"]+)"', html)
    assert found
    return found[1]


def decide(browser: httpx.Client, number: int, **form: str) -> httpx.Response:
    seen = re.search(r'name="state" value="([^"]+)"', browser.get(f"/pair/{number}").text)
    fields = {"csrftoken": hidden(browser.get("/sign-in").text), "state": seen[1] if seen else "", **form}
    return browser.post(f"/pair/{number}/decide", data=fields)


def take_back(browser: httpx.Client, revision: int, path: str = "/history") -> httpx.Response:
    """Send the form of a page that takes a revision back."""
    form = re.search(rf'action="/history/{revision}/undo">(.*?)</form>', browser.get(path).text)
    assert form, f"{path} has no button for revision {revision}"
    fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[1]))
    return browser.post(f"/history/{revision}/undo", data=fields)


def test_a_conflict_is_decided_and_taken_back_on_its_page(served: Served) -> None:
    number = pair_of(served, "link")
    with browsing(served, "reviewer") as browser:
        assert "وصلة" in browser.get(f"/pair/{number}").text
        answer = decide(browser, number, decision="preferred", former="deprecated", reason="as in the standard")
        assert answer.status_code == 303
        assert links(served) == [("وصلة", "deprecated"), ("رابط", "preferred")]
        page = browser.get(f"/pair/{number}").text
        assert "the reviewer" in page
        revision = re.search(r"/history/(\d+)/undo", page)
        assert revision
        assert take_back(browser, int(revision[1]), f"/pair/{number}").status_code == 303
        assert links(served) == [("وصلة", "preferred")]
        assert "What becomes of it" in browser.get(f"/pair/{number}").text


def test_one_after_the_other(served: Served, tmp_path: Path) -> None:
    (tmp_path / "y.md").write_text(section_file(notes="- **Key terms:** queue (رتل), log (سجل)"), encoding="utf-8")
    assert command(served.db, "extract", str(tmp_path / "y.md")).exit_code == 0
    first, second, third = (pair_of(served, term) for term in ("page", "queue", "log"))
    with browsing(served, "reviewer") as browser:
        answer = decide(browser, first, decision="reject", queue="new", next=str(second))
        assert answer.headers["location"] == f"/pair/{second}?queue=new&done={first}"
        shown = browser.get(answer.headers["location"]).text
        assert re.search(r"Rejected: .*page.*صفحة", shown), "what was decided can be read, and reached"
        assert f'name="next" value="{third}"' in shown
        for odd in ("x", "-1", "//example.org", "99999999999"):
            answer = decide(browser, second, decision="reject", queue="new", next=odd)
            assert answer.status_code == 409 or answer.headers["location"] == f"/pair/{second}?queue=new"
        assert "Rejected" not in browser.get(f"/pair/{third}?done={third}").text, "it is not decided"
        assert 'name="next"' not in browser.get(f"/pair/{third}?queue=new&done=99999").text, "the last one"


@pytest.mark.parametrize("role", [None, "reader", "suggester"])
def test_who_may_not_decide_sees_no_form_and_changes_nothing(served: Served, role: str | None) -> None:
    number = pair_of(served, "link")
    with browsing(served, role) as browser:
        assert "What becomes of it" not in browser.get(f"/pair/{number}").text
        assert decide(browser, number, decision="forbidden").status_code == (403 if role else 401)
        assert links(served) == [("وصلة", "preferred")]


def test_a_form_from_elsewhere_changes_nothing(served: Served) -> None:
    number = pair_of(served, "link")
    with browsing(served, "admin") as browser:
        for forged in ({}, {"csrftoken": "x"}):
            assert browser.post(f"/pair/{number}/decide", data={"decision": "reject", **forged}).status_code == 403
        assert browser.post(f"/pair/{number}/decide", json={"decision": "reject"}).status_code in (400, 403)
    # Basic credentials, which a browser sends of its own accord, are no signing in.
    basic = httpx.post(
        f"{served.url}/pair/{number}/decide",
        data={"decision": "reject"},
        auth=("", served.tokens["admin"]),
        verify=False,
    )
    assert basic.status_code == 403
    assert links(served) == [("وصلة", "preferred")]


@pytest.mark.parametrize("form", [{}, {"decision": "perhaps"}, {"decision": "preferred", "former": "preferred"}])
def test_a_form_that_says_nothing_of_use(served: Served, form: dict[str, str]) -> None:
    with browsing(served, "reviewer") as browser:
        answer = decide(browser, pair_of(served, "link"), **form)
        assert answer.status_code == 400
        assert "Traceback" not in answer.text
    assert links(served) == [("وصلة", "preferred")]


@pytest.mark.parametrize("token", ["revoked", "expired", "forged", "nonsense"])
def test_a_token_that_does_not_hold_signs_nobody_in(served: Served, token: str) -> None:
    with httpx.Client(base_url=served.url, verify=False) as browser:
        form = {"token": served.tokens[token], "csrftoken": hidden(browser.get("/sign-in").text)}
        answer = browser.post("/sign-in", data=form)
        assert answer.status_code == 401
        assert "termbase_session" not in answer.headers.get("set-cookie", "")
        assert served.tokens[token] not in answer.text


def test_over_the_api(served: Served) -> None:
    number, other = pair_of(served, "link"), pair_of(served, "page")
    reviewer, admin = (Client(served.url, token=served.tokens[role]) for role in ("reviewer", "admin"))
    assert reviewer.decide_pair(number, accept=True, status="preferred", former="forbidden")["status"] == "accepted"
    assert links(served) == [("وصلة", "forbidden"), ("رابط", "preferred")]
    mine = served.http.get(f"{served.url}{API}/changes").json()["changes"][0]
    assert reviewer.undo(mine["id"])["undoes"] == mine["id"]
    assert links(served) == [("وصلة", "preferred")]
    with pytest.raises(ClientError, match="admin"):
        reviewer.undo(1)
    with pytest.raises(ClientError, match="no revision"):
        admin.undo(999)
    assert reviewer.decide_pair(other, accept=True)["status"] == "accepted"
    for wrong in ({"status": "best"}, {"former": "preferred"}):
        answer = served.http.post(
            f"{served.url}{API}/pairs/{number}/accept", json=wrong,
            headers={"Authorization": f"Bearer {served.tokens['reviewer']}"},
        )  # fmt: skip
        assert answer.status_code == 400
        assert answer.headers["content-type"] == "application/problem+json"


def test_whoever_goes_through_new_pairs_is_led_to_the_next_new_one(served: Served) -> None:
    """Also from a pair that is decided, and no longer new."""
    with browsing(served, "reviewer") as browser:
        number = pair_of(served, "page")
        assert "?queue=new" not in browser.get(f"/pair/{number}").text.partition('rel="next"')[2]
        answer = decide(browser, number, decision="reject", queue="new")
        assert answer.headers["location"] == f"/pair/{number}?queue=new"
        answer = decide(browser, pair_of(served, "link"), decision="reject", queue="//example.org/")
        assert answer.headers["location"] == f"/pair/{pair_of(served, 'link')}"


def test_several_at_once(served: Served, tmp_path: Path) -> None:
    (tmp_path / "y.md").write_text(section_file(notes="- **Key terms:** queue (رتل), log (سجل)"), encoding="utf-8")
    assert command(served.db, "extract", str(tmp_path / "y.md")).exit_code == 0
    numbers = [pair_of(served, term) for term in ("page", "queue", "log")]
    names = [f"pair-{number}" for number in numbers]
    with browsing(served, "reviewer") as browser:
        page = browser.get("/pairs?status=new").text
        fields = {"csrftoken": hidden(page), "status": "new", "q": "", "reason": "read"}
        boxes = dict(re.findall(r'name="(pair-\d+)" value="(\w+)"', page))
        assert set(boxes) == set(names)
        ticked = {name: boxes[name] for name in names[:2]}
        for wrong in ({}, {"decision": "accept"}, {**ticked, "decision": "forbid"}, {**ticked, "decision": ""}):
            answer = browser.post("/pairs/decide", data={**fields, **wrong})
            assert answer.status_code == 400
            assert "Tick pairs on the page" in answer.text
        assert browser.post("/pairs/decide", data={"csrftoken": "x", **ticked}).status_code == 403
        answer = browser.post("/pairs/decide", data={**fields, **ticked, "decision": "accept"})
        assert answer.status_code == 303
        shown = browser.get(answer.headers["location"]).text
        assert "2 pairs accepted, 0 rejected: read" in shown
        late = browser.post("/pairs/decide", data={**fields, names[0]: boxes[names[0]], "decision": "reject"})
        assert late.status_code == 409
        late = browser.post("/pairs/decide", data={**fields, names[2]: "other", "decision": "reject"})
        assert late.status_code == 412
        (revision,) = re.findall(r"/history/(\d+)", shown)
        assert take_back(browser, int(revision), f"/history/{revision}").status_code == 303
        statuses = [served.http.get(f"{served.url}{API}/pairs/{number}").json()["status"] for number in numbers]
        assert statuses == ["new", "new", "new"]
        conflicts = browser.get("/pairs?status=conflict").text
        assert 'value="reject"' in conflicts
        assert 'value="accept"' not in conflicts, "which of them is right is decided one by one"


@pytest.mark.parametrize("role", [None, "suggester"])
def test_who_may_not_decide_has_no_boxes(served: Served, role: str | None) -> None:
    number = pair_of(served, "page")
    with browsing(served, role) as browser:
        assert "checkbox" not in browser.get("/pairs?status=new").text
        form = {"csrftoken": hidden(browser.get("/sign-in").text), f"pair-{number}": "x", "decision": "accept"}
        assert browser.post("/pairs/decide", data=form).status_code == (403 if role else 401)
    assert served.http.get(f"{served.url}{API}/pairs/{number}").json()["status"] == "new"


def test_what_differs_in_form_only_is_decided_with_it(served: Served, tmp_path: Path) -> None:
    notes = "- **Key terms:** Page (الصفحة), PAGE (ورقة)"
    (tmp_path / "y.md").write_text(section_file(notes=notes), encoding="utf-8")
    assert command(served.db, "extract", str(tmp_path / "y.md")).exit_code == 0
    number, like, other = (pair_of(served, term) for term in ("page", "Page", "PAGE"))

    def statuses() -> list[str]:
        found = [served.http.get(f"{served.url}{API}/pairs/{one}").json()["status"] for one in (number, like, other)]
        return [str(status) for status in found]

    with browsing(served, "reviewer") as browser:
        page = browser.get(f"/pair/{number}").text
        boxes = dict(re.findall(r'name="(pair-\d+)" value="(\w+)" checked', page))
        assert set(boxes) == {f"pair-{like}"}, "not the other rendering"
        assert decide(browser, number, decision="reject", **{f"pair-{like}": "stale"}).status_code == 412
        assert statuses() == ["new", "new", "new"]
        assert decide(browser, number, decision="preferred", **boxes).status_code == 303
        assert statuses()[:2] == ["accepted", "accepted"]
        (last,) = served.http.get(f"{served.url}{API}/changes?limit=1").json()["changes"]
        assert last["summary"].startswith("2 pairs accepted")
        assert take_back(browser, last["id"]).status_code == 303
        assert statuses() == ["new", "new", "new"]
