from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

import click

from termbase.commands.common import author, opened, share, visible
from termbase.errors import UsageError
from termbase.languages import language
from termbase.model import AdministrativeStatus as Status
from termbase.model import Concept
from termbase.pipeline.mending import mend
from termbase.pipeline.review import FORMER, Ruling, review
from termbase.store import mined, pair_queries, queries
from termbase.wording import counted

KEYS = {"a": "accept", "p": "accept as preferred", "r": "reject", "s": "skip", "q": "quit"}
# Characters of a sentence that are shown on either side of a term.
CONTEXT = 50
BECOMES = {status.value[0]: status for status in FORMER}


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
    help="Accept a pair. Its target becomes preferred, or admitted beside a preferred term.",
)
@click.option("--reject", multiple=True, type=click.IntRange(1, 2**63 - 1), metavar="ID", help="Reject a pair.")
@click.option(
    "--as",
    "status",
    type=click.Choice([s.value for s in Status]),
    help="The status of the targets accepted by --accept.",
)
@click.option(
    "--former",
    type=click.Choice([s.value for s in FORMER]),
    help="With --as preferred: what becomes of the terms preferred until then; admitted without it.",
)
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
    mends: tuple[str, ...], status: str | None, former: str | None,
) -> None:  # fmt: skip
    """Decide on mined pairs; without options, one by one on a terminal. What is done can be taken back (undo)."""
    share(accept_above, "--accept-above")
    if mends:
        if accept_above is not None or accept or reject or status or former:
            raise UsageError("--mend goes alone: pairs are decided in a review of their own")
        with opened(db, writable=True) as connection:
            mended = mend(connection, mends, author())
        click.echo(f"{', '.join(mended.names)} mended (revision {mended.revision})", err=True)
        return
    if (status or former) and not accept:
        raise UsageError("--as and --former rule what --accept accepts; on a terminal review asks")
    ruling = Ruling(Status(status) if status else None, Status(former or Status.ADMITTED))
    with opened(db, writable=True) as connection:
        rulings = dict.fromkeys(accept, ruling)
        if accept_above is None and not accept and not reject:
            rulings, reject = _ask(connection)
        done = review(
            connection, accept=rulings, reject=reject, accept_above=accept_above, author=author(), reason=reason
        )
    revision = f" (revision {done.revision}; termbase undo takes it back)" if done.revision else " (nothing changed)"
    click.echo(f"{counted(done.accepted, 'pair')} accepted, {done.rejected} rejected{revision}", err=True)


def _ask(connection: sqlite3.Connection) -> tuple[dict[int, Ruling], tuple[int, ...]]:
    """Show each undecided pair with where it was stated, and ask; returns what was accepted, how, and what rejected."""
    if not sys.stdin.isatty():
        raise UsageError("review asks on a terminal; elsewhere say --accept-above, --accept or --reject")
    accepted: dict[int, Ruling] = {}
    rejected: list[int] = []
    order = {"conflict": 0, "variant": 1, "new": 2}
    waiting = [row for row in pair_queries.pairs(connection) if row["status"] in order]
    click.echo(f"{len(waiting):,} pairs wait, conflicts first; what you decide is stored when you quit (q).")
    for row, *others in _alike(sorted(waiting, key=lambda row: (order[row["status"]], -row["documents"]))):
        concept = queries.concept(connection, row["concept_id"]) if row["concept_id"] else None
        _show(connection, row, concept, others)
        alike = [one["id"] for one in (row, *others)]
        try:
            answer = click.prompt(
                "  [a]ccept [p]referred [r]eject [s]kip [q]uit", type=click.Choice(list(KEYS)), default="s",
                show_choices=False,
            )  # fmt: skip
            ruling = Ruling(Status.PREFERRED, _former(row, concept)) if answer == "p" else Ruling()
        except click.Abort:
            # An hour's decisions are not lost by Ctrl-C; undo takes them back.
            click.echo()
            break
        if answer == "q":
            break
        if answer in "ap":
            accepted |= dict.fromkeys(alike, ruling)
        elif answer == "r":
            rejected += alike
    return accepted, tuple(rejected)


def _alike(rows: list[sqlite3.Row]) -> list[list[sqlite3.Row]]:
    """The pairs that are decided on at once: sources and targets that differ in spelling or form only."""
    found: dict[tuple[str, ...], list[sqlite3.Row]] = {}
    for row in rows:
        sides = [(row[f"{side}_language"], row[side]) for side in ("source", "target")]
        keys = [language(code).key(text).replace(" ", "") for code, text in sides]
        same = row["concept_id"] if row["status"] == "conflict" else keys[0]
        found.setdefault((row["status"], str(same), keys[1], str(row["do_not_translate"])), []).append(row)
    return list(found.values())


def _show(connection: sqlite3.Connection, row: sqlite3.Row, concept: Concept | None, others: list[sqlite3.Row]) -> None:
    """A pair, those that are decided on with it, what the termbase has, and where the pair was stated."""
    click.echo()
    _say(f"{row['source']}  →  {row['target']}   [{row['status']}, score {row['score']:.2f}, id {row['id']}]")
    if others:
        _say("  and: " + ", ".join(f"{one['source']} → {one['target']}" for one in others))
    if concept:
        _say("  termbase: " + ", ".join(f"{t.text} ({t.administrative_status.value})" for t in concept.terms))
    for place in pair_queries.evidence(connection, [row["id"]])[:3]:
        _say(f"  {place['document']}:{place['line']}  {place['field']}")
    for place in mined.evidence_in_texts(connection, [row["id"]], 1):
        for side in ("source", "target"):
            _say("    " + _around(place[f"{side}_text"], place[f"{side}_start"], place[f"{side}_end"]))


def _say(line: str) -> None:
    click.echo(visible(line))


def _around(text: str, start: int, end: int) -> str:
    """The words around a stretch of text, on one line."""
    first, last = max(0, start - CONTEXT), min(len(text), end + CONTEXT)
    words = " ".join(text[first:last].split())
    return f"{'…' if first else ''}{words}{'…' if last < len(text) else ''}"


def _former(row: sqlite3.Row, concept: Concept | None) -> Status:
    """What the terms that were preferred so far become; not asked where there are none."""
    terms = [
        term.text
        for term in (concept.terms if concept else ())
        if term.language == row["target_language"] and term.administrative_status is Status.PREFERRED
        and term.text != row["target"]
    ]  # fmt: skip
    if not terms:
        return Status.ADMITTED
    answer = click.prompt(
        f"  {visible(', '.join(terms))} becomes [a]dmitted [d]eprecated [s]uperseded [f]orbidden",
        type=click.Choice(list(BECOMES)), default="a", show_choices=False,
    )  # fmt: skip
    return BECOMES[answer]
