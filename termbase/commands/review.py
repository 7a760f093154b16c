from __future__ import annotations

import signal
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import click

from termbase.commands.opening import author, opened
from termbase.commands.options import share
from termbase.commands.output import visible
from termbase.errors import UsageError
from termbase.matching import TermIndex, recognise
from termbase.model import AdministrativeStatus as Status
from termbase.model import Concept, Term
from termbase.pipeline.mending import mend
from termbase.pipeline.review import FORMER, Ruling, likeness, review
from termbase.store import mined, pair_queries, queries
from termbase.wording import counted

KEYS = {
    "a": "accept: preferred where the termbase has no rendering yet, else admitted beside it",
    "p": "accept as preferred, and say what becomes of the term that was so",
    "r": "reject: no rendering of this term",
    "s": "skip: it waits for the next review",
    "b": "back to the pair before, which is then decided anew",
    "q": "quit and store what was decided; so does Ctrl-C",
    "?": "this list",
}
# Segments that are looked through for one that shows a pair.
CANDIDATES = 50
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
    with opened(db, writable=True) as connection, _outliving_the_terminal():
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
    order = {"conflict": 0, "variant": 1, "new": 2}
    waiting = [row for row in pair_queries.pairs(connection) if row["status"] in order]
    click.echo(f"{len(waiting):,} pairs wait, conflicts first; what you decide is stored when you quit (q).")
    groups = _alike(sorted(waiting, key=lambda row: (order[row["status"]], -row["documents"])))
    answers: dict[int, tuple[str, Ruling]] = {}
    place = 0
    # An hour's decisions are not lost by Ctrl-C or a closed window; undo takes them back.
    with suppress(click.Abort, OSError):
        while place < len(groups):
            answer, ruling = _answer(connection, groups[place], f"{place + 1:,} of {len(groups):,}")
            if answer == "q":
                break
            place = max(place - 1, 0) if answer == "b" else place + 1
            if answer == "b":
                answers.pop(place, None)
            else:
                answers[place - 1] = answer, ruling
    decided = [(row["id"], *answers[n]) for n, rows in enumerate(groups) if n in answers for row in rows]
    return (
        {number: ruling for number, answer, ruling in decided if answer in "ap"},
        tuple(number for number, answer, _ in decided if answer == "r"),
    )


@contextmanager
def _outliving_the_terminal() -> Iterator[None]:
    """Where the terminal goes away, its input ends as by Ctrl-D, and what was decided until then is still stored."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN) if hasattr(signal, "SIGHUP") else None
    try:
        yield
    finally:
        if before is not None:
            signal.signal(signal.SIGHUP, before)


def _answer(connection: sqlite3.Connection, rows: list[sqlite3.Row], where: str) -> tuple[str, Ruling]:
    """Show the pairs that are decided on at once, and ask until there is an answer."""
    row, *others = rows
    concept = queries.concept(connection, row["concept_id"]) if row["concept_id"] else None
    _show(connection, row, concept, others, where)
    while True:
        answer = click.prompt(
            "  [a]ccept [p]referred [r]eject [s]kip [b]ack [q]uit [?]", type=click.Choice(list(KEYS)), default="s",
            show_choices=False,
        )  # fmt: skip
        if answer != "?":
            return answer, Ruling(Status.PREFERRED, _former(row, concept)) if answer == "p" else Ruling()
        for key, does in KEYS.items():
            click.echo(f"    {key}  {does}")


def _alike(rows: list[sqlite3.Row]) -> list[list[sqlite3.Row]]:
    """The pairs that are decided on at once: sources and targets that differ in spelling or form only."""
    found: dict[tuple[str, ...], list[sqlite3.Row]] = {}
    for row in rows:
        found.setdefault(likeness(row), []).append(row)
    return list(found.values())


def _show(
    connection: sqlite3.Connection, row: sqlite3.Row, concept: Concept | None, others: list[sqlite3.Row], where: str
) -> None:
    """A pair, those that are decided on with it, what the termbase has, where it was stated, and a sentence."""
    click.echo()
    said = f"[{row['status']}, score {row['score']:.2f}, id {row['id']}; {where}]"
    _say(f"{row['source']}  →  {row['target']}   {said}")
    if others:
        _say("  and: " + ", ".join(f"{one['source']} → {one['target']}" for one in others))
    if concept:
        _say("  termbase: " + ", ".join(f"{t.text} ({t.administrative_status.value})" for t in concept.terms))
    for place in pair_queries.evidence(connection, [row["id"]])[:3]:
        _say(f"  {place['document']}:{place['line']}  {place['field']}")
    for text, start, end in _sentence(connection, row):
        _say("    " + _around(text, start, end))


def _sentence(connection: sqlite3.Connection, row: sqlite3.Row) -> list[tuple[str, int, int]]:
    """Both sides of a segment that uses the pair, each with the place of its term; empty where none is found."""
    for place in mined.evidence_in_texts(connection, [row["id"]], 1):
        return [tuple(place[f"{side}_{what}"] for what in ("text", "start", "end")) for side in ("source", "target")]
    codes = row["source_language"], row["target_language"]
    indexes = [TermIndex([(1, Term(row[side], code))]) for side, code in zip(("source", "target"), codes, strict=True)]
    for segment in queries.parallel_segments_with(connection, *codes, row["source"], CANDIDATES):
        texts = segment["source_text"], segment["target_text"]
        found = [recognise(*side) for side in zip(texts, codes, indexes, strict=True)]
        if all(found):
            return [(text, uses[0].start, uses[0].end) for text, uses in zip(texts, found, strict=True)]
    return []


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
