"""Who may do what: every route with every token, private sites, cookies, rates."""

from __future__ import annotations

import base64
import json
import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from conftest import command, one_line
from serving import API, LANGUAGETOOL, ROLES, Served, copied, serving

from termbase.api.operations import OPERATIONS, Operation
from termbase.api.rights import Role, actor_of
from termbase.errors import Unauthorized
from termbase.publish.plugin import ROUTES
from termbase.store import connect

BODIES = {
    "lookup": {"text": "a packet"}, "check": {"segments": []},
    "createConcept": {"terms": [{"text": "made by the table", "language": "en"}]}, "changeConcept": {"note": "n"},
    "mergeConcepts": {"concept": 2},
    "comment": {"text": "hello"}, "suggest": {"source": "a", "target": "b"},
}  # fmt: skip
STATES = (None, *ROLES, "expired", "revoked", "forged", "nonsense")
BROKEN = ("expired", "revoked", "forged", "nonsense")


@pytest.fixture(scope="module")
def served(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(copied(built, tmp_path_factory.mktemp("rights"))) as found:
        yield found


@pytest.fixture(scope="module")
def private(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(copied(built, tmp_path_factory.mktemp("private")), private=True) as found:
        yield found


def send(served: Served, operation: Operation, state: str | None) -> httpx.Response:
    path = API + operation.path.replace("{id}", "1").replace("{format}", "csv")
    params = {"text": "a packet"} if operation.name == "lookupText" else {}
    headers = {"Authorization": f"Bearer {served.tokens[state]}"} if state else {}
    if operation.conditional or operation.name == "undoChange":
        # What is not there: whoever may delete it or take it back is told so, and the table stays the same.
        path, headers["If-Match"] = API + operation.path.replace("{id}", "999999"), "*"
    return served.http.request(
        operation.method, served.url + path, params=params, headers=headers, json=BODIES.get(operation.name)
    )


def wanted(operation: Operation, state: str | None, is_private: bool) -> set[int]:
    if state in BROKEN:
        return {401}
    role = Role[state.upper()] if state else Role.NOBODY if is_private else Role.READER
    if role < operation.role:
        return {403} if state else {401}
    return {200, 201, 204, 404, 409}


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.name)
@pytest.mark.parametrize("state", STATES)
def test_every_operation_with_every_token(served: Served, private: Served, operation: Operation, state: str) -> None:
    for site, is_private in ((served, False), (private, True)):
        response = send(site, operation, state)
        assert response.status_code in wanted(operation, state, is_private), response.text
        if response.status_code == 401:
            assert "Bearer" in response.headers["www-authenticate"]


def test_no_operation_that_writes_is_open() -> None:
    writing = {operation.name for operation in OPERATIONS if operation.writes}
    assert all(operation.role >= Role.SUGGESTER for operation in OPERATIONS if operation.writes)
    assert writing == {
        "createConcept", "changeConcept", "deleteConcept", "mergeConcepts", "comment", "suggest", "acceptSuggestion",
        "rejectSuggestion", "acceptPair", "rejectPair", "undoChange",
    }  # fmt: skip


SAMPLES = {"number": "1", "form": "json", "name": "site.css", "rest": "/v2/languages"}
# Every route of ours, and those of Datasette that show data.
PATHS = [
    re.sub(r"\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)", lambda m: SAMPLES[m[1]], pattern).strip("^$").replace("\\", "")
    for pattern, _ in ROUTES
] + ["/termbase", "/termbase.json", "/termbase/term.json", "/termbase.db", "/-/databases.json", "/-/plugins"]
# What everybody may have of a private site: the door, and what it looks like.
DOOR = ("/sign-in", "/-/termbase/static/site.css")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS)
def test_every_route_with_every_token(served: Served, private: Served, path: str) -> None:
    """Whoever has no valid token gets nothing of a private site; what speaks a protocol refuses a bad token anywhere."""
    protocol = path.startswith(
        ("/-/termbase/api", "/-/termbase/languagetool", "/-/termbase/tmserver", "/-/termbase/mcp")
    )
    for state in STATES:
        headers = {"Authorization": f"Bearer {served.tokens[state]}"} if state else {}
        for method in METHODS:
            status = served.http.request(method, served.url + path, headers=headers).status_code
            assert status < 500, (path, method, state)
            if protocol and state in BROKEN:
                assert status in (401, 404, 405), (path, method, state)
            headers_there = {"Authorization": f"Bearer {private.tokens[state]}"} if state else {}
            status = private.http.request(method, private.url + path, headers=headers_there).status_code
            if (state is None or state in BROKEN) and path not in DOOR:
                assert status in (401, 404, 405), (path, method, state, status)
            else:
                assert status not in (401, *range(500, 600)), (path, method, state)


@pytest.mark.slow
def test_a_private_site_shows_nothing(private: Served) -> None:
    with private.client() as client:
        for path in PATHS:
            wrong = client.get(path, headers={"Authorization": f"Bearer {private.tokens['revoked']}"})
            if path not in DOOR:
                assert client.get(path).status_code in (401, 404, 405), path
                assert wrong.status_code in (401, 404, 405), path
            assert "packet" not in client.get(path).text
    with private.client("reader") as client:
        assert client.get("/concept/1").status_code == 200
    typed = base64.b64encode(f"x:{private.tokens['reader']}".encode()).decode()
    assert private.http.get(private.url, headers={"Authorization": f"Basic {typed}"}).status_code == 200
    form = {"text": "a", "language": "en", "apiKey": private.tokens["reader"], "username": "x"}
    check = f"{private.url}{LANGUAGETOOL}/v2/check"
    assert private.http.post(check, data=form).status_code == 200
    assert private.http.post(check, data=form | {"apiKey": "tb_1_no"}).status_code == 401


def test_what_a_browser_sends_by_itself_cannot_write(served: Served) -> None:
    typed = base64.b64encode(f"x:{served.tokens['admin']}".encode()).decode()
    body = {"terms": [{"text": "forged", "language": "en"}]}
    for headers in ({"Authorization": f"Basic {typed}"}, {"Cookie": f"ds_actor={served.tokens['admin']}"}):
        response = served.http.post(f"{served.url}{API}/concepts", json=body, headers=headers)
        assert response.status_code in (401, 403)
    with served.client("admin") as client:
        crossed = client.post(f"{API}/concepts", data={"terms": "forged"})
    assert crossed.status_code == 415


@pytest.mark.parametrize(
    "path", ["/termbase/token", "/termbase/token.json", "/termbase/token/1", "/termbase?sql=select+1"]
)
def test_nobody_sees_tokens_or_runs_sql(served: Served, path: str) -> None:
    for role in (None, *ROLES):
        with served.client(role) as client:
            response = client.get(path)
            assert response.status_code in (302, 400, 403)
            assert "gone" not in response.text


def test_only_a_hash_is_kept(served: Served) -> None:
    secret = served.tokens["admin"].split("_", 2)[2]
    with sqlite3.connect(served.db) as connection:
        assert secret not in "\n".join(connection.iterdump())


def test_the_last_use_is_recorded(served: Served) -> None:
    import time

    with served.client("reader") as client:
        client.get(f"{API}/concepts/1")
    for _ in range(100):
        listed = [json.loads(x) for x in command(served.db, "token", "list", "--format", "jsonl").stdout.splitlines()]
        used = {token["name"]: token["last_used_at"] for token in listed}
        if used["the reader"]:
            break
        time.sleep(0.05)
    assert used["the reader"]
    assert used["gone"] is None


def test_the_commands(db: Path) -> None:
    made = command(db, "token", "create", "--role", "reviewer", "--name", "Layla", "--expires", "12h").stdout.strip()
    reading = connect(db, writable=False)
    actor = actor_of(reading, made)
    assert (actor.name, actor.role) == ("Layla", Role.REVIEWER)
    command(db, "token", "revoke", str(actor.token))
    with pytest.raises(Unauthorized):
        actor_of(reading, made)
    reading.close()
    for wrong in (["--expires", "soon"], ["--name", "a\nb"], ["--expires", "0d"]):
        result = command(db, "token", "create", "--role", "reader", *wrong)
        assert result.exit_code == 2
        one_line(result.stderr)
    assert command(db, "token", "revoke", "99").exit_code == 2


def test_too_many_requests(built: Path, tmp_path: Path) -> None:
    with serving(copied(built, tmp_path), rate=5) as site:
        with site.client() as client:
            statuses = [client.get(f"{API}/concepts/1").status_code for _ in range(7)]
            refused = client.get(f"{API}/concepts/1")
        assert statuses == [200] * 5 + [429] * 2
        assert refused.headers["retry-after"]
