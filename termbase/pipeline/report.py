"""The consistency report over all that was mined."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace

from termbase.matching import TermIndex
from termbase.pipeline.work import adherence, ranked_work
from termbase.reports import ConsistencyReport, Statement, build_report
from termbase.store import pair_queries, queries

FINDING_KEYS = ("code", "severity", "message", "line", "document", "document_id", "source_term", "found")


def consistency_report(connection: sqlite3.Connection, weigh: bool = True) -> ConsistencyReport:
    """Read what was mined and decided, and judge it; ``weigh`` looks the disagreements up in the texts, too."""
    statements = [
        Statement(
            row["source"], row["target"], row["source_language"], row["target_language"], row["document"],
            row["document_id"], row["line"], row["pair_id"],
        )
        for row in pair_queries.evidence(connection)
        if not row["gone"] and not row["do_not_translate"] and row["decision"] != "rejected" and row["stated"]
    ]  # fmt: skip
    findings = [
        {**{key: row[key] for key in FINDING_KEYS}, "expected": json.loads(row["expected"])}
        for row in queries.findings(connection)
    ]  # fmt: skip
    conflicts = [
        {
            key: row[key]
            for key in ("id", "source", "target", "score", "documents", "occurrences", "concept_id", "similarity")
        }
        for row in pair_queries.pairs(connection, "conflict")
    ]
    preferred: dict[int, list[str]] = {}
    for concept_id, term in queries.terms(connection):
        if term.administrative_status.value == "preferred":
            preferred.setdefault(concept_id, []).append(term.text)
    for conflict in conflicts:
        conflict["termbase"] = preferred.get(conflict["concept_id"], [])
    report = build_report(statements, findings, conflicts, queries.counts(connection))
    if not weigh:
        return report
    index = TermIndex(queries.terms(connection))
    work = ranked_work(connection, index, report.several_targets)
    return replace(report, work=work, adherence=adherence(connection, index))
