"""Attacks on what is decided in a browser: forged forms, hostile terms, tokens that lapse, edits that meet."""

from __future__ import annotations

import csv
import random
import re
import socket
import sqlite3
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import httpx
import nonsense
import pytest
from conftest import command, section_file, sound
from serving import Served, serving
from test_deciding import browsing, decide, hidden, links, pair_of, take_back

from termbase.api.shapes import VISIBLE
from termbase.store import connect, queries, tokens, transaction

FORM = {"content-type": "application/x-www-form-urlencoded"}
HOSTILE = [
    ("<script>alert(1)</script>", '"><svg onload=alert(2)>', "<img src=x onerror=alert(3)>"),
    ("javascript:alert(4)", "\u202egnippilf\u2066 x", "{{ 7 * 7 }}"),
    ("link", "وصلة", "' onmouseover='alert(5)"),
]
STATED = (
    '- **Key terms:** link (رابط), page (صفحة), <b>bold</b>"x" (<img src=x onerror=alert(6)>), ev\u202eil (ش\u202eر)'
)


@pytest.fixture
def served(empty: sqlite3.Connection, tmp_path: Path) -> Iterator[Served]:
    db = tmp_path / "empty.db"
    with (tmp_path / "g.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("source", "target", "note"), *HOSTILE])
    document = tmp_path / "x<script>'&.md"
    document.write_text(section_file(notes=STATED), encoding="utf-8")
    assert command(db, "import", str(tmp_path / "g.csv")).exit_code == 0
    assert command(db, "extract", str(document)).exit_code == 0
    with serving(db) as found:
        yield found


class Elements(HTMLParser):
    """What of a page could do something."""

    def __init__(self) -> None:
        super().__init__()
        self.active: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "iframe", "object") or (tag == "img" and ("src", "x") in attrs):
            self.active.append(tag)
        self.active += [
            name
            for name, value in attrs
            if name.startswith("on") or (name != "value" and "javascript:" in (value or "")[:11])
        ]


def test_text_of_terms_is_text_on_every_page(served: Served) -> None:
    pages = ["/", "/search", "/search?q=%3Cscript%3E", "/pairs", "/history", "/documents", "/consistency", "/unpaired",
             "/document/1", "/sign-in", "/concept/new", "/concept/new?text=%22%3E%3Cscript%3E", "/search?q=link", "/consistency/conflicts"]  # fmt: skip
    pages += [f"/{kind}/{number}" for kind in ("pair", "concept") for number in (1, 2, 3)]
    with browsing(served, "admin") as browser:
        for path in pages:
            answer = browser.get(path)
            found = Elements()
            found.feed(answer.text)
            assert (path, answer.status_code, found.active) == (path, 200, [])
            assert "default-src 'none'" in answer.headers["content-security-policy"]
            assert "no-store" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    "said",
    [
        {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "null"},
        {"origin": "http://127.0.0.1:1"}, {"origin": "http://["}, {"origin": "https://example.org"},
    ],
)  # fmt: skip
def test_a_form_of_another_site_or_port_is_refused_though_its_field_is_right(
    served: Served, said: dict[str, str]
) -> None:
    number = pair_of(served, "link")
    with browsing(served, "admin") as browser:
        page = browser.get(f"/pair/{number}").text
        state = re.search(r'name="state" value="([^"]+)"', page)
        assert state
        fields = {"csrftoken": hidden(page), "decision": "forbidden", "state": state[1]}
        assert browser.post(f"/pair/{number}/decide", data=fields, headers=said).status_code == 403
        assert links(served) == [("وصلة", "preferred")]
        fine = {"origin": served.url} if "origin" in said else {"sec-fetch-site": "same-origin"}
        assert browser.post(f"/pair/{number}/decide", data=fields, headers=fine).status_code == 303


def test_nobody_is_signed_in_by_another_site(served: Served) -> None:
    """Whose decisions would then stand under another name. A form of another site comes without cookies."""
    with browsing(served, None) as browser:
        answer = browser.post("/sign-in", data={"token": served.tokens["reviewer"]})
        assert answer.status_code == 403
        assert "termbase_session" not in str(answer.headers)


def test_a_token_that_is_revoked_stops_at_once_and_so_does_who_signs_out(served: Served) -> None:
    number = pair_of(served, "link")
    with browsing(served, "reviewer") as browser, browsing(served, "admin") as other:
        assert all("Signed in" in one.get(path).text for one in (browser, other) for path in ("/", "/concept/99"))
        assert "signed in as the admin, admin" in other.get("/sign-in").text
        assert other.post("/sign-in", data={"csrftoken": hidden(other.get("/sign-in").text)}).status_code == 303
        assert "termbase_session" not in other.cookies
        connection = connect(served.db, writable=True)
        with transaction(connection):
            tokens.revoke_token(connection, int(served.tokens["reviewer"].split("_")[1]))
        connection.close()
        for gone in (browser, other):
            assert decide(gone, number, decision="forbidden").status_code == 401
            assert "What becomes of it" not in gone.get(f"/pair/{number}").text
            assert "Signed in" not in gone.get("/").text
        assert "no longer signed in" in browser.get("/sign-in").text
    assert links(served) == [("وصلة", "preferred")]


def test_the_cookie_is_for_https_only_where_that_is_spoken(served: Served) -> None:
    with httpx.Client(base_url=served.url, headers={"X-Forwarded-Proto": "https"}, verify=False) as browser:
        form = {"token": served.tokens["reader"], "csrftoken": hidden(browser.get("/sign-in").text)}
        (cookie,) = browser.post("/sign-in", data=form).headers.get_list("set-cookie")
    assert "secure" in [part.strip().lower() for part in cookie.split(";")]


def test_what_changed_since_the_page_was_opened_is_not_decided_over(served: Served) -> None:
    number = pair_of(served, "link")
    with browsing(served, "reviewer") as browser:
        page = browser.get(f"/pair/{number}").text
        state = re.search(r'name="state" value="([^"]+)"', page)
        assert state
        fields = {
            "csrftoken": hidden(page), "decision": "preferred", "former": "deprecated", "state": state[1],
        }  # fmt: skip
        connection = connect(served.db, writable=False)
        (concept,) = [c for c in queries.concepts(connection) if any(t.text == "link" for t in c.terms)]
        connection.close()
        changed = {"terms": [{"text": "link", "language": "en"}, {"text": "حلقة", "language": "ar"}]}
        with served.client("admin") as admin:
            path = f"/-/termbase/api/v1/concepts/{concept.id}"
            assert admin.patch(path, json=changed, headers={"If-Match": "*"}).status_code == 200
        answer = browser.post(f"/pair/{number}/decide", data=fields)
        assert answer.status_code == 412
        assert "look at it again" in answer.text
        assert links(served) == [("حلقة", "preferred")]
        with browsing(served, "admin") as other:
            assert decide(other, number, decision="reject").status_code == 303
        answer = browser.post(f"/pair/{number}/decide", data=fields)
        assert answer.status_code == 409
        assert "was rejected already" in answer.text


def test_only_ones_own_changes_are_taken_back_and_none_that_others_built_on(served: Served) -> None:
    number = pair_of(served, "link")
    with browsing(served, "reviewer") as browser, browsing(served, "admin") as admin:
        csrftoken = {"csrftoken": hidden(browser.get("/sign-in").text), "changes": "1"}
        assert decide(admin, number, decision="admitted").status_code == 303
        (revision,) = re.findall(r"/history/(\d+)/undo", admin.get(f"/pair/{number}").text)
        assert "/undo" not in browser.get(f"/pair/{number}").text
        assert browser.post(f"/history/{revision}/undo", data=csrftoken).status_code == 403
        assert links(served) == [("وصلة", "preferred"), ("رابط", "admitted")]
        assert take_back(admin, int(revision)).status_code == 303

        assert decide(browser, number, decision="preferred", former="deprecated").status_code == 303
        (revision,) = re.findall(r"/history/(\d+)/undo", browser.get(f"/pair/{number}").text)
        changed = {"terms": [{"text": "link", "language": "en"}, {"text": "حلقة", "language": "ar"}]}
        connection = connect(served.db, writable=False)
        (concept,) = [c for c in queries.concepts(connection) if any(t.text == "link" for t in c.terms)]
        connection.close()
        with served.client("admin") as client:
            path = f"/-/termbase/api/v1/concepts/{concept.id}"
            assert client.patch(path, json=changed, headers={"If-Match": "*"}).status_code == 200
        answer = take_back(browser, int(revision))
        assert answer.status_code == 409
        assert "changed the same entries later; take it back first" in answer.text
        assert links(served) == [("حلقة", "preferred")]


ROUGH = {
    "many fields": {"content": "&".join(f"a{i}=1" for i in range(299)), "headers": FORM},
    "compressed": {"content": "a=1", "headers": {**FORM, "content-encoding": "gzip"}},
    "field not ASCII": {"content": "csrftoken=%C3%A9", "headers": FORM},
    "not UTF-8": {"content": b"csrftoken=\xff", "headers": FORM},
    "header not ASCII": {"content": "a=b", "headers": {**FORM, "x-csrftoken": b"\xe9"}},
    "no boundary": {"content": "a", "headers": {"content-type": "multipart/form-data"}},
    "files": {"files": {"csrftoken": (None, "x"), "decision": (None, "reject")}},
    "text": {"content": "decision=reject", "headers": {"content-type": "text/plain"}},
    "no type": {"content": "decision=reject"},
    "long": {"content": "a=" + "a" * 200_000, "headers": FORM},
}


@pytest.mark.parametrize("name", ROUGH)
def test_rough_forms_are_refused_in_a_line(served: Served, name: str, capfd: pytest.CaptureFixture[str]) -> None:
    with browsing(served, "admin") as browser:
        for path in ("/sign-in", f"/pair/{pair_of(served, 'link')}/decide", "/history/1/undo", "/-/logout",
                     "/concept/new", "/concept/1/change", "/concept/1/delete", "/concept/1/comment", "/suggestions",
                     "/suggestions/1/decide"):  # fmt: skip
            answer = browser.post(path, **ROUGH[name])
            assert answer.status_code in (400, 403, 413), path
        for method in ("PUT", "DELETE", "BREW", "TRACE"):
            assert browser.request(method, "/pair/1", **ROUGH["no type"]).status_code == 405
    assert links(served) == [("وصلة", "preferred")]
    assert "Traceback" not in capfd.readouterr().err


WRITING = ("/concept/new", "/concept/1/change", "/concept/2/delete", "/pair/1/decide", "/suggestions",
           "/suggestions/1/decide", "/concept/1/comment")  # fmt: skip


@pytest.mark.parametrize("seed", [1, pytest.param(range(2, 22), marks=pytest.mark.slow)])
def test_forms_of_a_reviewer_hold_against_nonsense(served: Served, seed: int | range) -> None:
    """Sent by somebody who may write, with the right hidden field: each is taken or refused in a line, and what is
    taken can be read, sought and taken back."""
    names = [f"{part}-{n}" for part in ("text", "language", "status", "remove") for n in range(1, 8)]
    names += ["source", "source_language", "target", "target_language", "text", "language", "status", "subject_field", "definition", "note", "seen", "more", "state", "changes",
              "queue", "decision", "former", "reason", "sure"]  # fmt: skip
    values = [text.encode("utf-8", "replace").decode() for text in nonsense.ODD]
    values += ["en", "ar", "preferred", "forbidden", "1", "1 2 3", "reject"]
    with browsing(served, "admin") as browser, served.client("admin") as client:
        token, statuses = hidden(browser.get("/sign-in").text), set()
        for one in [seed] if isinstance(seed, int) else seed:
            chance = random.Random(one)
            for _ in range(40):
                path = chance.choice(WRITING)
                page = browser.get(path.rpartition("/")[0] if "new" not in path else path).text
                fields = {name: chance.choice(values) for name in chance.sample(names, chance.randrange(1, 12))}
                state = re.search(r'name="state" value="([^"]+)"', page)
                if state and chance.random() < 0.9:
                    fields["state"] = unescape(state[1])
                answer = browser.post(path, data={**fields, "csrftoken": token})
                assert answer.status_code in (200, 303, 400, 404, 409, 412, 413), (path, fields)
                statuses.add(answer.status_code)
                found = Elements()
                found.feed(answer.text)
                assert found.active == []
            assert {303, 400} <= statuses
            for concept in client.get("/-/termbase/api/v1/concepts?limit=200").json()["concepts"]:
                assert browser.get(f"/concept/{concept['id']}").status_code == 200
                for term in concept["terms"]:
                    assert re.fullmatch(VISIBLE, term["text"])
                    assert browser.get("/search", params={"q": term["text"]}).status_code == 200
        while (last := client.get("/-/termbase/api/v1/changes?limit=1").json()["changes"][0])["author"] == "the admin":
            if last["action"] == "undo" or take_back(browser, last["id"]).status_code != 303:
                break
    sound(served.db)


@pytest.mark.parametrize("decision", ["reject", "admitted"])
@pytest.mark.parametrize("reason", ["a\0b", "\x1b[2J", "x" * 501])
def test_reasons_hold_nothing_that_a_terminal_obeys(served: Served, decision: str, reason: str) -> None:
    with browsing(served, "reviewer") as browser:
        answer = decide(browser, pair_of(served, "link"), decision=decision, reason=reason)
    assert answer.status_code == 400
    assert "The reason has at most 500 characters" in answer.text


@pytest.mark.parametrize("path", ["//example.org/", "/\\example.org/", "//example.org/%2f..", "//example.org/%"])
def test_no_address_leads_to_another_site(served: Served, path: str) -> None:
    host, port = served.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=20) as connection:
        connection.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        head = connection.recv(4000).decode("latin-1").lower()
    assert head.startswith("http/1.1 4")
    assert "\nlocation:" not in head


def test_guessing_at_tokens_is_slowed(empty: sqlite3.Connection, tmp_path: Path) -> None:
    with serving(tmp_path / "empty.db", rate=120) as found, browsing(found, None) as browser:
        form = {"token": found.tokens["forged"], "csrftoken": hidden(browser.get("/sign-in").text)}
        assert [browser.post("/sign-in", data=form).status_code for _ in range(9)].count(401) < 8
        assert browser.post("/sign-in", data=form).status_code == 429
