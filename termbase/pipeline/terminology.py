"""Bringing terminology in: one concept after the other, one transaction, one revision; and writing it out."""

from __future__ import annotations

import gc
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from termbase.errors import InputError
from termbase.formats import Format, Losses, Options, Selection, SourceFile, for_reading
from termbase.formats.base import Reader
from termbase.languages import language, primary_subtag
from termbase.matching import Change, ChangeKind, Incoming, Merger, Policy, by_source, by_trust
from termbase.matching.merging.changes import summary
from termbase.model import DEFAULT_SOURCE, DEFAULT_TARGET, Document, Evidence, Term, TermPair
from termbase.pipeline.extraction.places import StoredPlaces
from termbase.pipeline.standings import refresh_standings
from termbase.store import queries, revisions, transaction, writes
from termbase.store.bulk import BulkWriter, all_at_once, room
from termbase.store.term_lookup import StoredLookup

# What a rendering that contradicts the termbase is worth as a proposal, when the file does not say.
CONFIDENCE = 0.9
# A file of more bytes than this is worth building indexes behind it, one of more than that a larger cache too.
BULK = 1 << 20
LARGE = 32 << 20
WRITTEN = frozenset({ChangeKind.NEW, ChangeKind.ADDED, ChangeKind.VARIANT, ChangeKind.CHANGED})


@dataclass(frozen=True)
class ImportOutcome:
    """What an import did or would do, and its revision (0: nothing was written)."""

    format: str
    counts: Counter[ChangeKind]
    revision: int
    losses: Losses
    remarks: tuple[str, ...] = ()


@dataclass
class ImportRequest:
    """What is asked of an import.

    ``decide`` rules conflicts, ``on_change`` sees every step, ``progress`` the bytes read and the size, ``on_loss``
    category, reason and text of all that could not be taken in.
    """

    format_name: str | None = None
    source: str = DEFAULT_SOURCE
    target: str = DEFAULT_TARGET
    encoding: str | None = None
    delimiter: str | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    preview: bool = False
    decide: Callable[[Change], Policy] = lambda change: Policy.KEEP
    on_change: Callable[[Change], None] | None = None
    progress: Callable[[int, int], None] = lambda done, size: None
    on_loss: Callable[[str, str, str], None] | None = None


class _RollBack(Exception):
    """Ends the transaction of an import that is to leave nothing behind."""


def import_terminology(
    connection: sqlite3.Connection, path: Path, *, root: Path | None = None, author: str = "termbase",
    request: ImportRequest | None = None,
) -> ImportOutcome:  # fmt: skip
    """Merge a terminology file into the termbase. Raises `InputError` with the line; then nothing is changed."""
    asked = request or ImportRequest()
    source, target = primary_subtag(asked.source), primary_subtag(asked.target)
    file = SourceFile(path, asked.encoding, asked.progress)
    form = for_reading(file, asked.format_name)
    options = Options(source, target, asked.columns, asked.delimiter, Losses(asked.on_loss))
    name, base, seen = StoredPlaces(queries.known_documents(connection), root).find(path)
    document = Document(name, form.name, file.content_hash(), source, target, path.name)
    reread = seen is not None and seen["content_hash"] == document.content_hash
    revision = 0
    try:
        with room(connection) if file.size > LARGE else nullcontext(), transaction(connection):
            revision = revisions.open_revision(connection, "import", author, document.name)
            # Only now nobody else adds concepts.
            merge = _Merge(connection, asked, form.name)
            merge.run(form, file, options)
            changed = merge.changed or (bool(merge.pairs) and not reread)
            if asked.preview or not changed:
                raise _RollBack
            if merge.pairs:
                writes.put_document(connection, document, base, "import", merge.pairs, ())
            revisions.summarise(connection, revision, f"{document.name}: {summary(merge.counts)}")
    except _RollBack:
        revision = 0
    except UnicodeEncodeError:
        raise InputError("has characters that are no text (lone surrogates)", path) from None
    if revision:
        refresh_standings(connection)
    return ImportOutcome(form.name, merge.counts, revision, options.losses, tuple(dict.fromkeys(options.remarks)))


class _Merge:
    """One import under way: finds, plans and writes concept by concept; memory grows with conflicts only."""

    def __init__(self, connection: sqlite3.Connection, asked: ImportRequest, format_name: str) -> None:
        self._connection, self._asked, self._format = connection, asked, format_name
        self._writer = BulkWriter(connection)
        self._terms = StoredLookup(connection)
        self._merger = Merger(self._terms, asked.decide)
        self._before = self._writer.last_concept
        self._empty = connection.execute("SELECT 1 FROM concept LIMIT 1").fetchone() is None
        self._joined: dict[str, int] = {}
        self._claimed: set[int] = set()
        self._relations: list[tuple[int, str, str, str]] = []
        self.counts: Counter[ChangeKind] = Counter()
        self.pairs: list[TermPair] = []
        self.changed = False

    def run(self, form: Format, file: SourceFile, options: Options) -> None:
        """Merge all concepts of a file. Raises `InputError`."""
        # Into an empty termbase terms are only added, so that what is made of them can be made at once.
        bulk = self._empty and form.by_concept and file.size > BULK
        with all_at_once(self._connection, self._writer) if bulk else nullcontext(), _collected_rarely():
            self._merge_all(form, file, options)
        for number, relation, key, name in self._relations:
            other = self._resolved(key)
            if other is None:
                how = "left out: the other concept is not in the file"
                options.losses.add("relations", how, f"{name}: {relation} {key}")
            elif writes.relate(self._connection, number, relation, other):
                self.changed = True

    def _merge_all(self, form: Format, file: SourceFile, options: Options) -> None:
        assert form.reader is not None
        for row, alone in _in_order(form.reader, file, options, form.by_concept):
            number = None
            if not (self._empty and alone):
                if not alone:
                    self._writer.flush()
                number = self._merger.find(row, self._taken)
            self._merge(row, number)
        self._writer.flush()

    def _taken(self, number: int) -> bool:
        return number > self._before or number in self._claimed

    def _merge(self, row: Incoming, number: int | None) -> None:
        """Carry out what one incoming concept changes."""
        if number is None and row.whole and self._asked.on_change is None:
            number = self._add(row)
        else:
            if number is not None:
                self._writer.flush()
                self._claimed.add(number)
            made = self._next(row)
            for change in self._merger.plan(row, number, made):
                self._carry_out(change, row)
            number = made if number is None else number
            if row.key:
                self._joined[row.key] = number
        for relation, key in row.concept.relations:
            self._relations.append((number, relation, key, row.concept.terms[0].text))

    def _next(self, row: Incoming) -> int:
        last = self._writer.last_concept
        return row.concept.id if row.keep_id and row.concept.id > last else last + 1

    def _add(self, row: Incoming) -> int:
        """Add a whole concept at once."""
        concept, terms = row.concept, row.concept.terms
        if len(terms) > 2 or (len(terms) == 2 and terms[0].language == terms[1].language):
            distinct: dict[tuple[str, str], Term] = {}
            for term in terms:
                distinct.setdefault((term.language, term.text), term)
            terms = tuple(distinct.values())
        number = self._store(row, terms)
        if concept.relations or concept.external_id is not None:
            self._joined[row.key] = number
        self.counts[ChangeKind.NEW] += 1
        self.counts[ChangeKind.ADDED] += len(terms) - 1
        self.changed = True
        return number

    def _store(self, row: Incoming, terms: Iterable[Term]) -> int:
        """Store a new concept: under its id where it keeps it, else with the id that it had as outer id."""
        number, outer = self._next(row), None
        if row.concept.external_id is None and row.key and row.key not in (str(number), f"c{number}"):
            outer = row.key
        return self._writer.add_concept(number, row.concept, terms, outer)

    def _carry_out(self, change: Change, row: Incoming) -> None:
        self.counts[change.kind] += 1
        if self._asked.on_change is not None:
            self._asked.on_change(change)
        if change.kind is ChangeKind.NEW:
            self._store(row, (change.term,))
        elif change.kind in (ChangeKind.ADDED, ChangeKind.VARIANT):
            self._writer.add_term(change.concept_id, change.term)
            if self._asked.on_change is not None or not row.whole:
                self._writer.flush()
        elif change.kind is ChangeKind.CHANGED:
            self._writer.flush()
            if change.concept is not None:
                writes.update_concept(self._connection, change.concept_id, change.concept)
            else:
                writes.update_term(self._connection, change.term)
        elif change.kind is ChangeKind.CONFLICT:
            self._propose(change, row)
        self.changed |= change.kind in WRITTEN

    def _propose(self, change: Change, row: Incoming) -> None:
        """Keep a rendering that contradicts the termbase as a mined pair, to be reviewed."""
        languages = (row.concept.terms[0].language, change.term.language)
        if languages == (primary_subtag(self._asked.source), primary_subtag(self._asked.target)):
            score = min(change.term.reliability or CONFIDENCE, 0.99)
            evidence = Evidence("import", self._format, change.line, "row", score)
            self.pairs.append(TermPair(change.source, change.term.text, evidence))

    def _resolved(self, key: str) -> int | None:
        """The concept here that a concept of the file became."""
        digits = key.removeprefix("c")
        numbered = digits.isdecimal() and len(digits) < 19
        # XML wants ids that begin with a letter: c12 is 12.
        for name in (key, digits, f"c{digits}") if numbered else (key,):
            if name in self._joined:
                return self._joined[name]
            if found := self._terms.called(name, None):
                return max(found)
        found = self._terms.called(key, int(digits)) if numbered else []
        return max(filter(self._goes_by_number, found), default=None)

    def _goes_by_number(self, number: int) -> bool:
        """Whether a concept had its number in the file too, or was here before; new ones with another id keep that."""
        return number <= self._before or self._terms.concept(number).external_id is None


@contextmanager
def _collected_rarely() -> Iterator[None]:
    """Much is made here and nothing in circles: looking for circles all the time costs a tenth."""
    before = gc.get_threshold()
    gc.set_threshold(1_000_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _in_order(reader: Reader, file: SourceFile, options: Options, by_concept: bool) -> Iterator[tuple[Incoming, bool]]:
    """The concepts of a file, each with whether it stands alone: no other row of the file is about its source.

    Tables are read twice: rows about one source come last, together, the most trusted first.
    """
    if by_concept:
        for row in reader(file, options):
            yield row, True
        return
    seen: set[int] = set()
    doubled: set[int] = set()
    for row in reader(file, replace(options, losses=Losses(), remarks=[])):
        if not row.whole:
            for key in _keys(row):
                (doubled if key in seen else seen).add(key)
    seen.clear()
    together: list[Incoming] = []
    for row in reader(file, options):
        if row.whole or doubled.isdisjoint(_keys(row)):
            yield row, True
        else:
            together.append(row)
    for group in by_source(together):
        for row in by_trust(group):
            yield row, False


def _keys(row: Incoming) -> tuple[int, int]:
    name = row.concept.terms[0]
    rules = language(name.language)
    return hash(("stems", rules.key(name.text))), hash(("joined", rules.normalise(name.text).replace(" ", "")))


def export_terminology(
    connection: sqlite3.Connection, out: BinaryIO, form: Format, *, source: str = DEFAULT_SOURCE,
    target: str = DEFAULT_TARGET, delimiter: str | None = None, on_loss: Callable[[str, str, str], None] | None = None,
) -> Losses:  # fmt: skip
    """Write all terminology in a format, one concept at a time. Returns what the format could not carry.

    ``on_loss`` is called with category, reason and text of each thing that it could not.
    """
    assert form.writer is not None
    options = Options(primary_subtag(source), primary_subtag(target), delimiter=delimiter, losses=Losses(on_loss))
    pair = (options.source, options.target) if form.pair else None
    selection = Selection(form, pair, options.losses)
    form.writer(selection(queries.concepts(connection)), out, options)
    return options.losses
