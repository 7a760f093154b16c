"""Where a team contradicts itself, from its statements alone.

Two renderings of one source that differ only in article, number or spelling are variants; the others are a
disagreement. One target that serves several sources is ambiguous.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from termbase.languages import Language, abbreviates, language
from termbase.matching.index import joined, keys_of
from termbase.matching.words import one_term
from termbase.reports.corpus import Corpus
from termbase.reports.measurements import Comparison
from termbase.reports.places import Place
from termbase.reports.work import WorkItem

# Abbreviations are looked for among so many renderings of one term; with more, only forms are brought together.
MOST_ABBREVIATED = 40


@dataclass(frozen=True, slots=True)
class Statement:
    """One place where a pair was stated."""

    source: str
    target: str
    source_language: str
    target_language: str
    document: str
    document_id: int
    line: int
    pair_id: int


@dataclass(frozen=True, slots=True)
class Rendering:
    """One side of a disagreement: the form most used, the forms that are variants of it, and every place."""

    text: str
    variants: tuple[str, ...]
    places: tuple[Place, ...]

    @property
    def documents(self) -> int:
        """How many documents use it."""
        return len({place.document_id for place in self.places})


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A term with several renderings, the most used first. ``language`` is that of the term."""

    term: str
    language: str
    rendering_language: str
    renderings: tuple[Rendering, ...]

    @property
    def occurrences(self) -> int:
        """How often the term was stated with any rendering."""
        return sum(len(rendering.places) for rendering in self.renderings)


@dataclass(frozen=True)
class ConsistencyReport:
    """All that the report says; lists are in the order of weight."""

    several_targets: tuple[Disagreement, ...]
    several_sources: tuple[Disagreement, ...]
    variants: tuple[Disagreement, ...]
    conflicts: tuple[dict[str, Any], ...]
    findings: tuple[dict[str, Any], ...]
    counts: dict[str, int] = field(default_factory=dict)
    work: tuple[WorkItem, ...] = ()
    stated: tuple[Disagreement, ...] = ()
    corpus: Corpus | None = None
    comparisons: tuple[Comparison, ...] = ()


def build_report(
    statements: Iterable[Statement],
    findings: list[dict[str, Any]],
    conflicts: list[dict[str, Any]],
    counts: dict[str, int],
) -> ConsistencyReport:
    """The report over all statements; ``findings`` and ``conflicts`` are passed through in their order."""
    stated = list(statements)
    by_source = _disagreements(stated, lambda s: (s.source, s.source_language), lambda s: (s.target, s.target_language))
    by_target = _disagreements(stated, lambda s: (s.target, s.target_language), lambda s: (s.source, s.source_language))
    return ConsistencyReport(
        several_targets=tuple(d for d in by_source if len(d.renderings) > 1),
        several_sources=tuple(d for d in by_target if len(d.renderings) > 1),
        variants=tuple(d for d in by_source if len(d.renderings) == 1 and d.renderings[0].variants),
        conflicts=tuple(conflicts),
        findings=tuple(findings),
        counts=counts,
        stated=tuple(by_source),
    )


Side = Callable[[Statement], tuple[str, str]]


def _disagreements(statements: list[Statement], one: Side, other: Side) -> list[Disagreement]:
    """Every term of one side with its renderings on the other, the weightiest disagreement first."""
    groups: list[tuple[str, str, str, list[Statement]]] = []
    for code, rendering_code, members in _groups(statements, one, other):
        name = _most_used([one(s)[0] for s in members])
        groups.append((name, code, rendering_code, members))
    found = [
        Disagreement(name, code, rendering_code, _renderings(members, other, rendering_code))
        for name, code, rendering_code, members in groups
    ]
    return sorted(found, key=lambda d: (-_weight(d), -d.occurrences, d.term.casefold()))


def _weight(disagreement: Disagreement) -> int:
    """How many statements would change if the most used rendering were taken everywhere."""
    return disagreement.occurrences - max(len(rendering.places) for rendering in disagreement.renderings)


def _groups(statements: list[Statement], one: Side, other: Side) -> Iterable[tuple[str, str, list[Statement]]]:
    """The statements by the term on one side, forms of one term together."""
    stated: dict[tuple[str, str], dict[str, list[Statement]]] = defaultdict(lambda: defaultdict(list))
    for statement in statements:
        (text, code), (_, other_code) = one(statement), other(statement)
        stated[code, other_code][text].append(statement)
    for (code, other_code), by_text in stated.items():
        for texts in _clusters(by_text, language(code), one_term):
            yield code, other_code, [statement for text in texts for statement in by_text[text]]


def _renderings(statements: list[Statement], other: Side, code: str) -> tuple[Rendering, ...]:
    """The renderings of one term: texts that are forms of one another together, the most used first."""
    rules = language(code)
    stated: dict[str, list[Statement]] = defaultdict(list)
    for statement in statements:
        stated[other(statement)[0]].append(statement)
    found = []
    for texts in _clusters(stated, rules, _one_rendering):
        best = max(texts, key=lambda text: len(stated[text]))
        variants = {text for text in texts if rules.normalise(text) != rules.normalise(best)}
        places = {Place(s.document, s.document_id, s.line) for text in texts for s in stated[text]}
        ordered = sorted(places, key=lambda place: (place.document, place.line))
        found.append(Rendering(best, tuple(sorted(variants)), tuple(ordered)))
    return tuple(sorted(found, key=lambda r: (-r.documents, -len(r.places), r.text)))


def _clusters(texts: Iterable[str], rules: Language, same: Callable[[str, str, Language], bool]) -> Iterator[list[str]]:
    """Texts that are the same as the first of them, together; in the order of the first."""
    by_key: dict[str, list[list[str]]] = defaultdict(list)
    clusters: list[list[str]] = []
    for text in texts:
        keys = [*keys_of(text, rules), joined(rules.normalise(text))]
        near = [cluster for key in keys for cluster in by_key[key]]
        if same is _one_rendering and len(clusters) <= MOST_ABBREVIATED:
            near += clusters
        home = next((cluster for cluster in near if same(cluster[0], text, rules)), None)
        if home is None:
            home = []
            clusters.append(home)
        home.append(text)
        for key in keys:
            if home not in by_key[key]:
                by_key[key].append(home)
    yield from clusters


def _one_rendering(one: str, other: str, rules: Language) -> bool:
    """Whether two renderings are one: forms of a term, or an abbreviation and its full form."""
    return one_term(one, other, rules) or abbreviates(one, other) or abbreviates(other, one)


def _most_used(texts: list[str]) -> str:
    return Counter(texts).most_common(1)[0][0]
