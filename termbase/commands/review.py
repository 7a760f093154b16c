from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

import click

from termbase.commands.common import author, opened, share
from termbase.errors import UsageError
from termbase.pipeline import review
from termbase.pipeline.mending import mend
from termbase.store import pair_queries, queries

KEYS = {"a": "accept", "r": "reject", "s": "skip", "q": "quit"}


@click.command("review")
@click.option(
    "--accept-above",
    type=float,
    metavar="SCORE",
    help="Accept undecided pairs of this score (0 to 1) or more that nothing contradicts.",
)
@click.option(
    "--accept",
    multiple=True,
    type=click.IntRange(1, 2**63 - 1),
    metavar="ID",
    help="Accept a pair. A conflict becomes an admitted term.",
)
@click.option("--reject", multiple=True, type=click.IntRange(1, 2**63 - 1), metavar="ID", help="Reject a pair.")
@click.option(
    "--reason", default="", metavar="TEXT", help="Why; kept in the history and told in `export --what decisions`."
)
@click.option(
    "--mend",
    "mends",
    multiple=True,
    metavar="NAME",
    help="Apply the fix of a finding of lint, by its name (term-duplicate:7,12), or of all of a code.",
)
@click.pass_obj
def command(
    db: Path, accept_above: float | None, accept: tuple[int, ...], reject: tuple[int, ...], reason: str,
    mends: tuple[str, ...],
) -> None:  # fmt: skip
    """Decide on mined pairs; without options, one by one on a terminal. What is done can be taken back (undo)."""
    share(accept_above, "--accept-above")
    if mends:
        if accept_above is not None or accept or reject:
            raise UsageError("--mend goes alone: pairs are decided in a review of their own")
        with opened(db, writable=True) as connection:
            mended = mend(connection, mends, author())
        click.echo(f"{', '.join(mended.names)} mended (revision {mended.revision})", err=True)
        return
    with opened(db, writable=True) as connection:
        if accept_above is None and not accept and not reject:
            accept, reject = _ask(connection)
        done = review(
            connection, accept=accept, reject=reject, accept_above=accept_above, author=author(), reason=reason
        )
    revision = f" (revision {done.revision})" if done.revision else ""
    click.echo(f"{done.accepted} accepted, {done.rejected} rejected{revision}", err=True)


def _ask(connection: sqlite3.Connection) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Show each undecided pair with where it was stated, and ask."""
    if not sys.stdin.isatty():
        raise UsageError("review asks on a terminal; elsewhere say --accept-above, --accept or --reject")
    accepted: list[int] = []
    rejected: list[int] = []
    order = {"conflict": 0, "variant": 1, "new": 2}
    waiting = [row for row in pair_queries.pairs(connection) if row["status"] in order]
    for row in sorted(waiting, key=lambda row: (order[row["status"]], -row["documents"])):
        click.echo(f"\n{row['source']}  →  {row['target']}   [{row['status']}, score {row['score']:.2f}]")
        if row["concept_id"]:
            terms = queries.concept(connection, row["concept_id"]).terms
            click.echo("  termbase: " + ", ".join(f"{t.text} ({t.administrative_status.value})" for t in terms))
        for place in pair_queries.evidence(connection, [row["id"]])[:3]:
            click.echo(f"  {place['document']}:{place['line']}  {place['field']}")
        answer = click.prompt(
            "  [a]ccept [r]eject [s]kip [q]uit", type=click.Choice(list(KEYS)), default="s", show_choices=False
        )
        if answer == "q":
            break
        if answer in "ar":
            (accepted if answer == "a" else rejected).append(row["id"])
    return tuple(accepted), tuple(rejected)
