"""Write docs/commands.md and docs/codes.md from the code, and the pages of formats.py.

`make docs` runs it, a test tells when it was forgotten.
"""

from __future__ import annotations

from pathlib import Path

import click

from termbase.checks.codes import CODES
from termbase.cli import main
from termbase.commands import COMMANDS, load_command

PAGE = Path(__file__).parent / "commands.md"
CODES_PAGE = Path(__file__).parent / "codes.md"


def reference() -> str:
    """The help of every command, as one page."""
    parts = ["# Commands", "", "Made from the code by `make docs`.", ""]
    for name, command in [("", main), *((name, load_command(name)) for name in COMMANDS)]:
        context = click.Context(
            command, info_name=f"termbase {name}".strip(), terminal_width=100, help_option_names=["-h", "--help"]
        )
        parts += [f"## termbase {name}".rstrip(), "", "```", command.get_help(context), "```", ""]
    return "\n".join(parts)


def codes() -> str:
    """The table of codes, as a page."""
    rows = [f"| `{c.name}` | {c.severity.value} | {c.meaning} | {c.remedy} |" for c in CODES.values()]
    head = [
        "# Codes of findings",
        "",
        "Made from the code by `make docs`; how to use them is in [checks.md](checks.md).",
        "",
    ]
    return "\n".join([*head, "| code | severity | says | what to do |", "| --- | --- | --- | --- |", *rows, ""])


if __name__ == "__main__":
    import formats

    PAGE.write_text(reference(), encoding="utf-8")
    formats.write()
    CODES_PAGE.write_text(codes(), encoding="utf-8")
