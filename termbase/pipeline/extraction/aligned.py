"""Aligned text, stage by stage: cut documents into sentences, learn, mine each document, count, judge, store.

Mined rows stay in the termbase, so a later run mines what is new and counts again. Rows of earlier runs are used until
the text that the aligner learns from has doubled since.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path

from extractors import aligned, scoring
from extractors.alignment import TRAINERS
from extractors.authors import is_author
from extractors.candidates import pipeline_of, untagged_notice
from extractors.citation import Spelling, citation_rows, numbers, source_texts
from extractors.scoring import Counts, ScoredPair
from extractors.termhood import SourceCounts, termhoods
from extractors.two_sides import sides_notice
from termbase.documents import read_dictionary, stream_hash
from termbase.languages import Forms, Lexicon, forms
from termbase.model import Evidence, TermPair
from termbase.pipeline.extraction.agreement import add_stated, agreed, variants
from termbase.pipeline.extraction.workers import Mining, Row
from termbase.pipeline.progress import Progress
from termbase.store import bulk, counting, mined, transaction, writes
from termbase.wording import counted

# Rows are used until the segments that the aligner learns from are this many times those of then.
GROWTH = 2
# The places that are kept as evidence of a pair.
PLACES = 5
# Segments that one process takes at a time.
PART = 400
# With so few sentence pairs a score is halved: links that few sentences teach are guesses.
FEW = 30
# A name is proposed to be left as it is when it was left so this often, in this share of its places.
LEAST_KEPT, KEPT_SHARE = 2, 0.5
# Candidates that the report of terms without counterpart starts at, and how often they occur at least.
LEAST_UNPAIRED = 3


@dataclass(frozen=True)
class AlignedOptions:
    """What to mine aligned text with; ``min_score`` is the least score of a pair that is kept, 0..1.

    ``dictionaries`` are files of `read_dictionary` that the aligner learns from too.
    """

    source: str
    target: str
    min_score: float = scoring.CUT
    jobs: int = 1
    aligner: str = "hmm"
    dictionaries: tuple[Path, ...] = ()

    @cached_property
    def settings(self) -> str:
        """What rows must have been mined with to be used again. Raises `InputError` where a dictionary is not there."""
        said: tuple[object, ...] = (aligned.VERSION, self.aligner, pipeline_of(self.source))
        if self.dictionaries:
            said += (stream_hash(*self.dictionaries),)
        return hashlib.blake2b(repr(said).encode(), digest_size=8).hexdigest()


@dataclass
class AlignedOutcome:
    """What a run over aligned text did: what there is to say, and how many documents were mined."""

    notices: list[str] = field(default_factory=list)
    mined: int = 0
    changed: bool = False


def mine_aligned(
    connection: sqlite3.Connection, options: AlignedOptions, enter_revision: Callable[[], None],
    progress: Progress | None = None,
) -> AlignedOutcome:  # fmt: skip
    """Mine the documents of both languages that are new or have changed, count all, and store pairs with evidence.

    ``enter_revision`` is called inside the transaction that changes pairs and evidence.
    """
    outcome = AlignedOutcome()
    documents = [row for row in mined.aligned_documents(connection, options.source, options.target) if row["segments"]]
    digest = _digest(connection, documents, options)
    name = f"counted {options.source} {options.target}"
    if mined.counted(connection, name) == digest:
        # What was wrong then still is.
        outcome.notices = json.loads(mined.counted(connection, f"notices of {name}") or "[]")
        return outcome
    if not pipeline_of(options.source):
        outcome.notices.append(untagged_notice(options.source))
    usable = list(_usable(connection, documents, options, outcome))
    segments = sum(row["segments"] for row in usable)
    stale = {row["id"] for row in usable if _is_stale(row, segments, options.settings)}
    with Mining((options.source, options.target), options.jobs, progress) as work:
        prepared = work.prepare(_parts(connection, usable), stale)
        known = mined.term_pairs(connection, options.source, options.target)
        for path in options.dictionaries:
            known += read_dictionary(path, options.source, options.target)
        knowledge = work.learn(prepared, known, options.aligner)
        hashes = {row["id"]: row["content_hash"] for row in usable}
        parts = [part for part in prepared if part.document_id in stale]
        _store_rows(connection, work.mine(parts), hashes, options.settings, segments)
        outcome.mined = len(stale)
        # What is said again and again teaches no more than once.
        pairs = len({hash((*source.words, "\t", *target.words)) for part in prepared for source, target in part.sides})
        del prepared, parts
        work.counting(0)
        with transaction(connection):
            enter_revision()
            ids = [row["id"] for row in usable]
            _count_and_store(connection, ids, knowledge.lexicons, pairs, options, work.counting)
            mined.put_counted(connection, name, _digest(connection, documents, options))
            if usable and pairs < FEW:
                few = counted(pairs, "different sentence pair")
                outcome.notices.append(f"only {few}: too few to learn from, so scores are low")
            mined.put_counted(connection, f"notices of {name}", json.dumps(outcome.notices, ensure_ascii=False))
    outcome.changed = True
    return outcome


def _digest(connection: sqlite3.Connection, documents: list[sqlite3.Row], options: AlignedOptions) -> str:
    """What the outcome depends on: the documents, what notes and people said, and the options."""
    said = (
        [(row["id"], row["content_hash"]) for row in documents],
        mined.stated_pairs(connection, options.source, options.target),
        options.settings, options.min_score,
    )  # fmt: skip
    return hashlib.blake2b(repr(said).encode(), digest_size=16).hexdigest()


def _is_stale(row: sqlite3.Row, segments: int, settings: str) -> bool:
    return bool(row["mined_settings"] != settings or segments > GROWTH * row["trained_on"])


def _usable(
    connection: sqlite3.Connection, documents: list[sqlite3.Row], options: AlignedOptions, outcome: AlignedOutcome
) -> Iterator[sqlite3.Row]:
    """The documents whose sides are in the languages that they should be in; the others are told of."""
    for row in documents:
        texts = mined.aligned_texts(connection, row["id"])
        notice = sides_notice([(s, t) for _, s, t in texts], options.source, options.target)
        if notice:
            outcome.notices.append(f"{row['name']}: {notice}; its aligned text was left out")
        elif texts:
            yield row


def _parts(
    connection: sqlite3.Connection, documents: Iterable[sqlite3.Row]
) -> Iterator[tuple[int, list[aligned.SegmentText]]]:
    for row in documents:
        texts = [aligned.SegmentText(*text) for text in mined.aligned_texts(connection, row["id"])]
        for start in range(0, len(texts), PART):
            yield row["id"], texts[start : start + PART]


def _store_rows(
    connection: sqlite3.Connection, found: Iterable[tuple[int, list[Row]]], hashes: dict[int, str],
    settings: str, segments: int,
) -> None:  # fmt: skip
    """Each document's rows in one transaction; the parts of a document come one after the other."""
    pending: list[Row] = []
    current = 0
    for document_id, rows in found:
        if current and document_id != current:
            with transaction(connection):
                mined.put_rows(connection, current, hashes[current], settings, segments, pending)
            pending = []
        current = document_id
        pending += rows
    if current:
        with transaction(connection):
            mined.put_rows(connection, current, hashes[current], settings, segments, pending)


def _count_and_store(
    connection: sqlite3.Connection, ids: Sequence[int], lexicons: tuple[Lexicon, Lexicon], pairs: int,
    options: AlignedOptions, report: Callable[[float], None] = lambda share: None,
) -> None:  # fmt: skip
    source, target = options.source, options.target
    lexicon = lexicons[1]
    rules = forms(target)
    counting.open_count(connection, ids)
    stated = add_stated(connection, source, target)
    known = numbers(partial(counting.noun_forms, connection), rules, lexicon)
    report(0.1)
    counting.put_citations(connection, citation_rows(counting.target_forms(connection), rules, lexicon, known))
    spellings: dict[tuple[str, str], list[Spelling]] = defaultdict(list)
    for row in counting.choices(connection):
        spellings[row[0], row[1]].append(Spelling(*row[2:]))
    report(0.45)
    names = source_texts(counting.source_forms(connection), forms(source), lexicons[0])
    sources = _sources(connection, lexicons[0], forms(source))
    termhood = {row["source_key"]: score for row, score in sources}
    counts = (Counts(*row) for row in counting.features(connection))
    trust = pairs / (pairs + FEW)
    scored = list(scoring.judge(counts, spellings, names, termhood, (forms(source), rules), lexicon, trust))
    judged = list(agreed(connection, scored, stated))
    report(0.6)
    kept = list(_chosen(judged, stated.names, options))
    pair_ids = bulk.put_pairs(connection, source, target, (pair for pair, _ in kept))
    chosen = [(number, found, pair.evidence.score) for number, (pair, found) in zip(pair_ids, kept, strict=True)]
    counting.choose(connection, ((number, pair.source_key, pair.citation_key) for number, pair, _ in chosen))
    scores = {number: score for number, _, score in chosen}
    mined.replace_evidence(connection, source, target, map(tuple, counting.best_places(connection, PLACES)), scores)
    found = [(number, scores[number], places, times) for number, places, times in counting.spread(connection)]
    report(0.8)
    for one, other, score in variants(connection, chosen, stated):
        pair = TermPair(one, other, Evidence(aligned.NAME, "", 0, "aligned", score))
        number = writes.put_pair(connection, source, target, pair)
        if number not in scores:
            scores[number] = score
            found.append((number, score, 0, 0))
    mined.put_pairs(connection, source, target, found)
    _store_candidates(connection, sources, names, options)
    counting.close_count(connection)


def _chosen(
    judged: Sequence[ScoredPair], stated: dict[tuple[str, str], str], options: AlignedOptions
) -> Iterator[tuple[TermPair, ScoredPair]]:
    """The pairs to keep: renderings, and names that were left as they are; the score is that of the evidence."""
    rules = forms(options.source), forms(options.target)
    kept = [pair for pair in judged if pair.kept and pair.occurrences >= LEAST_KEPT and pair.share >= KEPT_SHARE]
    kept = [pair for pair in kept if not pair.author and scoring.is_name(pair.source, *rules)]
    names = set(scoring.whole_names(kept))
    for pair in judged:
        if pair in names:
            share = round(pair.share, 4)
            yield TermPair(pair.source, pair.source, Evidence(aligned.NAME, "", 0, "kept", share), True), pair
        if pair.score >= options.min_score:
            source = stated.get((pair.source_key, pair.target), pair.source)
            yield TermPair(source, pair.target, Evidence(aligned.NAME, "", 0, "aligned", pair.score)), pair


def _sources(connection: sqlite3.Connection, lexicon: Lexicon, rules: Forms) -> list[tuple[sqlite3.Row, float]]:
    """What the counts say of each source, and how much it is a term (0..1)."""
    found = list(counting.sources(connection))
    counts = [
        SourceCounts(
            row["source_key"], row["occurrences"], row["maximal"], row["nested"], row["longer"], row["names"],
            min(row["words_before"], row["words_behind"]), row["shape"],
        )
        for row in found
    ]  # fmt: skip
    return list(zip(found, termhoods(counts, lexicon, rules), strict=True))


def _store_candidates(
    connection: sqlite3.Connection, sources: list[tuple[sqlite3.Row, float]], names: dict[str, str],
    options: AlignedOptions,
) -> None:  # fmt: skip
    """Keep the source terms that were mostly left untranslated, and target words that render nothing."""
    rows = [
        (names.get(row["source_key"], row["source_key"]), round(score, 4), row["documents"], row["occurrences"],
         row["missing"])
        for row, score in sources
        if row["missing"] >= LEAST_UNPAIRED and row["missing"] * 2 > row["occurrences"]
        and not is_author(row["authors"], row["occurrences"])
    ]  # fmt: skip
    mined.put_candidates(connection, options.source, options.target, rows)
    orphans = [(text, 0.0, documents, times, times) for text, documents, times in counting.orphans(connection)]
    mined.put_candidates(connection, options.target, options.source, [o for o in orphans if o[3] >= LEAST_UNPAIRED])


__all__ = ["TRAINERS", "AlignedOptions", "AlignedOutcome", "mine_aligned"]
