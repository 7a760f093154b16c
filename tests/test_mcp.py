"""MCP, spoken by the client of its own SDK to a process of its own."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from conftest import command

from termbase.model import Concept, Term
from termbase.pipeline.editing import create_concept
from termbase.store import connect

mcp = pytest.importorskip("mcp")
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


def test_the_tools(db: Path) -> None:
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
