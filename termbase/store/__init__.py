"""The store: one SQLite file. Nothing else knows SQL; `queries` and `pair_queries` read, `writes` writes."""

from termbase.store import edits, mined, pair_queries, queries, queue, revisions, tokens, writes
from termbase.store.connection import behind, connect, store_errors
from termbase.store.transactions import transaction

__all__ = [
    "behind", "connect", "edits", "mined", "pair_queries", "queries", "queue", "revisions", "store_errors", "tokens",
    "transaction", "writes",
]  # fmt: skip
