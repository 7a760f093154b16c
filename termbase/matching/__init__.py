"""Matching: which terms a text uses, and how pairs and glossaries stand to the termbase. Pure; knows no database."""

from termbase.matching.changes import Change, ChangeKind, Incoming, Plan, Policy
from termbase.matching.forms import Entry
from termbase.matching.index import TermIndex
from termbase.matching.lookup import Lookup
from termbase.matching.merge import Merger
from termbase.matching.pairs import match_pair, match_target
from termbase.matching.plan import by_source, by_trust, plan_merge
from termbase.matching.recogniser import UsedText, recognise

__all__ = [
    "Change", "ChangeKind", "Entry", "Incoming", "Lookup", "Merger", "Plan", "Policy", "TermIndex", "UsedText",
    "by_source", "by_trust", "match_pair", "match_target", "plan_merge", "recognise",
]  # fmt: skip
