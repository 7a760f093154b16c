"""Requests that no client should send: a few of the hundred thousand of `make fuzz`, and what those found."""

from __future__ import annotations

import socket
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
import rough
from serving import API, Served, copied, serving

from termbase.commands.serve import listening


@pytest.fixture(scope="module")
def served(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(copied(built, tmp_path_factory.mktemp("rough"))) as found:
        yield found


@pytest.mark.parametrize(("requests", "slow"), [(150, 0), pytest.param(4000, 12, marks=pytest.mark.slow)])
def test_nothing_breaks(served: Served, requests: int, slow: int) -> None:
    port = int(served.url.rpartition(":")[2])
    counts, cut_off, wrong = rough.rough(port, served.tokens, requests, requests, slow)
    assert wrong == []
    assert counts[200] > requests / 20
    assert dict(cut_off) == ({408: slow} if slow else {})


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/termbase/term.json", 405), ("DELETE", "/termbase/term/1", 405), ("PUT", "/termbase", 405),
        ("BREW", "/-/actor.json", 405), ("TRACE", "/-/actor.json", 405), ("GET", "/-/databases.json", 401),
        ("GET", "/-/versions", 401), ("GET", "/-/actor.json", 200), ("GET", "/-/static/app.css", 200),
        ("GET", "/termbase/term.json?_sort=nonsense", 400), ("GET", "/termbase/term?%00=%00", 400),
        ("GET", "/search?q=%00", 200), ("GET", "/termbase/%00", 400),
    ],
)  # fmt: skip
def test_datasette_does_not_fail_either(served: Served, method: str, path: str, status: int) -> None:
    answer = served.http.request(method, served.url + path)
    assert answer.status_code == status
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    if status == 401:
        with served.client("reviewer") as reviewer, served.client("admin") as admin:
            assert (reviewer.get(path).status_code, admin.get(path).status_code) == (403, 200)


def test_answers_do_not_wait_for_acknowledgements() -> None:
    """The second part of an answer would stay behind for 40 ms on a connection that is kept."""
    with listening("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()):
        connection, _ = listener.accept()
        with connection:
            assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_a_pair_may_contradict_a_concept_that_is_gone(served: Served) -> None:
    with sqlite3.connect(served.db) as connection:
        (number,) = connection.execute("SELECT concept_id FROM pair_standing WHERE status = 'conflict'").fetchone()
    connection.close()
    assert f"/concept/{number}" in served.http.get(f"{served.url}/consistency/conflicts").text
    with served.client("admin") as client:
        assert client.delete(f"{API}/concepts/{number}", headers={"If-Match": "*"}).status_code == 204
    for path in ("/consistency", "/consistency/conflicts"):
        assert served.http.get(f"{served.url}{path}").status_code == 200
