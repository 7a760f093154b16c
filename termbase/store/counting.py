"""Counting mined rows: the one relational step between mining documents and judging pairs.

The texts below are plain SQL that SQLite, DuckDB and Spark SQL read alike (explicit casts, joins in the order of
`CROSS JOIN … WHERE`, total orders): over a relation ``mined`` of rows and a relation ``citation`` that says for each
form of the target which term it is a form of, each makes a relation of its own.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from extractors import citation
from termbase.languages.forms import PartOfSpeech

# The part of speech of a candidate (`PartOfSpeech`): a noun phrase ends with a noun, gerund or number, or has a noun
# before *of*.
_PART = f"""CASE WHEN m.shape LIKE '%N' OR m.shape LIKE '%G' OR m.shape LIKE '%R' OR m.shape LIKE '%No%'
     THEN {PartOfSpeech.NOUN:d} WHEN m.shape LIKE 'V%' THEN {PartOfSpeech.VERB:d} ELSE {PartOfSpeech.ADJECTIVE:d} END"""
# Names in the plural, which are no plurals: *United States*, *Netherlands* (see `is_plural_name`).
PLURAL_NAME = f"""
SELECT m.source_key AS source_key FROM mined m CROSS JOIN mined_source s
WHERE m.plural = 1 AND s.source_key = m.source_key
GROUP BY m.source_key, s.occurrences
HAVING COUNT(*) >= {citation.ALWAYS} * s.occurrences AND SUM(m.name) >= {citation.NAME} * s.occurrences
       AND SUM(m.name * m.capital) >= {citation.NAMED}
"""
_NAMES = "(SELECT source_key FROM mined_plural_name)"
_PLURAL = f"CASE WHEN m.plural = 1 AND m.source_key IN {_NAMES} THEN 0 ELSE m.plural END"
# Each candidate's renderings, form by form.
FORM = f"""
SELECT m.source_key, {_PLURAL} AS plural, {_PART} AS part, m.target_form,
       CAST(COUNT(*) AS BIGINT) AS occurrences, CAST(SUM(m.weight) AS DOUBLE) AS weight
FROM mined m GROUP BY m.source_key, {_PLURAL}, {_PART}, m.target_form
"""
# How often a candidate is part of the same longer one: a fragment always is.
FRAGMENT = """
SELECT source_key, CAST(MAX(n) AS BIGINT) AS most, CAST(SUM(n) AS BIGINT) AS nested, CAST(COUNT(*) AS BIGINT) AS longer
FROM (SELECT source_key, inside, COUNT(*) AS n FROM mined WHERE inside <> '' GROUP BY source_key, inside) AS places
GROUP BY source_key
"""
SOURCE = """
SELECT m.source_key, CAST(COUNT(*) AS BIGINT) AS occurrences,
       CAST(COUNT(DISTINCT m.document_id) AS BIGINT) AS documents,
       CAST(SUM(CASE WHEN m.target_form = '' THEN 1 ELSE 0 END) AS BIGINT) AS missing,
       CAST(SUM(m.maximal) AS BIGINT) AS maximal, CAST(SUM(m.name) AS BIGINT) AS names,
       CAST(SUM(m.author) AS BIGINT) AS authors, CAST(COUNT(DISTINCT m.before) AS BIGINT) AS words_before,
       CAST(COUNT(DISTINCT m.behind) AS BIGINT) AS words_behind, MAX(m.shape) AS shape
FROM mined m GROUP BY m.source_key
"""
# Forms of one term together: (source, spelling of the target), with what the singular and definite forms weigh.
CHOICE = f"""
SELECT f.source_key, c.citation_key, c.citation, c.definite, c.guessed, CAST(SUM(f.weight) AS DOUBLE) AS weight,
       CAST(SUM(f.occurrences) AS BIGINT) AS occurrences,
       CAST(SUM(CASE WHEN f.plural = 0 THEN f.weight ELSE 0 END) AS DOUBLE) AS singular,
       CAST(SUM(CASE WHEN f.part = {PartOfSpeech.STATED:d} THEN f.occurrences ELSE 0 END) AS BIGINT) AS stated
FROM mined_form f CROSS JOIN citation c
WHERE c.target_form = f.target_form AND c.part = f.part AND c.plural = f.plural
GROUP BY f.source_key, c.citation_key, c.citation, c.definite, c.guessed
"""
PAIR = """
SELECT source_key, citation_key, CAST(SUM(weight) AS DOUBLE) AS weight, CAST(SUM(occurrences) AS BIGINT) AS occurrences,
       CAST(SUM(stated) AS BIGINT) AS stated
FROM mined_choice GROUP BY source_key, citation_key
"""
TARGET = """
SELECT citation_key, CAST(SUM(weight) AS DOUBLE) AS weight FROM mined_vote GROUP BY citation_key
"""
FEATURES = """
SELECT p.source_key, p.citation_key, p.weight, p.occurrences, p.stated, s.occurrences AS source_occurrences,
       t.weight AS target_weight, MAX(p.weight) OVER (PARTITION BY p.source_key) AS best_weight,
       coalesce(f.most, 0) AS fragment, s.authors
FROM mined_vote p CROSS JOIN mined_target t CROSS JOIN mined_source s
     LEFT JOIN mined_fragment f ON f.source_key = p.source_key
WHERE t.citation_key = p.citation_key AND s.source_key = p.source_key ORDER BY p.source_key, p.citation_key
"""
# Every place of the pairs chosen.
PLACE = f"""
SELECT h.pair_id, m.document_id, m.position, m.source_start, m.source_end, m.target_start, m.target_end, m.weight
FROM mined m CROSS JOIN citation c CROSS JOIN chosen h
WHERE c.target_form = m.target_form AND c.plural = {_PLURAL}
  AND c.part = {_PART}
  AND h.source_key = m.source_key AND h.citation_key = c.citation_key
"""
# The best places of each pair, and how far it is spread.
BEST = """
SELECT pair_id, document_id, position, source_start, source_end, target_start, target_end
FROM (SELECT p.*, ROW_NUMBER() OVER (PARTITION BY p.pair_id
                                     ORDER BY p.weight DESC, p.document_id, p.position, p.source_start) AS place
      FROM mined_place p) AS ranked
WHERE place <= :most ORDER BY pair_id, place
"""
SPREAD = """
SELECT pair_id, CAST(COUNT(DISTINCT document_id) AS BIGINT) AS documents, CAST(COUNT(*) AS BIGINT) AS occurrences
FROM mined_place GROUP BY pair_id
"""
TEMPORARY = (
    "mined_form", "mined_fragment", "mined_source", "mined_plural_name", "citation", "mined_choice", "mined_vote",
    "mined_target", "chosen", "mined_place", "counted_document",
)  # fmt: skip


# What each relation is ordered by: what reads it in that order, or asks it for a key, need not sort.
KEYS = {
    "mined_form": "source_key, plural, part, target_form", "mined_fragment": "source_key",
    "mined_source": "source_key", "mined_plural_name": "source_key",
    "mined_choice": "source_key, citation_key, citation, definite, guessed", "mined_vote": "source_key, citation_key",
    "mined_target": "citation_key",
    "mined_place": "pair_id, weight DESC, document_id, position, source_start, source_end",
}  # fmt: skip


def _make(connection: sqlite3.Connection, name: str, query: str) -> None:
    columns = ", ".join(column[0] for column in connection.execute(f"SELECT * FROM ({query}) LIMIT 0").description)
    connection.execute(f"CREATE TEMP TABLE {name} ({columns}, PRIMARY KEY ({KEYS[name]})) WITHOUT ROWID")
    connection.execute(f"INSERT INTO {name} {query} ORDER BY {KEYS[name]}")


def open_count(connection: sqlite3.Connection, document_ids: Iterable[int]) -> None:
    """Count the rows of these documents: forms, sources and fragments; `close_count` when all is done."""
    close_count(connection)
    connection.execute("CREATE TEMP TABLE counted_document (document_id INTEGER PRIMARY KEY)")
    connection.executemany("INSERT INTO counted_document VALUES (?)", [(number,) for number in document_ids])
    connection.execute(
        """CREATE TEMP VIEW mined AS SELECT r.* FROM counted_document d CROSS JOIN main.mined_row r
           WHERE r.document_id = d.document_id AND r.source_key <> ''"""
    )
    _make(connection, "mined_source", SOURCE)
    _make(connection, "mined_plural_name", PLURAL_NAME)
    _make(connection, "mined_form", FORM)
    _make(connection, "mined_fragment", FRAGMENT)


def close_count(connection: sqlite3.Connection) -> None:
    """Forget what was counted."""
    connection.execute("DROP VIEW IF EXISTS temp.mined")
    for table in TEMPORARY:
        connection.execute(f"DROP TABLE IF EXISTS temp.{table}")


def source_forms(connection: sqlite3.Connection) -> Iterable[tuple[str, str, int, int, int, int]]:
    """Each source as it is written: key, form, plural, occurrences, of these with a capital of their own, as a name."""
    return connection.execute(
        f"""SELECT m.source_key, m.source_form, {_PLURAL}, COUNT(*), SUM(m.capital), SUM(m.name) FROM mined m
            GROUP BY 1, 2, 3 ORDER BY 1, 2, 3"""
    )


def add_forms(connection: sqlite3.Connection, rows: Iterable[tuple[str, int, int, str, int, float]]) -> None:
    """Add renderings that stand elsewhere: (source key, plural, part, target form, occurrences, weight)."""
    connection.executemany("INSERT INTO temp.mined_form VALUES (?, ?, ?, ?, ?, ?)", rows)


def source_counts(connection: sqlite3.Connection) -> list[tuple[str, int]]:
    """Each source key with its occurrences, the rarest first."""
    return connection.execute(
        "SELECT source_key, occurrences FROM mined_source ORDER BY occurrences, source_key"
    ).fetchall()


def noun_forms(connection: sqlite3.Connection) -> Iterable[tuple[str, int, str, float]]:
    """Nouns and noun phrases, but for names in the plural: (source key, plural, target form, weight)."""
    return connection.execute(
        f"""SELECT source_key, plural, target_form, weight FROM mined_form WHERE part = ? AND target_form <> ''
            AND source_key NOT IN {_NAMES} ORDER BY 1, 2, 3""",
        (PartOfSpeech.NOUN,),
    )


def target_forms(connection: sqlite3.Connection) -> list[tuple[str, int, int]]:
    """Every (target form, part, plural) that a citation form is needed for."""
    return connection.execute(
        "SELECT DISTINCT target_form, part, plural FROM mined_form WHERE target_form <> '' ORDER BY 1, 2, 3"
    ).fetchall()


def put_citations(connection: sqlite3.Connection, rows: Iterable[Sequence[object]]) -> None:
    """Say for each form which term it is a form of, and count: (form, part, plural, citation, key, definite, guessed).

    ``guessed`` tells that the citation form is the singular of a form that is not (0, 1).
    """
    connection.execute(
        """CREATE TEMP TABLE citation (target_form TEXT, part INTEGER, plural INTEGER, citation TEXT,
           citation_key TEXT, definite TEXT, guessed INTEGER, PRIMARY KEY (target_form, part, plural)) WITHOUT ROWID"""
    )
    connection.executemany("INSERT INTO temp.citation VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
    _make(connection, "mined_choice", CHOICE)
    _make(connection, "mined_vote", PAIR)
    _make(connection, "mined_target", TARGET)


def stated_terms(connection: sqlite3.Connection) -> list[tuple[str, int, str]]:
    """Which term each form that notes state is a form of: (form, plural, citation key)."""
    return connection.execute(
        "SELECT target_form, plural, citation_key FROM temp.citation WHERE part = ? ORDER BY 1, 2, 3",
        (PartOfSpeech.STATED,),
    ).fetchall()


def choices(connection: sqlite3.Connection) -> Iterable[tuple[str, str, str, str, float, float, int]]:
    """The spellings of each pair.

    A row: source key, citation key, citation, definite, weight, weight of the singular, how often notes state it,
    whether it is guessed.
    """
    return connection.execute(
        """SELECT source_key, citation_key, citation, definite, weight, singular, stated, guessed FROM mined_choice
           ORDER BY source_key, citation_key, citation, definite, guessed"""
    )


def features(connection: sqlite3.Connection) -> Iterable[sqlite3.Row]:
    """What the counts say of each pair: the columns of `FEATURES`."""
    return connection.execute(FEATURES)


def sources(connection: sqlite3.Connection) -> Iterable[sqlite3.Row]:
    """What the counts say of each source: the columns of `SOURCE`, nested and longer."""
    return connection.execute(
        """SELECT s.*, coalesce(f.nested, 0) AS nested, coalesce(f.longer, 0) AS longer FROM mined_source s
           LEFT JOIN mined_fragment f ON f.source_key = s.source_key ORDER BY s.source_key"""
    )


def orphans(connection: sqlite3.Connection) -> Iterable[tuple[str, int, int]]:
    """Stretches of the target that render nothing: (form, documents, occurrences)."""
    return connection.execute(
        """SELECT r.target_form, COUNT(DISTINCT r.document_id), COUNT(*) FROM counted_document d
           CROSS JOIN main.mined_row r WHERE r.document_id = d.document_id AND r.source_key = ''
           GROUP BY r.target_form ORDER BY COUNT(*) DESC, r.target_form"""
    )


def choose(connection: sqlite3.Connection, rows: Iterable[tuple[int, str, str]]) -> None:
    """Take these pairs, (pair id, source key, citation key), for `best_places` and `spread`."""
    connection.execute(
        """CREATE TEMP TABLE chosen (pair_id INTEGER, source_key TEXT, citation_key TEXT,
           PRIMARY KEY (source_key, citation_key, pair_id)) WITHOUT ROWID"""
    )
    connection.executemany("INSERT OR IGNORE INTO temp.chosen VALUES (?, ?, ?)", rows)
    _make(connection, "mined_place", PLACE)


def best_places(connection: sqlite3.Connection, most: int) -> Iterable[sqlite3.Row]:
    """The best places of each pair chosen, at most ``most``: the columns of `BEST`."""
    return connection.execute(BEST, {"most": most})


def spread(connection: sqlite3.Connection) -> Iterable[tuple[int, int, int]]:
    """(pair id, documents, occurrences) of each pair chosen."""
    return connection.execute(SPREAD)
