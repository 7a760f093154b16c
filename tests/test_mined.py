"""What is stored of aligned text: evidence that changes everywhere costs no more than its rows."""

from __future__ import annotations

import sqlite3

from conftest import cpu_bound

from termbase.model import Document
from termbase.store import mined, revisions, transaction, writes

ROWS = 8000


def test_evidence_that_changes_in_every_row_is_replaced_in_linear_time(empty: sqlite3.Connection) -> None:
    with transaction(empty):
        revisions.open_revision(empty, "extract", "somebody", "evidence")
        number = writes.put_document(empty, Document("a", "tsv", "0", "en", "ar", "A"), "/", "", (), ())
        empty.executemany(
            "INSERT INTO segment (document_id, position, kind, source_text, source_line, alignment_score) VALUES (?, ?, 'row', 'x', 1, 1)",
            [(number, position) for position in range(ROWS)],
        )
        empty.executemany(
            "INSERT INTO pair (source_language, target_language, source, target) VALUES ('en', 'ar', ?, 'س')",
            [(f"term {n}",) for n in range(ROWS)],
        )
        pairs = [row[0] for row in empty.execute("SELECT id FROM pair ORDER BY id")]
        places = [(pair, number, position, 0, 1, 0, 1) for position, pair in enumerate(pairs)]

        def kept() -> list[tuple]:
            return empty.execute("SELECT pair_id, score, count(*) FROM evidence GROUP BY 1, 2 ORDER BY 1").fetchall()

        mined.replace_evidence(empty, "en", "ar", places, dict.fromkeys(pairs, 0.5))
        assert [tuple(row) for row in kept()] == [(pair, 0.5, 1) for pair in pairs]
        with cpu_bound(3):
            mined.replace_evidence(empty, "en", "ar", places, dict.fromkeys(pairs, 0.75))
        assert [tuple(row) for row in kept()] == [(pair, 0.75, 1) for pair in pairs]
        before = empty.execute("SELECT max(id) FROM evidence").fetchone()[0]
        mined.replace_evidence(empty, "en", "ar", places, dict.fromkeys(pairs, 0.75))
        assert empty.execute("SELECT max(id) FROM evidence").fetchone()[0] == before, "what is there stays"
