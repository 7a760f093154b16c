"""Making a termbase, and bringing an older one up to date.

A new file gets `schema.sql` as it stands, with every migration marked as applied; an older file gets the migrations
it lacks. Migrations are numbered and never change once released; tests/data/schema/ holds every older schema.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from termbase.store.keys import note_rules
from termbase.store.transactions import transaction

if TYPE_CHECKING:
    from sqlite_utils import Database
    from sqlite_utils.migrations import Migrations

# Both stand in the header of the file: "terb" marks a termbase, the version tells whether this program knows it.
APPLICATION_ID = 0x74657262
VERSION = 4


# The migrations, and where sqlite-utils notes those that were applied. It is imported only to apply them, as that costs
# more than all else in making a termbase.
SET, NAMES = "termbase", ("0001_initial", "0002_token_of_revision", "0003_names_and_neighbours", "0004_pair_search")
NOTED = (
    "CREATE TABLE _sqlite_migrations (id INTEGER PRIMARY KEY, migration_set TEXT, name TEXT, applied_at TEXT)",
    """CREATE UNIQUE INDEX idx__sqlite_migrations_migration_set_name
       ON _sqlite_migrations (migration_set, name)""",
)


def schema() -> str:
    """The SQL that makes an empty termbase of the present version."""
    return Path(__file__).with_name("schema.sql").read_text(encoding="utf-8")


def migrations() -> Migrations:
    """All migrations in order, as `NAMES` has them."""
    from sqlite_utils.migrations import Migrations

    steps = Migrations(SET)

    @steps(name=NAMES[0])
    def initial(db: Database) -> None:
        """Every termbase starts with this one applied; `create` does its work."""

    @steps(name=NAMES[1])
    def token_of_revision(db: Database) -> None:
        """By which token a revision was written: two tokens may have one name."""
        db.execute("ALTER TABLE revision ADD COLUMN token_id INTEGER")

    @steps(name=NAMES[2])
    def names_and_neighbours(db: Database) -> None:
        """What mined rows say of proper nouns, people cited and the words beside; the next extraction fills it in."""
        for column in ("name INTEGER NOT NULL DEFAULT 0", "author INTEGER NOT NULL DEFAULT 0"):
            db.execute(f"ALTER TABLE mined_row ADD COLUMN {column}")
        for column in ("before", "behind"):
            db.execute(f"ALTER TABLE mined_row ADD COLUMN {column} TEXT NOT NULL DEFAULT ''")

    @steps(name=NAMES[3])
    def pair_search(db: Database) -> None:
        """Pairs are found by their words, too."""
        from termbase.store.search import index_pairs

        db.execute(
            """CREATE VIRTUAL TABLE pair_search USING fts5(
                   text, stems, tokenize="unicode61 remove_diacritics 2"
               )"""
        )
        index_pairs(db.conn)

    return steps


def create(connection: sqlite3.Connection) -> None:
    """Make an empty termbase in a connection to an empty database; one transaction, all or nothing."""
    with transaction(connection):
        if connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID:
            # Another process has made it while this one waited.
            return
        for statement in (*_statements(schema()), *NOTED):
            connection.execute(statement)
        connection.executemany(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES (?, ?, datetime('now'))",
            [(SET, name) for name in NAMES],
        )
        note_rules(connection)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {VERSION}")


def upgrade(connection: sqlite3.Connection) -> None:
    """Bring an older termbase up to the present version; each step is a transaction of its own."""
    from sqlite_utils import Database

    migrations().apply(Database(connection))
    connection.execute(f"PRAGMA user_version = {VERSION}")


def _statements(script: str) -> list[str]:
    """The statements of a script; `executescript` would commit the transaction that a migration runs in."""
    found, pending = [], ""
    for line in script.splitlines(keepends=True):
        pending += line
        if sqlite3.complete_statement(pending):
            found.append(pending)
            pending = ""
    return found
