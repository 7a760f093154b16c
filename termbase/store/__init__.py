"""The store: one SQLite file. Nothing else knows SQL; `queries` and `pair_queries` read, `writes` writes."""

from termbase.store import mined, pair_queries, queries, revisions, writes
from termbase.store.connection import connect, store_errors, transaction

__all__ = ["connect", "mined", "pair_queries", "queries", "revisions", "store_errors", "transaction", "writes"]
