"""The termbase itself: entries that collide, are too short, stand on the wrong side, or hide characters.

term-duplicate        two concepts share terms in two languages, or one abbreviates the other: merge them
term-homonym          one term names several concepts that differ in the other language: tell them apart, or merge
term-too-short        a single letter, which every text has
side-swapped          a term in the script of another language of its concept
language-missing      a concept that lacks one of the languages that nearly all others have
invisible-character   bidi controls, zero-width characters, presentation forms inside a term
concept-unused        no text of the corpus uses any of its terms
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from termbase.languages import abbreviates, has_script, language
from termbase.matching.pairs import REJECTED
from termbase.model import Concept, Severity, Term

# A language is expected of every concept when so large a share of them has it.
USUAL = 0.9
# Findings that `termbase.pipeline.mending` can mend; the others need words that only people have.
MENDABLE = frozenset({
    "term-duplicate", "term-homonym", "side-swapped", "invisible-character", "term-too-short", "concept-unused",
})  # fmt: skip
# Those of them that lose nothing, so that all of a kind may be mended at once.
HARMLESS = frozenset({"term-duplicate", "side-swapped", "invisible-character"})
CONTROLS = frozenset("\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u00ad")


@dataclass(frozen=True, slots=True)
class LintFinding:
    """Something odd about the termbase: the concepts and the term it speaks of, and what would mend it."""

    code: str
    severity: Severity
    message: str
    concepts: tuple[int, ...]
    term: str
    fix: str

    @property
    def name(self) -> str:
        """What `review --mend` knows the finding by: its code and its concepts."""
        return f"{self.code}:{','.join(map(str, self.concepts))}"


def lint(concepts: Sequence[Concept], used: Callable[[Term], bool] | None = None) -> list[LintFinding]:
    """All findings on the concepts, the worst first. ``used`` tells whether the corpus has a term; None without one."""
    found = [*_collisions(concepts), *_missing(concepts)]
    for concept in concepts:
        found += [finding for term in concept.terms for finding in _term(concept, term)]
        if used is not None and not any(used(term) for term in concept.terms):
            name = concept.terms[0].text if concept.terms else ""
            said = f"no text of the corpus uses “{name}”"
            mend = "keep it if texts to come will use it, else remove it"
            found.append(LintFinding("concept-unused", Severity.INFORMATION, said, (concept.id,), name, mend))
    order = list(Severity)
    return sorted(found, key=lambda f: (order.index(f.severity), f.code == "concept-unused", f.code, f.concepts))


def _term(concept: Concept, term: Term) -> Iterator[LintFinding]:
    clean = cleaned(term.text)
    if clean != term.text:
        hidden = sorted({f"U+{ord(c):04X}" for c in term.text if c in CONTROLS or _presentation(c)})
        yield LintFinding(
            "invisible-character", Severity.ERROR, f"“{term.text}” has {', '.join(hidden)}, which nobody sees",
            (concept.id,), term.text, f"write “{clean}”",
        )  # fmt: skip
    letters = [c for c in term.text if c.isalnum()]
    if len(letters) < 2 and language(term.language).script != "CJK":
        yield LintFinding(
            "term-too-short", Severity.WARNING, f"“{term.text}” is too short to be recognised without false alarms",
            (concept.id,), term.text, "write it out, or remove it",
        )  # fmt: skip
    own = language(term.language).script
    others = {language(t.language).script for t in concept.terms} - {own}
    if not term.do_not_translate and letters and not has_script(term.text, own):
        swapped = next(
            (script for script in sorted(others) if script != "LATIN" and has_script(term.text, script)), None
        )
        if swapped:
            yield LintFinding(
                "side-swapped", Severity.ERROR,
                f"“{term.text}” is a term of {term.language!r} in {swapped.capitalize()} script", (concept.id,),
                term.text, "swap the sides of this concept",
            )  # fmt: skip


def cleaned(text: str) -> str:
    """A text without characters that nobody sees, presentation forms as the letters that they stand for."""
    shown = "".join(unicodedata.normalize("NFKC", c) if _presentation(c) else c for c in text if c not in CONTROLS)
    return " ".join(shown.split()) if shown != text else text


def _presentation(character: str) -> bool:
    """Whether a character is one of the Arabic presentation forms, which stand for letters that join by themselves."""
    return "\ufb50" <= character <= "\ufdff" or "\ufe70" <= character <= "\ufefe"


def _collisions(concepts: Sequence[Concept]) -> Iterator[LintFinding]:
    """Pairs of concepts that share a term: in both languages a double, in one a homonym."""
    holders: dict[tuple[str, str], list[tuple[Concept, Term]]] = defaultdict(list)
    for concept in concepts:
        for term in concept.terms:
            if term.administrative_status not in REJECTED:
                holders[term.language, _joined(term)].append((concept, term))
    shared: dict[tuple[int, int], dict[str, str]] = defaultdict(dict)
    several: dict[tuple[str, str], dict[int, Concept]] = defaultdict(dict)
    for (code, key), members in holders.items():
        for n, (one, term) in enumerate(members):
            for other, another in members[:n]:
                if one.id != other.id and _one_term(code, term, another):
                    shared[min(one.id, other.id), max(one.id, other.id)][code] = term.text
                    several[code, key].update({one.id: one, other.id: other})
    by_id = {concept.id: concept for concept in concepts}
    doubles = {pair for pair, codes in shared.items() if len(codes) > 1 or _abbreviated(*(by_id[n] for n in pair))}
    for pair in sorted(doubles):
        text = next(iter(shared[pair].values()))
        yield LintFinding(
            "term-duplicate", Severity.WARNING, f"concepts {pair[0]} and {pair[1]} are both “{text}”", pair, text,
            f"merge concept {pair[1]} into {pair[0]}",
        )  # fmt: skip
    for (code, key), found in several.items():
        if len(found) > 1 and any(tuple(sorted((a, b))) not in doubles for a in found for b in found if a < b):
            text = holders[code, key][0][1].text
            names = [next((t.text for t in c.terms if t.language != code), "") for c in found.values()]
            yield LintFinding(
                "term-homonym", Severity.INFORMATION, f"“{text}” stands for {', '.join(f'“{n}”' for n in names if n)}",
                tuple(sorted(found)), text, "merge as synonyms, or choose different terms",
            )  # fmt: skip


def _joined(term: Term) -> str:
    """The stems of a term without what stands between them: *hyper-parameters* is *hyperparameter*."""
    return language(term.language).key(term.text).replace(" ", "")


def _one_term(code: str, one: Term, other: Term) -> bool:
    """Whether two terms with equal stems differ in form, or in hyphens and spaces."""
    rules = language(code)
    apart = len(rules.words(one.text)) != len(rules.words(other.text))
    return apart or rules.same_term(one.text, other.text)


def _abbreviated(one: Concept, other: Concept) -> bool:
    """Whether a term of one concept is the abbreviation of one of the other in the same language."""
    return any(
        a.language == b.language and (abbreviates(a.text, b.text) or abbreviates(b.text, a.text))
        for a in one.terms
        for b in other.terms
    )


def _missing(concepts: Iterable[Concept]) -> Iterator[LintFinding]:
    everything = list(concepts)
    counts = Counter(code for concept in everything for code in {term.language for term in concept.terms})
    usual = {code for code, count in counts.items() if count >= USUAL * len(everything)}
    for concept in everything:
        lacking = sorted(usual - {term.language for term in concept.terms})
        if lacking and not any(term.do_not_translate for term in concept.terms):
            name = concept.terms[0].text if concept.terms else ""
            yield LintFinding(
                "language-missing", Severity.WARNING, f"“{name}” has no term in {', '.join(lacking)}", (concept.id,),
                name, f"add a term in {', '.join(lacking)}",
            )  # fmt: skip
