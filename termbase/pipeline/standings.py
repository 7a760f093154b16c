"""How all mined pairs stand to the termbase: worked out again whenever pairs or terms have changed."""

from __future__ import annotations

import math
import sqlite3

from termbase.matching import match_pair
from termbase.pipeline.recognition import terms_for
from termbase.store import pair_queries, transaction, writes
from termbase.store.search import index_pairs

# No statement, however often repeated, makes a pair certain.
CEILING = 0.999


def combined_score(scores: list[float]) -> float:
    """The probability that at least one of several documents states it rightly (noisy or), 0..0.999."""
    return round(min(1 - math.prod(1 - score for score in scores), CEILING), 4) if scores else 0.0


def pair_score(stated: list[float], mined: float | None) -> float:
    """The score of a pair: aligned text counted what notes state, so where it judged a pair its judgement stands."""
    return combined_score(stated) if mined is None else round(min(max(mined, 0.0), CEILING), 4)


def refresh_standings(connection: sqlite3.Connection) -> None:
    """Match every pair against the terms and store how it stands; one transaction."""
    pairs = pair_queries.evidence_by_pair(connection)
    index = terms_for(connection, len(pairs))
    rows = []
    for row in pairs:
        match = match_pair(
            row["source"], row["target"], row["source_language"], row["target_language"],
            bool(row["do_not_translate"]), index,
        )  # fmt: skip
        scores = [float(score) for score in (row["scores"] or "").split(",") if score]
        extractors = ",".join(sorted({*(row["extractors"] or "").split(",")}))
        rows.append(
            (row["id"], match.status, match.concept_id, match.similarity, pair_score(scores, row["mined"]), extractors,
             row["documents"], row["occurrences"])
        )  # fmt: skip
    with transaction(connection):
        writes.put_standings(connection, rows)
        index_pairs(connection)
