"""Matching: which terms a text uses, and how pairs and glossaries stand to the termbase. Pure; knows no database."""

from termbase.matching.index import Entry, TermIndex
from termbase.matching.merge import Change, ChangeKind, Incoming, Plan, plan_merge
from termbase.matching.pairs import match_pair, match_target
from termbase.matching.recogniser import UsedText, recognise

__all__ = [
    "Change", "ChangeKind", "Entry", "Incoming", "Plan", "TermIndex", "UsedText", "match_pair", "match_target",
    "plan_merge", "recognise",
]  # fmt: skip
