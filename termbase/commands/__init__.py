"""The commands, one file each. A command reads its options, calls a plain function and prints."""

from __future__ import annotations

from importlib import import_module

import click

# Name and one line of help; the rest is in the command's own file, which is imported when it is needed.
COMMANDS = {
    "init": "Make an empty termbase.",
    "import": "Bring terminology in from glossary files.",
    "extract": "Read documents, mine pairs, match and store them.",
    "pairs": "List mined pairs.",
    "review": "Accept and reject mined pairs.",
    "lookup": "Find the terms that a text uses.",
    "check": "Judge translations against the termbase.",
    "lint": "Judge the termbase itself.",
    "report": "Report on consistency over all that was mined.",
    "export": "Write terminology out.",
    "stats": "Count all that is kept.",
    "log": "List the changes, newest first.",
    "undo": "Take one change back exactly.",
    "serve": "Serve the site and the API.",
    "token": "Make, list and revoke tokens for the API.",
    "mcp": "Answer a language model over MCP (standard input and output).",
}


def load_command(name: str) -> click.Command | None:
    """The command of that name, or None."""
    if name not in COMMANDS:
        return None
    module = import_module(f"termbase.commands.{name}_" if name == "import" else f"termbase.commands.{name}")
    command: click.Command = module.command
    return command
