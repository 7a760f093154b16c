from __future__ import annotations

from pathlib import Path

import click

from termbase.commands.opening import opened
from termbase.commands.options import format_option
from termbase.commands.output import rows
from termbase.pipeline.history import EntryChange, changes_in
from termbase.store import queries

COLUMNS = ("id", "made_at", "author", "action", "summary", "changes")

DETAILS = ("what", "kind", "entry", "concept_id", "before", "after")


@click.command("log")
@click.argument("revision", type=click.IntRange(1, 2**63 - 1), required=False)
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="At most so many.")
@format_option
@click.pass_obj
def command(db: Path, revision: int | None, limit: int, form: str | None) -> None:
    """List the changes, newest first; with the number of a REVISION, the entries that it changed."""
    with opened(db) as connection:
        if revision is not None:
            rows(DETAILS, map(_detail, changes_in(connection, revision, limit)), form)
            return
        found = [{key: row[key] for key in COLUMNS} for row in queries.revisions(connection, limit)]
    rows(COLUMNS, found, form)


def _detail(change: EntryChange) -> dict[str, object]:
    """An entry that was changed as a row: what it said before, and after, by the columns that differ."""
    sides = [
        "; ".join(f"{name}: {values[side]}" for name, *values in change.differences if values[side] not in (None, ""))
        for side in (0, 1)
    ]
    return {
        "what": change.what, "kind": change.kind, "entry": change.name, "concept_id": change.concept_id or "",
        "before": sides[0], "after": sides[1],
    }  # fmt: skip
