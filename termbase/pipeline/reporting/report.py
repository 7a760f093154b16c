"""The consistency report over all that was mined."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from termbase.matching import TermIndex
from termbase.pipeline.recognition import terms_for
from termbase.pipeline.reporting.corpus import corpus_of
from termbase.pipeline.reporting.uses import measured_with, uses_of
from termbase.pipeline.reporting.work import ranked_work
from termbase.reports.consistency import ConsistencyReport, Statement, build_report
from termbase.reports.measurements import compare
from termbase.store import pair_queries, queries
from termbase.store import uses as stored_uses

CONFLICT_KEYS = ("id", "source", "target", "score", "documents", "occurrences", "concept_id", "similarity")
FINDING_KEYS = ("id", "code", "severity", "message", "line", "document", "document_id", "source_term", "found")
# Stands between the renderings that contradict one concept.
BETWEEN = " · "


def consistency_report(
    connection: sqlite3.Connection, stated: ConsistencyReport | None = None, keep: bool = False
) -> ConsistencyReport:  # fmt: skip
    """What was mined and decided, judged, and looked up in the texts; ``stated`` is `stated_report` where it is known.

    ``keep`` stores what was counted in the texts, where the connection may write.
    """
    index = terms_for(connection, 1_000)
    report = stated or stated_report(connection, index)
    uses = uses_of(connection, index, keep)
    return replace(
        report,
        work=ranked_work(connection, index, report.several_targets),
        corpus=corpus_of(connection, uses, report.stated),
        comparisons=compare(measured_with(stored_uses.figures(connection), uses)),
    )


def stated_report(connection: sqlite3.Connection, index: TermIndex | None = None) -> ConsistencyReport:
    """What was mined and decided, judged by itself; no text is read. ``index``: the terms, where they are at hand."""
    statements = [
        Statement(
            row["source"], row["target"], row["source_language"], row["target_language"], row["document"],
            row["document_id"], row["line"], row["pair_id"],
        )
        for row in pair_queries.evidence(connection, stated=True)
        if not row["gone"] and not row["do_not_translate"] and row["decision"] != "rejected"
    ]  # fmt: skip
    findings = [
        {**{key: row[key] for key in FINDING_KEYS}, "expected": json.loads(row["expected"])}
        for row in queries.findings(connection)
    ]  # fmt: skip
    index = index or terms_for(connection, 1_000)
    conflicts = _by_concept(
        {key: row[key] for key in CONFLICT_KEYS}
        | {
            "termbase": [
                term.text
                for code in (row["source_language"], row["target_language"])
                for term in index.terms_of(row["concept_id"], code)
                if term.administrative_status.value == "preferred"
            ]
        }
        for row in pair_queries.pairs(connection, "conflict")
        # The concept may have gone since pairs were last matched.
        if row["concept_id"] is not None
    )
    return build_report(statements, findings, conflicts, queries.counts(connection))


def _by_concept(conflicts: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The conflicts, each concept once: ``target`` has all renderings, the best attested first, ``pairs`` their ids."""
    found: dict[int, dict[str, Any]] = {}
    for conflict in conflicts:
        first = found.setdefault(conflict["concept_id"], {**conflict, "target": "", "pairs": [], "documents": 0})
        known = first["target"].split(BETWEEN) if first["target"] else []
        first["target"] = BETWEEN.join(dict.fromkeys([*known, conflict["target"]]))
        first["pairs"].append(conflict["id"])
        first["documents"] = max(first["documents"], conflict["documents"])
    return list(found.values())
