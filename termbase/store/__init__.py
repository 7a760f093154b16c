"""The store: one SQLite file. Nothing else in termbase knows SQL; `queries` reads, `writes` writes."""

from termbase.store import queries, revisions, writes
from termbase.store.connection import connect, store_errors, transaction

__all__ = ["connect", "queries", "revisions", "store_errors", "transaction", "writes"]
