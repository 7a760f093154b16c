"""Concepts by the words of their terms, and mined pairs by theirs."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from termbase.languages import language
from termbase.store.pair_queries import STANDING
from termbase.store.queries import Rows, languages, text_languages


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
    match = _any_form(text, languages(connection))
    return _searched(connection, match, limit, offset) if match else []


def _any_form(text: str, codes: Iterable[str]) -> str:
    """An FTS5 query for the words of a text as written, normalised or by their stems in one of the languages."""
    keys = [text]
    for code in codes:
        keys += [language(code).normalise(text), language(code).key(text)]
    return " OR ".join(f"({alternative})" for alternative in dict.fromkeys(filter(None, map(_prefix_query, keys))))


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


def words_of_pairs(connection: sqlite3.Connection, text: str) -> str | None:
    """The full-text query for pairs that have all the words of ``text``, empty where it has no word; None: any pair."""
    return _any_form(text, text_languages(connection)) if text.strip() else None


def proposed_pairs(connection: sqlite3.Connection, text: str, limit: int) -> Rows:
    """Mined pairs with all the words of ``text`` that wait for a decision and say what the termbase does not.

    Rows as `pair_queries.standing` gives them, those that fit best first.
    """
    match = words_of_pairs(connection, text)
    # A file of an older version that cannot be written has no index of pairs; its terms are found all the same.
    if not match or not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'pair_search'").fetchone():
        return []
    return connection.execute(
        f"""WITH found AS MATERIALIZED (SELECT rowid AS id, rank FROM pair_search WHERE pair_search MATCH ?)
            {STANDING} JOIN found f ON f.id = p.id
            WHERE p.decision IS NULL AND s.status <> 'known' AND s.documents > 0
            ORDER BY f.rank, s.score DESC, s.occurrences DESC, p.id LIMIT ?""",
        (match, limit),
    ).fetchall()


def index_pairs(connection: sqlite3.Connection) -> None:
    """Let the pairs that have come be found, and forget those that are gone; inside a transaction of the caller."""
    connection.execute("DELETE FROM pair_search WHERE rowid NOT IN (SELECT id FROM pair)")
    rows = connection.execute(
        """SELECT id, source_language, source, target_language, target FROM pair
           WHERE id NOT IN (SELECT rowid FROM pair_search)"""
    ).fetchall()
    connection.executemany(
        "INSERT INTO pair_search (rowid, text, stems) VALUES (?, ?, ?)",
        (
            (number, f"{source}\n{target}", f"{language(one).keys(source)[1]}\n{language(other).keys(target)[1]}")
            for number, one, source, other, target in rows
        ),
    )
