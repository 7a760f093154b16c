"""Deciding on mined pairs, and taking decisions back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from termbase.errors import ChangedMeanwhile, Conflict, UsageError
from termbase.languages import language
from termbase.matching import TermIndex, match_target
from termbase.model import AdministrativeStatus, Author, Concept, MatchStatus, Term
from termbase.pipeline.standings import refresh_standings
from termbase.pipeline.term_types import term_type
from termbase.store import edits, pair_queries, revisions, transaction, writes
from termbase.store.term_lookup import StoredLookup

Status = AdministrativeStatus


# What may become of terms that were preferred until another took their place.
FORMER = tuple(status for status in Status if status is not Status.PREFERRED)


@dataclass(frozen=True)
class Ruling:
    """How the targets of accepted pairs are ruled.

    ``status`` None: preferred where the concept has no term in the language yet, else admitted. With *preferred*, the
    terms that were preferred until then get the status ``former``. Raises `UsageError` for what makes no sense.
    """

    status: Status | None = None
    former: Status = Status.ADMITTED

    def __post_init__(self) -> None:
        if self.former not in FORMER:
            raise UsageError("what was preferred becomes admitted, deprecated, superseded or forbidden")
        if self.former is not Status.ADMITTED and self.status is not Status.PREFERRED:
            raise UsageError("what was preferred changes only when another term becomes preferred")

    @classmethod
    def asked(cls, status: str | None, former: str) -> Ruling:
        """What a form or a body asks for, which always names a ``former``: it counts with *preferred* only."""
        chosen = Status(status) if status else None
        return cls(chosen, Status(former)) if chosen is Status.PREFERRED else cls(chosen)


@dataclass(frozen=True)
class Decision:
    """What a review did: how many pairs were accepted and rejected, in which revision (0: nothing to do)."""

    accepted: int
    rejected: int
    revision: int


def review(
    connection: sqlite3.Connection, *, accept: Iterable[int] | Mapping[int, Ruling] = (), reject: Iterable[int] = (),
    accept_above: float | None = None, author: Author | str = "termbase", reason: str = "", refresh: bool = True,
    states: Mapping[int, str] | None = None,
) -> Decision:  # fmt: skip
    """Accept and reject pairs by their ids; one transaction, one revision.

    ``accept_above`` (0..1) accepts undecided pairs with at least that score: new ones, variants and known ones. Where
    several new renderings of one source qualify, and where a pair contradicts the termbase, a person must say which.
    Nobody has read what is accepted so: its terms have the process status "proposed" until a pair of them is accepted
    by its id.
    ``reason`` is kept in the history.
    Accepting a conflict by its id makes its target an admitted term beside the preferred one, unless ``accept`` says
    how it is ruled.
    ``states`` (by id, of `state_of`) is what whoever decides has seen: `ChangedMeanwhile` where it is so no more.
    Without ``refresh`` the standings of other pairs are left for later.
    """
    rulings = accept if isinstance(accept, Mapping) else dict.fromkeys(accept, Ruling())
    chosen, refused = list(rulings), list(dict.fromkeys(reject))
    if set(chosen) & set(refused):
        raise UsageError(f"pair {min(set(chosen) & set(refused))} is both accepted and rejected")
    read = set(chosen)
    if accept_above is not None:
        chosen += [number for number in _above(connection, accept_above) if number not in {*chosen, *refused}]
    rows = [_undecided(connection, number) for number in chosen]
    for number in refused:
        _undecided(connection, number)
    if not chosen and not refused:
        return Decision(0, 0, 0)
    with transaction(connection):
        for number, seen in (states or {}).items():
            if state_of(connection, number) != seen:
                raise ChangedMeanwhile(
                    f"pair {number} or the terms it meets have changed since the page was opened; look at it again"
                )
        said = f"{len(chosen)} pair{'' if len(chosen) == 1 else 's'} accepted, {len(refused)} rejected" + (
            f": {' '.join(reason.split())}" if reason else ""
        )
        revision = revisions.open_revision(connection, "review", author, said)
        index = StoredLookup(connection)
        for row in rows:
            number = _accept(connection, row, index, row["id"] in read, rulings.get(row["id"], Ruling()))
            writes.decide(connection, row["id"], "accepted", number)
        for number in refused:
            writes.decide(connection, number, "rejected", None)
    if refresh:
        refresh_standings(connection)
    return Decision(len(chosen), len(refused), revision)


def _undecided(connection: sqlite3.Connection, number: int) -> sqlite3.Row:
    """A pair that nobody has decided on. Raises `NotFound` and `Conflict`."""
    row = pair_queries.pair(connection, number)
    if row["decision"]:
        raise Conflict(
            f"pair {number} was {row['decision']} already; take that review back first (termbase log, termbase undo)"
        )
    return row


def likeness(row: sqlite3.Row) -> tuple[str, ...]:
    """The same for pairs, rows of `pair_queries.pairs`, that differ in spelling or form only: decided at once."""
    sides = [(row[f"{side}_language"], row[side]) for side in ("source", "target")]
    keys = [language(code).key(text).replace(" ", "") for code, text in sides]
    same = row["concept_id"] if row["status"] == "conflict" else keys[0]
    return row["status"], str(same), keys[1], str(row["do_not_translate"])


def state_of(connection: sqlite3.Connection, number: int) -> str:
    """A tag of what a decision on a pair starts from; another once it was decided or the terms it meets have changed.

    Raises `NotFound`.
    """
    row = pair_queries.pair(connection, number)
    concept, present = _destination(row, StoredLookup(connection))
    met = [(term.id, term.text, term.administrative_status.value) for term in present]
    return sha256(repr((row["decision"], concept, met)).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _destination(row: sqlite3.Row, index: StoredLookup) -> tuple[int | None, list[Term]]:
    """The concept that a pair would go to (None: a new one), with its terms in the language of the target."""
    entries = index.named(row["source"], row["source_language"])
    if not entries:
        return None, []
    number = int(row["matched_concept_id"] or entries[0].concept_id)
    return number, index.terms_of(number, row["target_language"])


def _above(connection: sqlite3.Connection, threshold: float) -> list[int]:
    """Undecided pairs that score at least ``threshold`` and that neither the termbase nor another pair contradicts."""
    if not 0 <= threshold <= 1:
        raise UsageError(f"a score lies between 0 and 1, not at {threshold}")
    rows = [row for row in pair_queries.pairs(connection) if row["status"] in ("new", "known", "variant")]
    renderings = TermIndex()
    agreed: dict[int, list[sqlite3.Row]] = {}
    for row in rows:
        entries = renderings.named(row["source"], row["source_language"])
        number = entries[0].concept_id if entries else row["id"]
        if not entries:
            renderings.add(number, Term(row["source"], row["source_language"]))
        agreed.setdefault(number, []).append(row)
    found = []
    for group in agreed.values():
        new = [row for row in group if row["status"] == "new"]
        found += [
            row["id"] for row in group if row["score"] >= threshold and (row["status"] != "new" or _agree(row, new))
        ]
    return sorted(found)


def _agree(row: sqlite3.Row, others: list[sqlite3.Row]) -> bool:
    return all(
        match_target(row["target"], other["target"], row["target_language"])[0] is not MatchStatus.CONFLICT
        for other in others
    )


def _accept(connection: sqlite3.Connection, row: sqlite3.Row, index: StoredLookup, read: bool, ruling: Ruling) -> int:
    """Bring an accepted pair into the termbase; returns its concept. ``read`` says whether a person saw this pair."""
    kept, process = bool(row["do_not_translate"]), "reviewed" if read else "proposed"
    source = Term(row["source"], row["source_language"], process_status=process, do_not_translate=kept)
    target = replace(source, text=row["target"], language=row["target_language"], reliability=row["score"])
    number, present = _destination(row, index)
    if number is None:
        kind = term_type(connection, source.text, source.language, target.language)
        source = replace(source, term_type=kind)
        target = replace(target, administrative_status=ruling.status or Status.PREFERRED)
        return writes.add_concept(connection, Concept((source, target)))
    same = [term for term in present if _alike(row, term)]
    if not same:
        ruled = ruling.status or (Status.ADMITTED if present else Status.PREFERRED)
        writes.add_term(connection, number, replace(target, administrative_status=ruled))
    else:
        # A form of a term that is there: the pair becomes evidence of the concept, no term of its own.
        if read:
            writes.mark_reviewed(connection, number)
        if ruling.status and same[0].administrative_status is not ruling.status:
            _rule(connection, same[0], ruling.status)
    if ruling.status is Status.PREFERRED:
        for term in present:
            if term not in same[:1] and term.administrative_status is Status.PREFERRED:
                _rule(connection, term, ruling.former)
    return number


def _alike(row: sqlite3.Row, term: Term) -> bool:
    return match_target(row["target"], term.text, term.language)[0] is not MatchStatus.CONFLICT


def _rule(connection: sqlite3.Connection, term: Term, status: Status) -> None:
    """Give a stored term another status; a person has seen it then."""
    edits.change_term(connection, replace(term, administrative_status=status, process_status="reviewed"))


def undo(
    connection: sqlite3.Connection, number: int | None = None, author: Author | str = "termbase", *,
    changes: int | None = None, refresh: bool = True,
) -> tuple[int, str]:  # fmt: skip
    """Take a revision back exactly (the last in force without a number); returns its number and what it had done.

    ``changes`` is how many it made when it was last looked at: `ChangedMeanwhile` where that is so no more.
    """
    undone = revisions.undo(connection, number, author, changes)
    if refresh:
        refresh_standings(connection)
    return undone
