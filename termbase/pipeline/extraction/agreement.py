"""Where notes and texts agree: what notes state counts as renderings, and makes a pair that texts show surer."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from extractors import scoring
from extractors.scoring import STATED_WEIGHT, ScoredPair
from termbase.languages import forms
from termbase.languages.forms import PartOfSpeech
from termbase.languages.units import surfaces, units
from termbase.store import counting, mined

# No statement, however often repeated, makes a pair certain; a form that is not the one to cite stands behind it, and
# of several certain renderings of a source those that have fewer places behind the one with most.
CEILING, VARIANT = 0.999, 0.98


@dataclass
class Stated:
    """What notes state of two languages.

    ``names`` gives the source as stated by (source key, target); ``doubts`` the doubt that is left of a rendering by
    (source key, plural, target), 0..1; ``pairs`` every (source, target) with its source key and whether it is plural.
    """

    names: dict[tuple[str, str], str] = field(default_factory=dict)
    doubts: dict[tuple[str, int, str], float] = field(default_factory=lambda: defaultdict(lambda: 1.0))
    pairs: list[tuple[str, str, str, int]] = field(default_factory=list)


def add_stated(connection: sqlite3.Connection, source: str, target: str) -> Stated:
    """Let what notes state count as renderings of the sources that are being counted."""
    rules, stated = forms(source), Stated()
    known = {scoring.loose(key, rules): key for key, _ in counting.source_counts(connection)}
    votes: dict[tuple[str, int, str], int] = defaultdict(int)
    for one, other, times, score in mined.stated_pairs(connection, source, target):
        written = units(one)
        words = [
            word for unit, word in zip(written, surfaces(one, written), strict=True)
            if unit.kind != "p" and word not in ("'s", "’s")
        ]  # fmt: skip
        if words:
            key = known.setdefault(scoring.loose(" ".join(words), rules), " ".join(map(rules.fold, words)))
            plural = int(rules.singular(words[-1]) is not None)
            votes[key, plural, other] += times
            stated.names.setdefault((key, other), one)
            stated.doubts[key, plural, other] *= 1 - score
            stated.pairs.append((one, other, key, plural))
    counting.add_forms(
        connection,
        [
            (key, plural, PartOfSpeech.STATED, form, n, STATED_WEIGHT * n)
            for (key, plural, form), n in sorted(votes.items())
        ],
    )
    return stated


def agreed(connection: sqlite3.Connection, judged: Sequence[ScoredPair], stated: Stated) -> Iterator[ScoredPair]:
    """The pairs, those that notes state too with the probability that notes or texts are right."""
    terms = {(form, plural): key for form, plural, key in counting.stated_terms(connection)}
    doubts: dict[tuple[str, str], float] = defaultdict(lambda: 1.0)
    for (key, plural, form), doubt in stated.doubts.items():
        doubts[key, terms[form, plural]] *= doubt
    for pair in judged:
        left = doubts.get((pair.source_key, pair.citation_key))
        if left is None:
            yield pair
            continue
        score = min(CEILING, 1 - (1 - pair.score) * left) * (1 - (1 - VARIANT) * (1 - pair.first))
        yield pair._replace(score=round(score, 4))


def variants(
    connection: sqlite3.Connection, chosen: Sequence[tuple[int, ScoredPair, float]], stated: Stated
) -> Iterator[tuple[str, str, float]]:
    """The pairs as notes state them, (source, target, score), that are written in another way than the ones chosen.

    Those whose target is cited in another form stand a step behind it.
    """
    terms = {(form, plural): key for form, plural, key in counting.stated_terms(connection)}
    cited = {(pair.source_key, pair.citation_key): (pair, score) for _, pair, score in chosen}
    for source, target, key, plural in stated.pairs:
        pair, score = cited.get((key, terms[target, plural]), (None, 0.0))
        if pair and target != pair.target:
            yield source, target, round(VARIANT * score, 4)
        elif pair and source != stated.names[key, target]:
            yield source, target, score
