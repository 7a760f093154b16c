"""Sessions of people who sign in, names that a site may be asked by, and whose changes may be taken back."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from conftest import command, section_file
from itsdangerous import URLSafeSerializer
from serving import API, LANGUAGETOOL, Served, serving
from test_deciding import browsing, decide, hidden, links, pair_of, take_back

from termbase.api.rights import make_token, mark_of
from termbase.errors import UsageError
from termbase.publish import session
from termbase.publish.hosts import host_name
from termbase.publish.service import Service
from termbase.store import connect, tokens, transaction
from termbase.store.revisions import open_revision

SECRET = "a secret of these tests"


@pytest.fixture
def served(empty: sqlite3.Connection, tmp_path: Path) -> Iterator[Served]:
    db = tmp_path / "empty.db"
    (tmp_path / "g.csv").write_text("source,target\nlink,وصلة\n", encoding="utf-8")
    (tmp_path / "x.md").write_text(section_file(notes="- **Key terms:** link (رابط), page (صفحة)"), encoding="utf-8")
    assert command(db, "import", str(tmp_path / "g.csv")).exit_code == 0
    assert command(db, "extract", str(tmp_path / "x.md")).exit_code == 0
    with serving(db, secret=SECRET) as found:
        yield found


def number_of(token: str) -> int:
    return int(token.split("_")[1])


def sessions(served: Served, role: str, **other: object) -> str:
    """A session as somebody signs it who knows the secret of the site; the mark is that of the token."""
    connection = connect(served.db, writable=False)
    number = number_of(served.tokens[role])
    said = {"token": number, "mark": mark_of(connection, number), "until": 4_000_000_000, **other}
    connection.close()
    return URLSafeSerializer(SECRET, session.NAMESPACE).dumps(said)


def signed_in(served: Served, cookie: str) -> bool:
    return "Signed in" in served.http.get(served.url, headers={"Cookie": f"{session.COOKIE}={cookie}"}).text


def test_a_session_is_no_token(served: Served) -> None:
    with browsing(served, "admin") as browser:
        (cookie,) = [value for name, value in browser.cookies.items() if name == session.COOKIE]
        said = URLSafeSerializer(SECRET, session.NAMESPACE).loads(cookie)
        secret = served.tokens["admin"].split("_", 2)[2]
        kept = sqlite3.connect(served.db).execute("SELECT hash FROM token").fetchall()
        assert set(said) == {"token", "mark", "until"}
        assert not any(text in f"{cookie} {said}" for text in (secret, *(digest for (digest,) in kept)))
        for given in (cookie, said["mark"], f"tb_{said['token']}_{said['mark']}"):
            headers = {"Authorization": f"Bearer {given}"}
            assert served.http.get(f"{served.url}{API}/concepts/1", headers=headers).status_code == 401
    # Nor does the API take it, whatever the role.
    body = {"terms": [{"text": "forged", "language": "en"}]}
    headers = {"Cookie": f"{session.COOKIE}={cookie}"}
    assert served.http.post(f"{served.url}{API}/concepts", json=body, headers=headers).status_code == 401


def test_what_a_session_must_have(served: Served) -> None:
    assert signed_in(served, sessions(served, "admin"))
    assert not signed_in(served, sessions(served, "admin", until=1))
    assert not signed_in(served, sessions(served, "admin")[:-2] + "xx")
    assert not signed_in(served, URLSafeSerializer("guessed", session.NAMESPACE).dumps({"token": 4}))
    assert not signed_in(served, "tb_4_x")
    # Another termbase on this machine may have the same secret and another token of that number.
    assert not signed_in(served, sessions(served, "admin", token=number_of(served.tokens["reader"])))
    assert not signed_in(served, sessions(served, "admin", mark="0" * 32))
    for gone in ("expired", "revoked"):
        assert not signed_in(served, sessions(served, gone))
    connection = connect(served.db, writable=True)
    cookie = sessions(served, "admin")
    with transaction(connection):
        tokens.revoke_token(connection, number_of(served.tokens["admin"]))
    connection.close()
    assert not signed_in(served, cookie)


def test_a_session_outlasts_a_restart_with_the_same_secret_only(served: Served) -> None:
    cookie = sessions(served, "admin")
    with serving(served.db, secret=SECRET) as again, serving(served.db) as other:
        assert signed_in(again, cookie)
        assert not signed_in(other, cookie)
        with httpx.Client(base_url=other.url, cookies={session.COOKIE: cookie}, verify=False) as browser:
            assert "no longer signed in" in browser.get("/sign-in").text


OURS = ("localhost", "LOCALHOST:8001", "127.0.0.1", "127.0.0.1:1", "[::1]:9", "localhost.:8")
OTHERS = ("evil.example", "evil.example:8001", "127.0.0.1.evil.example", "localhost.evil.example", "10.0.0.1", "[::1",
          "x@localhost", "localhost:8001:evil", "", "0.0.0.0", "مثال.example".encode())  # fmt: skip
PATHS = ("/", "/termbase", "/-/versions", f"{API}/concepts/1", f"{LANGUAGETOOL}/v2/languages", "/-/static/app.css")


def test_names_of_loopback_are_ours_and_a_name_of_another_site_gets_nothing(served: Served) -> None:
    """DNS rebinding: the page of that name would read what is served here, since the browser takes it for its own."""
    for host in OURS:
        for path in ("/", f"{API}/concepts/1", f"{LANGUAGETOOL}/v2/languages"):
            assert served.http.get(served.url + path, headers={"Host": host}).status_code == 200, (host, path)
    for host in OTHERS:
        for path in PATHS:
            for method in ("GET", "POST", "OPTIONS"):
                answer = served.http.request(method, served.url + path, headers={"Host": host})
                assert answer.status_code in (400, 421), (host, path, method)
                assert "link" not in answer.text
    html = served.http.get(served.url, headers={"Host": "evil<b>.example", "Accept": "text/html,*/*"})
    assert html.headers["content-type"].startswith("text/html")
    assert "--host-name" in html.text
    assert "<b>" not in html.text


def test_whoever_serves_it_names_others(served: Served) -> None:
    with serving(served.db, host_names=[host_name("Terms.example.org")]) as named:
        for host, status in (("terms.example.org", 200), ("TERMS.example.org:443", 200), ("example.org", 421)):
            assert served.http.get(named.url, headers={"Host": host}).status_code == status
        assert served.http.get(named.url).status_code == 200
    assert Service(served.db, {"host_names": "terms.example.org"}).host_names == {"terms.example.org"}
    for wrong in ("", "https://x", "a b", "*"):
        with pytest.raises(UsageError, match="no name of a host"):
            host_name(wrong)
    refused = command(served.db, "serve", "--host-name", "https://x")
    assert (refused.exit_code, refused.stderr.count("\n")) == (2, 1)


def test_readers_sign_in_to_a_private_site(served: Served) -> None:
    """Its pages, not its protocols; and nobody is asked for a name and a password by the browser."""
    page = {"Accept": "text/html,*/*;q=0.8"}
    with serving(served.db, private=True) as closed, browsing(closed, None) as browser:
        shut = browser.get("/search?q=link", headers=page)
        assert (shut.status_code, shut.headers["www-authenticate"]) == (401, "Bearer")
        assert '<a href="/sign-in">' in shut.text
        door = browser.get("/sign-in").text
        assert "private" in door
        assert closed.db.stem not in door
        assert browser.get("/-/termbase/static/termbase.css").status_code == 200
        form = {"token": closed.tokens["reader"], "csrftoken": hidden(door)}
        assert browser.post("/sign-in", data=form).headers["location"] == "/"
        for path in ("/", "/search?q=link", f"/{closed.db.stem}/term.json"):
            assert "link" in browser.get(path, headers=page).text
        for path in (f"{API}/concepts/1", f"{LANGUAGETOOL}/v2/languages", "/-/versions", "/-/databases.json"):
            assert browser.get(path).status_code == 401, path
        assert "Sign out" in browser.get("/sign-in").text
        connection = connect(closed.db, writable=True)
        with transaction(connection):
            tokens.revoke_token(connection, number_of(closed.tokens["reader"]))
        connection.close()
        assert browser.get("/search?q=link", headers=page).status_code == 401
    assert "Basic" in served.http.get(f"{served.url}/-/versions").headers["www-authenticate"]


def test_tokens_of_one_name_are_two_authors(served: Served) -> None:
    """Also a token that has the name of the account which runs commands, as the history names it."""
    connection = connect(served.db, writable=True)
    with transaction(connection):
        twin = make_token(connection, "the reviewer", "reviewer", "1d")
        account = make_token(connection, "tester", "reviewer", "1d")
    connection.close()
    number = pair_of(served, "link")
    with browsing(served, "reviewer") as mine:
        assert decide(mine, number, decision="admitted").status_code == 303
        last = served.http.get(f"{served.url}{API}/changes").json()["changes"][0]
        assert last["author"] == "the reviewer"
        for token, revision in ((twin, last["id"]), (account, 1)):
            headers = {"Authorization": f"Bearer {token}"}
            answer = served.http.post(f"{served.url}{API}/changes/{revision}/undo", headers=headers)
            assert answer.status_code == 403, answer.text
        served.tokens["twin"] = twin
        with browsing(served, "twin") as other:
            assert "/undo" not in other.get(f"/pair/{number}").text
            assert "/undo" not in other.get("/history").text
        assert links(served)[-1] == ("رابط", "admitted")
        assert take_back(mine, last["id"]).status_code == 303
    assert links(served) == [("وصلة", "preferred")]


def test_the_history_takes_back_and_does_again(served: Served) -> None:
    number = pair_of(served, "link")
    with browsing(served, "admin") as admin:
        assert decide(admin, number, decision="preferred", former="deprecated").status_code == 303
        first = int(re.findall(r"/history/(\d+)/undo", admin.get("/history").text)[0])
        assert take_back(admin, first).status_code == 303
        assert links(served) == [("وصلة", "preferred")]
        page = admin.get("/history").text
        assert page.count("taken back") == 1
        assert f"/history/{first}/undo" not in page
        assert take_back(admin, first + 1).status_code == 303
        assert links(served) == [("وصلة", "deprecated"), ("رابط", "preferred")]
        form = {"csrftoken": hidden(admin.get("/sign-in").text), "changes": "1"}
        assert admin.post(f"/history/{first + 1}/undo", data=form).status_code == 409
        for nothing in ({}, {"changes": "-1"}, {"changes": "²"}, {"changes": "9" * 99}):
            answer = admin.post(f"/history/{first}/undo", data={"csrftoken": form["csrftoken"], **nothing})
            assert answer.status_code == 400
    for role in (None, "reader", "suggester"):
        with browsing(served, role) as browser:
            assert "/undo" not in browser.get("/history").text


def test_a_revision_that_went_on_is_not_taken_back_unseen(served: Served) -> None:
    with browsing(served, "admin") as admin:
        page = admin.get("/history").text
        (form,) = re.findall(r'action="/history/2/undo">(.*?)</form>', page)
        fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
        connection = connect(served.db, writable=True)
        with transaction(connection):
            connection.execute("INSERT INTO revision_change (revision_id, table_name, row_id) VALUES (2, 'pair', 999)")
        connection.close()
        answer = admin.post("/history/2/undo", data=fields)
    assert answer.status_code == 412
    assert "look at it again" in answer.text


def test_a_long_history_has_pages(served: Served) -> None:
    from termbase.model import Author

    connection = connect(served.db, writable=True)
    with transaction(connection):
        for number in range(250):
            open_revision(connection, "change", Author("x"), f"the change {number}.")
    connection.close()
    path, seen = "/history", []
    while path:
        page = served.http.get(served.url + path).text
        seen += re.findall(r"the change (\d+)\.", page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        path = f"/history{following[1]}" if following else ""
    assert seen == [str(number) for number in reversed(range(250))]
