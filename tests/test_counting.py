"""The counting of mined rows is plain SQL: another engine gives the same numbers in the same order."""

from __future__ import annotations

import random
import sqlite3

import pytest

from termbase.store import counting

duckdb = pytest.importorskip("duckdb", reason="needs duckdb, another engine for the same SQL")

ROW = (
    "document_id BIGINT, position BIGINT, source_key TEXT, source_form TEXT, shape TEXT, plural BIGINT, maximal BIGINT, "
    "capital BIGINT, inside TEXT, source_start BIGINT, source_end BIGINT, target_form TEXT, target_start BIGINT, "
    "target_end BIGINT, weight DOUBLE, name BIGINT, author BIGINT, before TEXT, behind TEXT"
)
CITATION = (
    "target_form TEXT, part BIGINT, plural BIGINT, citation TEXT, citation_key TEXT, definite TEXT, guessed BIGINT"
)
CHOSEN = "pair_id BIGINT, source_key TEXT, citation_key TEXT"
STEPS = (
    ("mined_source", counting.SOURCE), ("mined_plural_name", counting.PLURAL_NAME), ("mined_form", counting.FORM),
    ("mined_fragment", counting.FRAGMENT),
    ("mined_choice", counting.CHOICE), ("mined_vote", counting.PAIR), ("mined_target", counting.TARGET),
    ("mined_place", counting.PLACE),
)  # fmt: skip


def tables(seed: int) -> dict[str, tuple[str, list[tuple]]]:
    """Rows with ties, empty targets, forms without a citation and Arabic keys; weights that add up exactly."""
    draw = random.Random(seed)
    keys, forms = [f"key {n}" for n in range(12)], ["", *(f"صيغة{n}" for n in range(9))]
    mined = []
    for _ in range(800):
        key = draw.choice(keys)
        start = draw.randrange(40)
        mined.append(
            (draw.randrange(5), draw.randrange(30), key, key + "s", draw.choice(["N", "NN", "V", "AN"]),
             draw.randrange(2), draw.randrange(2), draw.randrange(2), draw.choice(["", *keys]), start, start + 3,
             draw.choice(forms), start, start + 4, draw.randrange(1, 9) / 4, draw.randrange(2), draw.randrange(2),
             draw.choice(["", "the", "a"]), draw.choice(["", "of", *keys]))
        )  # fmt: skip
    citations = [
        (form, part, plural, form[:-1], form[:4] + form[-1:], "ال" + form, plural)
        for form in forms[1:-1] for part in (0, 1, 2) for plural in (0, 1)
    ]  # fmt: skip
    # A name that looks plural wherever it stands.
    states = [(*row[:2], keys[-1] + " states", *row[3:5], 1, row[6], 1, *row[8:15], 1, *row[16:]) for row in mined[:20]]
    mined += states
    chosen = [(number, key, citations[number % len(citations)][4]) for number, key in enumerate(keys)]
    return {"mined": (ROW, mined), "citation": (CITATION, citations), "chosen": (CHOSEN, chosen)}


def counted(connection, given) -> dict[str, list[tuple]]:
    for name, (columns, rows) in given.items():
        connection.execute(f"CREATE TABLE {name} ({columns})")
        connection.executemany(f"INSERT INTO {name} VALUES ({', '.join('?' * len(rows[0]))})", rows)
    found = {}
    for name, query in STEPS:
        connection.execute(f"CREATE TABLE {name} AS {query}")
        found[name] = sorted(map(tuple, connection.execute(f"SELECT * FROM {name}").fetchall()))
    # These two are read in the order that they come in.
    for name, query in (("features", counting.FEATURES), ("best", counting.BEST.replace(":most", "5"))):
        found[name] = [tuple(row) for row in connection.execute(query).fetchall()]
    found["spread"] = sorted(map(tuple, connection.execute(counting.SPREAD).fetchall()))
    return found


@pytest.mark.parametrize("seed", [1, 2])
def test_another_engine_counts_the_same(seed: int) -> None:
    here = counted(sqlite3.connect(":memory:"), tables(seed))
    there = counted(duckdb.connect(":memory:"), tables(seed))
    assert here.keys() == there.keys()
    for name in here:
        assert here[name], name
        assert here[name] == there[name], name
