"""One rendering that serves several terms, weighed in the texts."""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict

from termbase.languages import Language, language
from termbase.matching import TermIndex
from termbase.matching.pairs import REJECTED
from termbase.reports.homonyms import WordPair, served_words
from termbase.reports.work import WorkItem, served_item
from termbase.store import pair_queries

# So many pairs of terms of the termbase are taken apart into words, the oldest.
MOST_PAIRS = 60_000
# So many words are looked up in the texts, those with most evidence first.
MOST = 60
# A word stands for another where it is found in such a share of the segments that have the other.
TOGETHER = 0.3
# Words that share so many letters at one end are forms, or parts, of one another.
ALIKE = 4


def homonyms(connection: sqlite3.Connection, index: TermIndex) -> list[WorkItem]:
    """The words of target languages that serve several words, for each pair of languages that pairs are stated in."""
    pairs: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
    for row in pair_queries.pairs(connection):
        codes = row["source_language"], row["target_language"]
        if row["status"] != "rejected" and not row["do_not_translate"] and row["extractor"] != "aligned":
            pairs[codes].append((row["source"], row["target"]))
        else:
            pairs.setdefault(codes, [])
    found: list[WorkItem] = []
    for codes, stated in pairs.items():
        words = _Words(language(codes[0]), language(codes[1]))
        for one, other in [*stated, *pair_queries.accepted_pairs(connection, *codes, MOST_PAIRS)]:
            words.add(one, other)
        found += _of_languages(connection, index, words)
    return found


class _Words:
    """The words of pairs of terms by their keys, with the forms in which they stand beside each other."""

    def __init__(self, source: Language, target: Language) -> None:
        self.rules = source, target
        self.pairs: list[WordPair] = []
        self.names: dict[str, str] = {}
        self._forms: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)

    def add(self, one: str, other: str) -> None:
        """Add a pair of terms."""
        ours, theirs = (_words(rules, text) for rules, text in zip(self.rules, (one, other), strict=True))
        for key, form in ours.items():
            if key not in self.names or len(form) < len(self.names[key]):
                self.names[key] = form
            for word, written in theirs.items():
                self._forms[key, word][written] += 1
        self.pairs.append((list(ours), list(theirs), 1.0))

    def form(self, key: str, word: str) -> str:
        """The form in which a target word mostly stands beside a source word, the shortest of equals."""
        forms = self._forms[key, word]
        return min(forms, key=lambda form: (-forms[form], len(form), form))


def _words(rules: Language, text: str) -> dict[str, str]:
    """The words of a term by their keys, numbers and letters left out."""
    words = rules.words(text.replace("-", " "))
    return {
        rules.stem(word): word if word.isupper() else word.casefold()
        for word in words if len(word) > 1 and not any(map(str.isdecimal, word))
    }  # fmt: skip


def _of_languages(connection: sqlite3.Connection, index: TermIndex, words: _Words) -> list[WorkItem]:
    source, target = words.rules
    codes = source.code, target.code
    served = {word: keys for word, keys in served_words(words.pairs).items() if len(keys) > 1}
    ranked = sorted(served.items(), key=lambda item: (-sum(item[1].values()), item[0]))
    found = []
    for word, keys in ranked[:MOST]:
        first, *others = sorted(keys, key=lambda key: (-keys[key], key))
        form = words.form(first, word)
        same = [key for key in others if target.same_word(words.form(key, word), form, head=True)]
        names = _apart([words.names[key] for key in [first, *same]], source)
        uses = (
            [(name, pair_queries.together(connection, *codes, name, form)) for name in names] if len(names) > 1 else []
        )
        uses = [(name, use) for name, use in uses if use["both"] and use["both"] >= TOGETHER * use["segments"]]
        if len(uses) > 1:
            own = {name: _own(index, codes, name, form) for name, _ in uses}
            rows = [(name, use["both"], use["documents"], use["example"]) for name, use in uses]
            found.append(served_item(form, rows, own))
    return found


def _apart(names: list[str], rules: Language) -> list[str]:
    """The words that are no forms or parts of one another, the first of each family."""
    kept: list[str] = []
    for name in names:
        if len(name) >= ALIKE and not any(_family(name, other, rules) for other in kept):
            kept.append(name)
    return kept


def _family(one: str, other: str, rules: Language) -> bool:
    short, long = sorted((one, other), key=len)
    return (
        rules.same_word(one, other) or rules.akin(one, other)
        or long.startswith(short[:ALIKE]) or long.endswith(short)
    )  # fmt: skip


def _own(index: TermIndex, codes: tuple[str, str], name: str, word: str) -> str:
    """The rendering that the termbase has for a word, other than ``word`` alone; empty where it has none."""
    rules = language(codes[1])
    for entry in index.named(name, codes[0]):
        for term in index.terms_of(entry.concept_id, codes[1]):
            if term.administrative_status not in REJECTED and not rules.same_term(term.text, word):
                return term.text
    return ""
