"""The JSON API over HTTP: answers, errors, conditional requests, pages, compression, limits."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from conftest import command
from serving import API, Served, copied, serving

from termbase.api import answers
from termbase.client import Client, ClientError


@pytest.fixture(scope="module")
def served(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with serving(copied(built, tmp_path_factory.mktemp("api"))) as found:
        yield found


@pytest.fixture
def anybody(served: Served) -> Iterator[httpx.Client]:
    with served.client() as client:
        yield client


@pytest.fixture
def admin(served: Served) -> Iterator[httpx.Client]:
    with served.client("admin") as client:
        yield client


def problem(response: httpx.Response, status: int) -> str:
    """The detail of a problem, which has the members of RFC 9457 and no others."""
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    found = answers.Problem.model_validate(response.json())
    assert found.status == status
    return found.detail


class TestLookup:
    def test_a_text_gives_what_the_command_gives(self, served: Served, anybody: httpx.Client) -> None:
        text = "Routers buffer the packets"
        got = anybody.get(f"{API}/lookup", params={"text": text})
        answers.LookupAnswer.model_validate(got.json())
        printed = command(served.db, "lookup", text, "--format", "jsonl", "--min-similarity", "100").stdout
        wanted = [json.loads(line) for line in printed.splitlines()]
        (segment,) = got.json()["segments"]
        assert [{k: v for k, v in term.items() if k in wanted[0]} for term in segment["terms"]] == wanted
        assert [term["rules"] for term in segment["terms"]] == [["plural"], [], ["plural"]]

    def test_segments_are_answered_in_order_and_alike(self, anybody: httpx.Client) -> None:
        texts = ["a router", "", "nothing here", "the buffer 😀 and the packet"]
        found = anybody.post(f"{API}/lookup", json={"segments": texts}).json()["segments"]
        singly = [anybody.post(f"{API}/lookup", json={"text": t}).json()["segments"][0] for t in texts]
        assert found == singly
        last = found[3]["terms"][-1]
        assert texts[3][last["start"] : last["end"]] == "packet"

    def test_the_direction_can_be_turned(self, anybody: httpx.Client) -> None:
        body = {"text": "وصلت الحزمة", "source": "ar", "target": "en"}
        (term,) = anybody.post(f"{API}/lookup", json=body).json()["segments"][0]["terms"]
        assert term["translations"][0]["text"] == "packet"

    @pytest.mark.parametrize(
        ("body", "said"),
        [
            ({}, "text or segments"),
            ({"text": "a", "segments": ["b"]}, "text or segments"),
            ({"text": 5}, "text"),
            ({"text": "a", "source": "no such tag!"}, "source"),
            ({"text": "a", "min_similarity": 101}, "min_similarity"),
            ({"text": "a", "colour": "red"}, "colour"),
            ({"segments": ["a"] * 101}, "segments"),
            ({"text": "a" * 20_001}, "text"),
            ([], "object"),
        ],
    )
    def test_what_does_not_fit_is_told(self, anybody: httpx.Client, body: Any, said: str) -> None:
        assert said in problem(anybody.post(f"{API}/lookup", json=body), 400)

    @pytest.mark.parametrize(
        "content", [b"{", b'{"text": "\xff"}', b'{"text": "\\ud83d"}', b"", b"[" * 100_000, b'{"text": NaN}']
    )
    def test_what_is_no_json_is_told(self, anybody: httpx.Client, content: bytes) -> None:
        problem(anybody.post(f"{API}/lookup", content=content, headers={"content-type": "application/json"}), 400)

    def test_limits(self, anybody: httpx.Client) -> None:
        body = {"segments": ["ab " * 6_000] * 100}
        detail = problem(anybody.post(f"{API}/lookup", json=body), 413)
        assert "1048576" in detail
        assert "200000" in problem(anybody.post(f"{API}/lookup", json={"segments": ["ab " * 6_000] * 12}), 413)
        assert "JSON" in problem(anybody.post(f"{API}/lookup", content=b"a=b"), 415).upper()

    def test_a_body_that_stops_half_way_does_no_harm(self, served: Served, anybody: httpx.Client) -> None:
        host, port = served.url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port))) as connection:
            head = f"POST {API}/lookup HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n"
            connection.sendall(head.encode() + b'{"te')
        assert anybody.get(f"{API}/lookup", params={"text": "a"}).status_code == 200


class TestCheck:
    def test_a_forbidden_term_is_found_where_it_stands(self, anybody: httpx.Client) -> None:
        segments = [
            {"source": "The router drops the packet.", "target": "يُسقط الموجّه الباكيت."},
            {"source": "The router drops the packet.", "target": "يُسقط الموجّه الحزمة."},
        ]
        got = anybody.post(f"{API}/check", json={"segments": segments})
        answers.CheckAnswer.model_validate(got.json())
        bad, good = (segment["findings"] for segment in got.json()["segments"])
        (finding,) = bad
        assert good == []
        assert (finding["code"], finding["segment"]) == ("term-forbidden", 1)
        assert segments[0]["target"][finding["target_start"] : finding["target_end"]] == "الباكيت"
        only = anybody.post(f"{API}/check", json={"segments": segments, "codes": ["number-mismatch"]})
        assert [segment["findings"] for segment in only.json()["segments"]] == [[], []]


class TestConcepts:
    def test_pages_give_every_concept_once(self, anybody: httpx.Client) -> None:
        seen, cursor = [], None
        while True:
            page = anybody.get(f"{API}/concepts", params={"limit": 40} | ({"cursor": cursor} if cursor else {})).json()
            answers.ConceptPage.model_validate(page)
            seen += [concept["id"] for concept in page["concepts"]]
            cursor = page["next"]
            if cursor is None:
                break
        assert seen == sorted(set(seen))
        assert len(seen) > 200

    def test_a_write_needs_the_state_that_was_read(self, anybody: httpx.Client, admin: httpx.Client) -> None:
        body = {"terms": [{"text": "jitter", "language": "en"}, {"text": "تذبذب", "language": "ar-EG"}]}
        made = admin.post(f"{API}/concepts", json=body)
        assert made.status_code == 201
        where, etag = made.headers["location"], made.headers["etag"]
        assert anybody.get(where).json() == made.json()
        assert anybody.get(where).headers["etag"] == etag
        assert anybody.get(where, headers={"If-None-Match": etag}).status_code == 304
        problem(admin.patch(where, json={"definition": "x"}), 428)
        changed = admin.patch(where, json={"definition": "variation of delay"}, headers={"If-Match": etag})
        assert changed.json()["definition"] == "variation of delay"
        problem(admin.patch(where, json={"definition": "y"}, headers={"If-Match": etag}), 412)
        problem(admin.delete(where, headers={"If-Match": etag}), 412)
        terms = [
            *changed.json()["terms"][:1],
            {"text": "ارتعاش", "language": "ar", "administrative_status": "admitted"},
        ]
        cleared = admin.patch(
            where, json={"definition": None, "terms": terms}, headers={"If-Match": changed.headers["etag"]}
        )
        assert cleared.json()["definition"] is None
        assert [term["text"] for term in cleared.json()["terms"]] == ["jitter", "ارتعاش"]
        assert cleared.json()["terms"][0]["id"] == made.json()["terms"][0]["id"]
        (found,) = anybody.get(f"{API}/lookup", params={"text": "jitter"}).json()["segments"][0]["terms"]
        assert found["translations"][0]["text"] == "ارتعاش"
        assert admin.delete(where, headers={"If-Match": cleared.headers["etag"]}).status_code == 204
        problem(anybody.get(where), 404)
        history = anybody.get(f"{API}/changes", params={"limit": 4}).json()["changes"]
        assert [change["action"] for change in history] == ["delete", "change", "change", "create"]
        assert {change["author"] for change in history} == {"the admin"}

    def test_terms_may_trade_their_texts(self, admin: httpx.Client) -> None:
        body = {"terms": [{"text": "uno", "language": "es"}, {"text": "dos", "language": "es"}]}
        made = admin.post(f"{API}/concepts", json=body)
        terms = made.json()["terms"]
        terms[0]["text"], terms[1]["text"] = "dos", "uno"
        where, condition = made.headers["location"], {"If-Match": made.headers["etag"]}
        got = admin.patch(where, json={"terms": terms}, headers=condition)
        assert [(t["id"], t["text"]) for t in got.json()["terms"]] == [(t["id"], t["text"]) for t in terms]
        double = [{"text": "uno", "language": "es"}] * 2
        problem(admin.patch(where, json={"terms": double}, headers={"If-Match": "*"}), 409)
        foreign = [{"id": 1, "text": "uno", "language": "es"}]
        problem(admin.patch(where, json={"terms": foreign}, headers={"If-Match": "*"}), 409)

    def test_nothing_changed_is_no_revision(self, admin: httpx.Client) -> None:
        before = admin.get(f"{API}/changes").json()["revision"]
        concept = admin.get(f"{API}/concepts/1")
        same = admin.patch(f"{API}/concepts/1", json={"note": concept.json()["note"]}, headers={"If-Match": "*"})
        assert same.headers["etag"] == concept.headers["etag"]
        assert admin.get(f"{API}/changes").json()["revision"] == before

    def test_a_deletion_can_be_taken_back(self, served: Served, admin: httpx.Client) -> None:
        concept = admin.get(f"{API}/concepts/2")
        assert admin.delete(f"{API}/concepts/2", headers={"If-Match": "*"}).status_code == 204
        command(served.db, "undo")
        assert admin.get(f"{API}/concepts/2").json() == concept.json()


class TestSuggestions:
    def test_from_the_queue_into_the_termbase(self, served: Served) -> None:
        with served.client("suggester") as suggester, served.client("reviewer") as reviewer:
            body = {"source": "goodput", "target": "المعدل النافع", "note": "as in section 2"}
            made = suggester.post(f"{API}/suggestions", json=body).json()
            other = suggester.post(f"{API}/suggestions", json={"source": "x", "target": "س"}).json()
            assert made["status"] == "open"
            accepted = reviewer.post(f"{API}/suggestions/{made['id']}/accept").json()
            assert (accepted["status"], accepted["decided_by"]) == ("accepted", "the reviewer")
            assert "already" in problem(reviewer.post(f"{API}/suggestions/{made['id']}/reject"), 409)
            assert reviewer.post(f"{API}/suggestions/{other['id']}/reject").json()["concept_id"] is None
            concept = reviewer.get(f"{API}/concepts/{accepted['concept_id']}").json()
            assert [term["text"] for term in concept["terms"]] == ["goodput", "المعدل النافع"]
            listed = reviewer.get(f"{API}/suggestions", params={"status": "accepted"}).json()["suggestions"]
            assert accepted in listed
            said = suggester.post(f"{API}/concepts/{concept['id']}/comments", json={"text": "Good."}).json()
            assert reviewer.get(f"{API}/concepts/{concept['id']}/comments").json()["comments"] == [said]

    def test_the_history_is_a_feed(self, anybody: httpx.Client) -> None:
        import xml.etree.ElementTree as tree

        feed = anybody.get(f"{API}/changes.atom")
        assert feed.headers["content-type"].startswith("application/atom+xml")
        entries = tree.fromstring(feed.text).findall("{http://www.w3.org/2005/Atom}entry")
        assert len(entries) == len(anybody.get(f"{API}/changes").json()["changes"])


class TestHttp:
    def test_methods(self, anybody: httpx.Client) -> None:
        response = anybody.put(f"{API}/concepts")
        assert "GET, POST" in problem(response, 405)
        assert response.headers["allow"] == "GET, POST, OPTIONS"
        preflight = anybody.options(f"{API}/concepts/1", headers={"Origin": "https://cat.example"})
        assert preflight.status_code == 204
        assert "PATCH" in preflight.headers["access-control-allow-methods"]
        assert "If-Match" in preflight.headers["access-control-allow-headers"]
        head = anybody.head(f"{API}/concepts/1")
        assert (head.status_code, head.content) == (200, b"")
        assert anybody.get(f"{API}/concepts/1").headers["access-control-allow-origin"] == "*"
        problem(anybody.get(f"{API}/nothing"), 404)
        problem(anybody.get(f"{API}/concepts/abc"), 404)
        problem(anybody.get(f"{API}/lookup?text=%ff"), 400)
        problem(anybody.get(f"{API}/concepts?limit=0"), 400)

    def test_long_answers_are_compressed_for_those_who_ask(self, anybody: httpx.Client) -> None:
        packed = anybody.get(f"{API}/concepts", headers={"Accept-Encoding": "gzip"})
        plain = anybody.get(f"{API}/concepts", headers={"Accept-Encoding": "gzip;q=0"})
        assert packed.headers["content-encoding"] == "gzip"
        assert "content-encoding" not in plain.headers
        assert packed.json() == plain.json()
        assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 3

    def test_an_answer_is_new_after_a_change(self, anybody: httpx.Client, admin: httpx.Client) -> None:
        asked = {"params": {"text": "handshaking"}}
        first = anybody.get(f"{API}/lookup", **asked)
        condition = {"If-None-Match": first.headers["etag"]}
        assert anybody.get(f"{API}/lookup", **asked, headers=condition).status_code == 304
        admin.post(f"{API}/concepts", json={"terms": [{"text": "handshaking", "language": "en"}]})
        again = anybody.get(f"{API}/lookup", **asked, headers=condition)
        assert again.status_code == 200
        assert again.json()["segments"][0]["terms"]


class TestClient:
    def test_all_of_it(self, served: Served) -> None:
        with Client(served.url, token=served.tokens["admin"]) as client:
            found = client.lookup(["a router"] * 150)
            assert len(found) == 150
            assert found[149][0]["term"] == "router"
            findings = client.check([("The packet.", "الحزمة.")] * 120 + [("The packet.", "الباكيت.")])
            assert [finding["segment"] for segment in findings for finding in segment] == [121]
            concept = client.create([{"text": "backoff", "language": "en"}], note="networks")
            later = client.change(concept, note="network papers")
            with pytest.raises(ClientError) as stale:
                client.change(concept, note="lost")
            assert stale.value.status == 412
            assert next(client.concepts("backoff"))["note"] == "network papers"
            assert len(list(client.concepts())) > 200
            client.delete(later)
            suggestion = client.suggest("ack", "إشعار")
            assert client.decide(suggestion["id"], accept=False)["status"] == "rejected"
        with Client("http://127.0.0.1:9") as nowhere, pytest.raises(ClientError, match="does not answer"):
            nowhere.lookup(["a"])
