from __future__ import annotations

from pathlib import Path

import click

from termbase.commands.opening import opened
from termbase.errors import UsageError


@click.command("mcp")
@click.option("--token", envvar="TERMBASE_TOKEN", show_envvar=True, help="Lets the model suggest terms as its owner.")
@click.pass_obj
def command(db: Path, token: str | None) -> None:
    """Answer a language model over the Model Context Protocol on standard input and output.

    Read-only without a token that may suggest. Needs the extra: pip install termbase[mcp].
    """
    with opened(db):
        pass
    try:
        from termbase.publish.protocols.assistant_server import build_server
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in ("mcp", "mcp_types"):
            raise
        raise UsageError("MCP needs its SDK; install it with: pip install termbase[mcp]") from None
    build_server(db, token).run("stdio")
