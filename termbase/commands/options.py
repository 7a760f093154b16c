"""Options that several commands have, and what their values mean."""

from __future__ import annotations

from pathlib import Path

import click

from termbase.errors import UsageError
from termbase.model import DEFAULT_SOURCE, DEFAULT_TARGET

source_option = click.option(
    "--source",
    default=DEFAULT_SOURCE,
    show_default=True,
    envvar="TERMBASE_SOURCE",
    show_envvar=True,
    metavar="LANGUAGE",
    help="BCP 47 tag of the source.",
)
target_option = click.option(
    "--target",
    default=DEFAULT_TARGET,
    show_default=True,
    envvar="TERMBASE_TARGET",
    show_envvar=True,
    metavar="LANGUAGE",
    help="BCP 47 tag of the target.",
)
format_option = click.option(
    "--format", "form", type=click.Choice(["table", "tsv", "jsonl"]),
    help="How to print; a table on a terminal, else tab-separated values.",
)  # fmt: skip
output_option = click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), help="Write here instead of standard output."
)
root_option = click.option(
    "--root",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder that document names are relative to (default: here).",
)
left_out_option = click.option(
    "--left-out", type=click.Path(path_type=Path, dir_okay=False),
    help="Write each thing that could not be carried, with the reason, into this file (TSV).",
)  # fmt: skip


def share(value: float | None, name: str) -> float | None:
    """A share of one as given on the command line. Raises `UsageError` outside 0..1."""
    if value is not None and not 0 <= value <= 1:
        raise UsageError(f"{name} must lie between 0 and 1")
    return value


def separator(text: str | None) -> str | None:
    """What parts columns, as given on the command line: one character, or its name."""
    if text is None or len(text) == 1:
        return text
    named = {"tab": "\t", "\\t": "\t", "comma": ",", "semicolon": ";"}.get(text)
    if named is None:
        raise click.BadParameter("one character, or tab", param_hint="--delimiter")
    return named
