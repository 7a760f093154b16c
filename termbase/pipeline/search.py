"""Concepts for what somebody typed: a text that uses their terms, or a term that may be mistyped."""

from __future__ import annotations

import sqlite3

from termbase.languages import has_script, language
from termbase.matching import TermIndex, recognise
from termbase.model import Term
from termbase.pipeline.recognition import term_index
from termbase.store import queries
from termbase.store.search import concepts_with, search_concepts

# Terms and words less like what was typed are not offered.
CUTOFF = 70.0
# So many words of what was typed are looked at, and so many words that each may stand for.
MOST_WORDS, MEANT = 8, 5


def concepts_in(connection: sqlite3.Connection, text: str) -> dict[int, Term]:
    """The concepts whose terms ``text`` uses, in any language, in the order of the text, with the term met first."""
    index = term_index(connection)
    found = [o for code in queries.languages(connection) for o in recognise(text, code, index)]
    used: dict[int, Term] = {}
    for occurrence in sorted(found, key=lambda o: (o.start, -o.end)):
        used.setdefault(occurrence.concept_id, occurrence.term)
    return used


def near_concepts(connection: sqlite3.Connection, text: str, limit: int = 10) -> list[int]:
    """The concepts that ``text``, which no term has, may mean: those whose whole term is like it, the most alike first,
    then those with a longer term that has its words, or words like them where no term has one."""
    index = term_index(connection)
    codes = queries.languages(connection)
    whole = [hit for code in codes for hit in index.similar(text, code, CUTOFF)]
    found = [entry.concept_id for entry, _ in sorted(whole, key=lambda hit: -hit[1])]
    words = text.split()[:MOST_WORDS]
    if len(found) < limit and words:
        meant = [_meant(connection, word, index, codes) for word in words]
        found += [row["concept_id"] for row in concepts_with(connection, meant, limit)]
    return list(dict.fromkeys(found))[:limit]


def _meant(connection: sqlite3.Connection, word: str, index: TermIndex, codes: list[str]) -> list[str]:
    """The word where a term has it or goes on from it; else the words of terms that are like it, in any language."""
    if search_concepts(connection, word, 1):
        return [word]
    return [
        other
        for code in codes
        if has_script(word, language(code).script)
        for other in index.words_like([language(code).normalise(word)], code, CUTOFF, MEANT)[0]
    ]
