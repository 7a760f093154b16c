"""Concepts by the words of their terms."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from termbase.languages import language
from termbase.store.queries import Rows, languages


def _prefix_query(text: str) -> str:
    """An FTS5 query for all the words of a text, each as the start of a word; empty where it has no word."""
    words = [word.replace('"', '""') for word in text.split() if any(map(str.isalnum, word))]
    return " ".join(f'"{word}"*' for word in words)


def search_concepts(connection: sqlite3.Connection, text: str, limit: int = 50, offset: int = 0) -> Rows:
    """Concepts with a term that has all the words of ``text``, in any language; the best first.

    A row: concept_id, term, language. Without text, all concepts by their first term.
    """
    if not text.strip():
        return connection.execute(
            """SELECT concept_id, text AS term, language, min(id) AS first FROM term GROUP BY concept_id
               ORDER BY term COLLATE NOCASE LIMIT ? OFFSET ?""",
            (limit, offset),
        ).fetchall()
    keys = [text]
    for code in languages(connection):
        keys += [language(code).normalise(text), language(code).key(text)]
    alternatives = dict.fromkeys(filter(None, map(_prefix_query, keys)))
    if not alternatives:
        return []
    return _searched(connection, " OR ".join(f"({alternative})" for alternative in alternatives), limit, offset)


def _searched(connection: sqlite3.Connection, match: str, limit: int, offset: int) -> Rows:
    return connection.execute(
        """WITH found AS MATERIALIZED (SELECT rowid AS id, rank AS score FROM term_search WHERE term_search MATCH ?)
           SELECT t.concept_id, t.text AS term, t.language, min(f.score) AS score
           FROM found f JOIN term t ON t.id = f.id GROUP BY t.concept_id
           ORDER BY min(f.score), length(t.text), t.concept_id LIMIT ? OFFSET ?""",
        (match, limit, offset),
    ).fetchall()


def concepts_with(connection: sqlite3.Connection, words: Sequence[Sequence[str]], limit: int) -> Rows:
    """Concepts with a term that has one of the words of each group, or goes on from it; the best first, as above."""
    groups = [" OR ".join(filter(None, map(_prefix_query, group))) for group in words]
    return _searched(connection, " AND ".join(f"({group})" for group in groups), limit, 0) if all(groups) else []
