"""Files of the terminology and decisions on mined pairs, over HTTP."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from conftest import command
from serving import API, Served, copied, serving

from termbase.api import answers
from termbase.client import Client, ClientError
from termbase.formats import WRITERS
from termbase.publish import service


@pytest.fixture(scope="module")
def served(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(copied(built, tmp_path_factory.mktemp("exports"))) as found:
        yield found


@pytest.fixture
def reviewer(served: Served) -> Iterator[httpx.Client]:
    with served.client("reviewer") as client:
        yield client


def test_a_file_is_what_the_command_writes(served: Served, reviewer: httpx.Client, tmp_path: Path) -> None:
    listed = answers.FormatList.model_validate(reviewer.get(f"{API}/exports").json()).formats
    assert {form.name for form in listed} == set(WRITERS)
    for form in listed:
        if form.name not in ("tbx3", "omegat", "po", "memoq", "json"):
            continue
        got = reviewer.get(form.url, params={"source": "ar", "target": "en"})
        assert got.headers["content-type"].partition(";")[0] == form.media_type.partition(";")[0]
        file = tmp_path / "file"
        said = command(served.db, "export", str(file), "--format", form.name, "--source", "ar", "--target", "en").stderr
        assert got.content == file.read_bytes(), form.name
        lost = answers.LossReport.model_validate(reviewer.get(got.links["describedby"]["url"]).json()).losses
        assert int(got.headers["termbase-losses"]) == len(lost)
        assert all(f"{loss.category}: {loss.how}" in said for loss in lost), said


def test_a_file_is_made_only_when_something_has_changed(reviewer: httpx.Client) -> None:
    url = f"{API}/exports/tbx3"
    first = reviewer.get(url, headers={"Accept-Encoding": "identity"})
    head = reviewer.head(url, headers={"Accept-Encoding": "identity"})
    assert int(head.headers["content-length"]) == len(first.content) == int(first.headers["content-length"])
    assert reviewer.get(url).content == first.content
    same = {"If-None-Match": first.headers["etag"]}
    assert reviewer.get(url, headers=same).status_code == 304
    reviewer.post(f"{API}/concepts", json={"terms": [{"text": "brand new", "language": "en"}]})
    later = reviewer.get(url, headers=same)
    assert (later.status_code, b"brand new" in later.content) == (200, True)


def test_exports_that_cannot_be(reviewer: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    for path, status in (("nonsense", 404), ("csv?delimiter=x", 400), ("csv?source=", 400), ("csv/other", 404)):
        assert reviewer.get(f"{API}/exports/{path}").status_code == status
    monkeypatch.setattr(service, "MOST_EXPORTS", 0)
    busy = reviewer.get(f"{API}/exports/csv")
    assert (busy.status_code, busy.headers["retry-after"]) == (503, "5")


def test_mined_pairs_are_decided(served: Served, reviewer: httpx.Client) -> None:
    with sqlite3.connect(served.db) as connection:
        wanted = connection.execute("SELECT count(*) FROM pair p JOIN pair_standing s ON s.pair_id = p.id").fetchone()[
            0
        ]
    connection.close()
    found, cursor = [], ""
    while cursor is not None:
        page = reviewer.get(f"{API}/pairs", params={"limit": 50, **({"cursor": cursor} if cursor else {})}).json()
        found += answers.PairPage.model_validate(page).pairs
        cursor = page["next"]
    assert len(found) == wanted == len({pair.id for pair in found})
    waiting = [pair for pair in found if pair.status not in ("accepted", "rejected")]
    detail = answers.PairDetail.model_validate(reviewer.get(f"{API}/pairs/{waiting[0].id}").json())
    assert detail.evidence[0].document.endswith(".md")
    for pair, decision in zip(waiting, ("accept", "reject"), strict=False):
        url = f"{API}/pairs/{pair.id}/{decision}"
        done = answers.PairAnswer.model_validate(reviewer.post(url).json())
        assert done.status == f"{decision}ed"
        assert reviewer.post(url).status_code == 409
    concept = reviewer.get(f"{API}/concepts/{reviewer.get(f'{API}/pairs/{waiting[0].id}').json()['concept_id']}")
    assert waiting[0].target in [term["text"] for term in concept.json()["terms"]]
    last = reviewer.get(f"{API}/changes").json()["changes"][:2]
    assert [change["author"] for change in last] == ["the reviewer"] * 2
    assert reviewer.post(f"{API}/pairs/999999/accept").status_code == 404


def test_the_client(served: Served, tmp_path: Path) -> None:
    with Client(served.url, served.tokens["reviewer"]) as client:
        losses = client.export(tmp_path / "terms.utf8", "omegat")
        assert "packet\tحزمة" in (tmp_path / "terms.utf8").read_text(encoding="utf-8")
        assert {loss["category"] for loss in losses} >= {"administrative status"}
        with pytest.raises(ClientError, match="no format"):
            client.export(tmp_path / "x", "nonsense")
        assert [file.name for file in tmp_path.iterdir()] == ["terms.utf8"]
        waiting = next(client.pairs("new", min_score=0.5))
        assert client.decide_pair(waiting["id"], accept=False)["status"] == "rejected"
        listed = next(client.concepts("packet"))
        listed["note"] = "not what the server has"
        with pytest.raises(ClientError, match="meanwhile"):
            client.change(listed, note="lost update")
