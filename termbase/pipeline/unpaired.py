"""Terms without counterpart: what aligned text leaves untranslated, and words of translations that render nothing."""

from __future__ import annotations

import sqlite3

from termbase.languages import language
from termbase.languages.forms import common_words
from termbase.store import mined


def without_counterpart(connection: sqlite3.Connection) -> list[sqlite3.Row]:
    """Rows of ``candidate`` that mostly lack a counterpart, those most like terms first.

    Of words of translations, which nothing says to be terms, common ones are left out: *by* and *and* often render
    nothing.
    """
    rows = mined.candidates(connection, unpaired=True)
    return [row for row in rows if row["score"] or not _is_common(row["text"], row["language"])]


def _is_common(text: str, code: str) -> bool:
    rules = language(code)
    words = rules.words(text)
    return len(words) < 2 and not {word.casefold() for word in words} - common_words(rules)
