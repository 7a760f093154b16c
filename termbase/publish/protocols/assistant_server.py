"""The Model Context Protocol: five tools and concepts as resources, by the `mcp` SDK (an extra)."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

from termbase import __version__
from termbase.api import assistant
from termbase.api.concepts import concept_record
from termbase.api.exchange import Context, dumped
from termbase.api.rights import Actor, Role
from termbase.api.shapes import SuggestionBody
from termbase.api.suggestions import create as create_suggestion
from termbase.errors import NotFound, TermbaseError
from termbase.model import DEFAULT_SOURCE, DEFAULT_TARGET
from termbase.publish.service import Service
from termbase.store import queries

INSTRUCTIONS = """The terminology of a translation team. Before translating, call glossary_for_text with the source
text and write the terms as it says. A term that is told as ambiguous has several meanings with different translations:
decide by what tells them apart, or ask; never guess. After translating, call check_translation and mend its findings.
"""
Language = Annotated[str, Field(description="BCP 47 tag, such as en or ar", max_length=35)]
Who = Callable[[], Actor]
READS = ToolAnnotations(read_only_hint=True, destructive_hint=False, open_world_hint=False)
WRITES = ToolAnnotations(read_only_hint=False, destructive_hint=False, open_world_hint=False)


def build_server(db: Path, token: str | None = None) -> MCPServer[Any]:
    """The server for one termbase and one user. Raises `Unauthorized` where a token is given that does not hold."""
    service = Service(db, {})
    actor = service.actor({}) if token is None else service.actor({"authorization": f"Bearer {token}"})
    return server_of(service, lambda: actor)


def server_of(service: Service, who: Who) -> MCPServer[Any]:
    """A server over a service; ``who`` tells for each call who asks."""
    server: MCPServer[Any] = MCPServer("termbase", instructions=INSTRUCTIONS, version=__version__, log_level="WARNING")
    _reading_tools(server, service, who)
    _suggesting_tool(server, service, who)
    _resources(server, service)
    return server


async def _read(service: Service, who: Who, function: Callable[[Context], dict[str, Any]]) -> dict[str, Any]:
    try:
        actor = who()
        return await service.read(lambda c, state: function(Context(c, state, actor)), at_once=False)
    except TermbaseError as error:
        raise ToolError(error.reason) from error


def _reading_tools(server: MCPServer[Any], service: Service, who: Who) -> None:
    @server.tool(annotations=READS)
    async def lookup_terms(
        text: str, source: Language = DEFAULT_SOURCE, target: Language = DEFAULT_TARGET
    ) -> dict[str, Any]:
        """The terms that a text uses, with what to write and what never to write in the target language."""
        return await _read(service, who, lambda c: assistant.lookup_terms(c, text, source, target))

    @server.tool(annotations=READS)
    async def glossary_for_text(
        text: str, source: Language = DEFAULT_SOURCE, target: Language = DEFAULT_TARGET
    ) -> dict[str, Any]:
        """Only the terms that a text needs, a line each, ready to stand in a prompt before translating."""
        return await _read(service, who, lambda c: assistant.glossary_for_text(c, text, source, target))

    @server.tool(annotations=READS)
    async def check_translation(
        source_text: str, target_text: str, source: Language = DEFAULT_SOURCE, target: Language = DEFAULT_TARGET
    ) -> dict[str, Any]:
        """What is wrong with the terms, numbers, citations and formulas of a translation; nothing: no findings."""
        return await _read(
            service, who, lambda c: assistant.check_translation(c, source_text, target_text, source, target)
        )

    @server.tool(annotations=READS)
    async def term_evidence(term: str, language: Language = DEFAULT_SOURCE, limit: int = 5) -> dict[str, Any]:
        """Where and how the team uses a term: its concepts, what translators stated, sentences with translations; and
        pairs with its words that are only proposed, which nobody has ruled on."""
        return await _read(service, who, lambda c: assistant.term_evidence(c, term, language, limit))


def _suggesting_tool(server: MCPServer[Any], service: Service, who: Who) -> None:
    @server.tool(annotations=WRITES)
    async def suggest_term(
        term: str,
        translation: str,
        source: Language = DEFAULT_SOURCE,
        target: Language = DEFAULT_TARGET,
        note: str | None = None,
    ) -> dict[str, Any]:
        """Suggest a pair of terms to the team's reviewers; needs a token that may suggest."""
        actor = who()
        try:
            actor.require(Role.SUGGESTER)
            body = SuggestionBody(
                source=term, target=translation, source_language=source, target_language=target, note=note
            )
        except TermbaseError as error:
            raise ToolError(f"no token that may suggest: {error.reason}") from error
        except ValueError as error:
            raise ToolError(f"the suggestion cannot be kept: {error}") from error

        def write(connection: sqlite3.Connection) -> dict[str, Any]:
            record: dict[str, Any] = create_suggestion(Context(connection, None, actor), None, body).body
            return record

        try:
            return await service.write(write)
        except TermbaseError as error:
            raise ToolError(error.reason) from error


def _resources(server: MCPServer[Any], service: Service) -> None:
    @server.resource("termbase://concept/{number}", mime_type="application/json")
    async def concept(number: str) -> str:
        """A concept with all its terms."""
        if not (number.isascii() and number.isdigit() and len(number) <= 15):
            raise NotFound(f"{number!r} is no number of a concept")
        found = await service.read(lambda c, _: concept_record(queries.concept(c, int(number))), at_once=False)
        return dumped(found).decode()
