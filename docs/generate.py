"""Write docs/commands.md from the help of the commands, and the pages of formats.py.

`make docs` runs it, a test tells when it was forgotten.
"""

from __future__ import annotations

from pathlib import Path

import click

from termbase.cli import main
from termbase.commands import COMMANDS, load_command

PAGE = Path(__file__).parent / "commands.md"


def reference() -> str:
    """The help of every command, as one page."""
    parts = ["# Commands", "", "Made from the code by `make docs`.", ""]
    for name, command in [("", main), *((name, load_command(name)) for name in COMMANDS)]:
        context = click.Context(
            command, info_name=f"termbase {name}".strip(), terminal_width=100, help_option_names=["-h", "--help"]
        )
        parts += [f"## termbase {name}".rstrip(), "", "```", command.get_help(context), "```", ""]
    return "\n".join(parts)


if __name__ == "__main__":
    import formats

    PAGE.write_text(reference(), encoding="utf-8")
    formats.write()
