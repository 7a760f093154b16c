"""Which terms the texts themselves call short or full forms: ``distributed hash table (DHT)``."""

from __future__ import annotations

import sqlite3

from extractors.short_forms import find_short_forms
from termbase.languages import language
from termbase.store import queries

# Segments with a term that are looked at; a text says what a short form stands for where it first uses it.
MOST_SEGMENTS = 1000


def term_type(connection: sqlite3.Connection, text: str, source: str, target: str) -> str | None:
    """The type (TBX ``termType``) of a term of the source: what most of the texts that introduce a short form say.

    "abbreviation" where the term is the short form, "fullForm" where it is the long one, None where no text says so.
    """
    rules = language(source)
    if " " not in text and not any(letter.isupper() for letter in text[1:]):
        return None
    short = long = 0
    for row in queries.parallel_segments_with(connection, source, target, text, MOST_SEGMENTS):
        for found in find_short_forms(row["source_text"]):
            short += rules.same_term(row["source_text"][found.short_start : found.short_end], text)
            long += rules.same_term(row["source_text"][found.long_start : found.long_end], text)
    if short == long:
        return None
    return "abbreviation" if short > long else "fullForm"
