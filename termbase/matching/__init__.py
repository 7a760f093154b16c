"""Matching: which terms a text uses, and how pairs and glossaries stand to the termbase. Pure; knows no database.

Each name is loaded when it is first asked for, so that the fuzzy index answers without the rules of languages.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from termbase.matching.forms import Entry
    from termbase.matching.index import TermIndex
    from termbase.matching.merging.changes import Change, ChangeKind, Incoming, Policy
    from termbase.matching.merging.lookup import Lookup
    from termbase.matching.merging.merge import Merger
    from termbase.matching.merging.order import by_source, by_trust
    from termbase.matching.pairs import match_pair, match_target
    from termbase.matching.recogniser import UsedText, recognise

__all__ = [
    "Change", "ChangeKind", "Entry", "Incoming", "Lookup", "Merger", "Policy", "TermIndex", "UsedText",
    "by_source", "by_trust", "match_pair", "match_target", "recognise",
]  # fmt: skip

_PLACES = {
    "merging.changes": ("Change", "ChangeKind", "Incoming", "Policy"),
    "forms": ("Entry",),
    "index": ("TermIndex",),
    "merging.lookup": ("Lookup",),
    "merging.merge": ("Merger",),
    "pairs": ("match_pair", "match_target"),
    "merging.order": ("by_source", "by_trust"),
    "recogniser": ("UsedText", "recognise"),
}
_MODULES = {name: f"termbase.matching.{module}" for module, names in _PLACES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module 'termbase.matching' has no attribute {name!r}")
    return getattr(import_module(_MODULES[name]), name)
