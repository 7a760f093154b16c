"""MCP, spoken by the client of its own SDK to a process of its own."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from conftest import command, section_file
from serving import API, Served, copied, serving

from termbase.model import Concept, Term
from termbase.pipeline.editing import create_concept
from termbase.store import connect

mcp = pytest.importorskip("mcp")
MCP, JSON = "/-/termbase/mcp", {"Content-Type": "application/json"}
Talk = Callable[[Any], Coroutine[Any, Any, None]]


def talk(db: Path, conversation: Talk, token: str | None = None) -> None:
    from mcp.client.stdio import StdioServerParameters, stdio_client

    arguments = ["-m", "termbase.cli", "--db", str(db), "mcp"]
    environment = {"TERMBASE_TOKEN": token} if token else {}

    async def run() -> None:
        parameters = StdioServerParameters(command=sys.executable, args=arguments, env=environment)
        async with mcp.Client(stdio_client(parameters)) as client:
            await conversation(client)

    asyncio.run(asyncio.wait_for(run(), 60))


def test_the_tools(db: Path, tmp_path: Path) -> None:
    (tmp_path / "tide.md").write_text(section_file(notes="- **Key terms:** tide table (جدول المد)"), encoding="utf-8")
    assert command(db, "extract", str(tmp_path / "tide.md")).exit_code == 0
    connection = connect(db, writable=True)
    for definition, text in (("edge of a river", "ضفة"), ("house of credit", "مصرف")):
        create_concept(connection, Concept((Term("bank", "en"), Term(text, "ar")), definition=definition), "tester")
    connection.close()

    async def conversation(client: Any) -> None:
        tools = {tool.name for tool in (await client.list_tools()).tools}
        assert tools == {"lookup_terms", "glossary_for_text", "check_translation", "suggest_term", "term_evidence"}

        async def call(name: str, **arguments: Any) -> dict[str, Any]:
            result = await client.call_tool(name, arguments)
            assert not result.is_error, result.content
            found: dict[str, Any] = result.structured_content
            return found

        glossary = await call("glossary_for_text", text="Packets reach the buffer; packets wait.")
        assert glossary["glossary"] == "packet = حزمة (never: باكيت)\nbuffer = مخزن مؤقت"
        found = await call("lookup_terms", text="the bank and the packet")
        assert [term["write"] for term in found["terms"]] == [["حزمة"]]
        (bank,) = found["ambiguous"]
        assert [(r["write"], r["definition"]) for r in bank["readings"]] == [
            (["ضفة"], "edge of a river"), (["مصرف"], "house of credit"),
        ]  # fmt: skip
        bad = await call("check_translation", source_text="A packet.", target_text="باكيت.")
        assert [finding["code"] for finding in bad["findings"]] == ["term-forbidden"]
        good = await call("check_translation", source_text="A packet.", target_text="حزمة.")
        assert good["findings"] == []
        evidence = await call("term_evidence", term="packet", limit=2)
        assert len(evidence["concepts"][0]["sentences"]) == 2
        proposed = await call("term_evidence", term="tide tables")
        assert proposed["concepts"] == []
        assert [(p["source"], p["target"], p["status"]) for p in proposed["proposed"]] == [
            ("tide table", "جدول المد", "new")
        ]  # fmt: skip
        refused = await client.call_tool("suggest_term", {"term": "a", "translation": "b"})
        assert refused.is_error
        unknown = await client.call_tool("term_evidence", {"term": "no such term"})
        assert "no term" in unknown.content[0].text
        text = (await client.read_resource("termbase://concept/1")).contents[0].text
        assert json.loads(text)["id"] == 1

    talk(db, conversation)


def test_suggesting_needs_a_token(db: Path) -> None:
    token = command(db, "token", "create", "--role", "suggester", "--name", "model").stdout.strip()

    async def conversation(client: Any) -> None:
        result = await client.call_tool(
            "suggest_term", {"term": "jitter", "translation": "تذبذب", "note": "seen twice"}
        )
        assert (result.structured_content["author"], result.structured_content["status"]) == ("model", "open")

    talk(db, conversation, token)
    assert command(db, "stats").exit_code == 0
    assert command(db, "mcp", "--token", "tb_1_no").exit_code == 2


class TestOverHttp:
    """The same on the server that `serve` starts: one URL, the token as a header."""

    def talk(self, served: Served, conversation: Talk, role: str | None = None) -> None:
        httpx2 = pytest.importorskip("httpx2")
        from mcp.client.streamable_http import streamable_http_client

        headers = {"Authorization": f"Bearer {served.tokens[role]}"} if role else {}

        async def run() -> None:
            async with (
                httpx2.AsyncClient(headers=headers, timeout=30) as http,
                mcp.Client(streamable_http_client(served.url + MCP, http_client=http)) as client,
            ):
                await conversation(client)

        asyncio.run(asyncio.wait_for(run(), 60))

    def test_reading_and_suggesting(self, built: Path, tmp_path: Path) -> None:
        results: dict[str | None, bool] = {}

        async def read(client: Any) -> None:
            result = await client.call_tool("glossary_for_text", {"text": "Packets wait in the buffer."})
            assert result.structured_content["glossary"].startswith("packet = حزمة")
            assert json.loads((await client.read_resource("termbase://concept/1")).contents[0].text)["id"] == 1

        def suggest(role: str | None) -> Talk:
            async def conversation(client: Any) -> None:
                result = await client.call_tool("suggest_term", {"term": f"by {role}", "translation": "س"})
                results[role] = not result.is_error

            return conversation

        with serving(copied(built, tmp_path)) as served:
            self.talk(served, read)
            for role in (None, "suggester", "reader"):
                self.talk(served, suggest(role), role)
            listed = served.http.get(f"{served.url}{API}/suggestions").json()["suggestions"]
        assert results == {None: False, "suggester": True, "reader": False}
        assert [(one["source"], one["author"]) for one in listed] == [("by suggester", "the suggester")]

    def test_bad_requests(self, built: Path, tmp_path: Path) -> None:
        call = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {}}
        accepts = {"Accept": "application/json, text/event-stream"}
        with serving(copied(built, tmp_path), private=True) as served:
            url, http = served.url + MCP, served.http
            known = accepts | {"Authorization": f"Bearer {served.tokens['reader']}"}
            assert http.post(url, json=call, headers=accepts).status_code == 401
            assert http.post(url, json=call, headers=known).json()["result"]["tools"]
            assert http.get(url, headers=known).status_code == 405
            assert http.post(url, data={"a": "b"}, headers=known).status_code == 415
            assert http.post(url, content=b"[" * 2**21, headers=known | JSON).status_code == 413
            for body in (b"", b"{", b"\xff", b"[]", b'"\\ud800"', b"[" * 5000, b'{"jsonrpc": "2.0", "id": 1}'):
                assert http.post(url, content=body, headers=known | JSON).status_code == 400, body
