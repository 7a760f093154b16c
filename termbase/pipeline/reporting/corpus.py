"""The texts of a termbase as the report on all of them wants them."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable

from termbase.pipeline.reporting.uses import sampled
from termbase.reports import corpus
from termbase.reports.consistency import Disagreement
from termbase.reports.corpus import Corpus, Text, Use
from termbase.reports.places import Place
from termbase.store import pair_queries
from termbase.store import uses as stored_uses

# So many pairs that the glossary lacks are listed.
LACKING = 2_000


def corpus_of(
    connection: sqlite3.Connection, found: Iterable[stored_uses.Use], stated: Iterable[Disagreement]
) -> Corpus:
    """All that is said of the texts, from their uses of terms and from what their notes state."""
    texts = read_texts(connection)
    lines = stored_uses.lines(connection)
    uses = [
        Use(concept, term, rendering, outcome, Place(texts[document].document, document, lines.get(segment, 0)))
        for segment, concept, document, term, rendering, outcome in found
        if document in texts
    ]
    listed = corpus.adherences(uses)
    folders = {number: text.folder for number, text in texts.items()}
    translators = {number: text.translator for number, text in texts.items() if text.translator}
    said = list(stated)
    agreements = [corpus.agreement("folders, in their texts", corpus.taken(uses, folders))]
    if len(set(translators.values())) > 1:
        agreements += [
            corpus.agreement("translators, in their texts", corpus.taken(uses, translators)),
            corpus.agreement("translators, in what they state", stated_by(said, translators)),
        ]
    agreements.append(corpus.agreement("folders, in what they state", stated_by(said, folders)))
    pairs = stored_uses.language_pairs(connection)
    new = sorted(pair_queries.pairs(connection, "new"), key=lambda r: (-r["documents"], -r["occurrences"], r["source"]))
    return Corpus(
        segments=len({use.place for use in uses}),
        accepted=sum(use.outcome == "accepted" for use in uses),
        uses=len(uses),
        every=max((sampled(connection, *codes) for codes in pairs), default=1),
        adherence=tuple(a for a in listed if a.segments >= corpus.LEAST),
        heat=corpus.heat_map(uses, texts),
        periods=corpus.periods(uses, texts),
        drifts=corpus.drifts(uses, texts),
        by_date=any(text.dated for text in texts.values()),
        agreement=tuple(a for a in agreements if a is not None),
        only_once=tuple(
            sorted(
                (a for a in listed if a.documents == 1), key=lambda a: (-a.segments, a.term.casefold(), a.concept_id)
            )
        ),
        unused=max(0, stored_uses.concepts_in(connection, *pairs[0]) - len({use.concept_id for use in uses}))
        if pairs
        else 0,
        lacking=tuple(_lacking(row) for row in new[:LACKING]),
        lacking_all=len(new),
    )


def read_texts(connection: sqlite3.Connection) -> dict[int, Text]:
    """The documents by id; who translated one and when is taken from its folder where it does not say so itself."""
    rows = stored_uses.texts(connection)
    own = {row["id"]: Text(row["name"], row["id"], row["translator"], row["dated"]) for row in rows}
    translators: dict[str, set[str]] = defaultdict(set)
    dates: dict[str, list[str]] = defaultdict(list)
    for text in own.values():
        if text.translator:
            translators[text.folder].add(text.translator)
        if text.dated:
            dates[text.folder].append(text.dated)
    return {
        number: Text(
            text.document, number,
            text.translator or (next(iter(said)) if len(said := translators[text.folder]) == 1 else ""),
            text.dated or max(dates[text.folder], default=""),
        )
        for number, text in own.items()
    }  # fmt: skip


def stated_by(stated: Iterable[Disagreement], group: dict[int, str]) -> list[dict[str, str]]:
    """For each term the rendering that each group states most; forms of one rendering are one."""
    found = []
    for term in stated:
        times: dict[str, Counter[str]] = defaultdict(Counter)
        for rendering in term.renderings:
            for place in rendering.places:
                if place.document_id in group:
                    times[group[place.document_id]][rendering.text] += 1
        if len(times) > 1:
            found.append({name: counted.most_common(1)[0][0] for name, counted in times.items()})
    return found


def _lacking(row: sqlite3.Row) -> dict[str, object]:
    keys = ("id", "source", "target", "source_language", "target_language", "documents", "occurrences", "score")
    return {key: row[key] for key in keys}
