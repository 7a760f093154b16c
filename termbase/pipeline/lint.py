"""The termbase judged for itself, with what the corpus uses of it."""

from __future__ import annotations

import sqlite3

from termbase.checks.lint import LintFinding, lint
from termbase.model import Term
from termbase.store import queries


def lint_termbase(connection: sqlite3.Connection) -> list[LintFinding]:
    """The findings on every concept; whether texts use it is asked only where there are texts."""
    concepts = list(queries.concepts(connection))
    if not queries.counts(connection)["segments"]:
        return lint(concepts)

    def used(term: Term) -> bool:
        return bool(queries.segments_with(connection, term.language, term.text, 1))

    return lint(concepts, used)
