"""The LanguageTool protocol: warnings about terms for every client that can ask a LanguageTool server.

Without a source text there are the checks that need none: terms that are ruled out, with what to write instead.
With one (``srctext`` and ``motherTongue``, or ``sourceText`` and ``sourceLanguage``) all checks of the pair are run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from termbase import __version__
from termbase.api.annotation import Annotated, annotated
from termbase.api.exchange import Context
from termbase.api.language_names import name_of
from termbase.checks.misuse import misused, right_elsewhere
from termbase.checks.segment import SegmentFinding, check_segment
from termbase.checks.segment_terms import prose_terms
from termbase.checks.spans import marked
from termbase.errors import TooLarge, UsageError
from termbase.languages import language, primary_subtag, scripts
from termbase.matching import TermIndex
from termbase.model import AdministrativeStatus, Occurrence, best_first
from termbase.store import queries

LONGEST_TEXT = 100_000
CATEGORY = {"id": "TERMINOLOGY", "name": "Terminology"}
CONTEXT = 40
MOST_REPLACEMENTS = 5
ISSUE_TYPES = {
    "text-missing": "omission", "number-mismatch": "numbers", "unit-mismatch": "numbers",
    "term-untranslated": "untranslated", "term-inconsistent": "inconsistency",
}  # fmt: skip
ACCEPTED = (AdministrativeStatus.PREFERRED, AdministrativeStatus.ADMITTED)
DESCRIPTIONS = {
    "FORBIDDEN": "A term that must not be used", "DEPRECATED": "A term that should no longer be used",
    "SUPERSEDED": "A term that another one has replaced",
}  # fmt: skip


@dataclass(frozen=True)
class Match:
    """A warning at a span of code points of the text."""

    rule: str
    start: int
    end: int
    message: str
    replacements: tuple[str, ...]
    description: str
    issue: str = "terminology"


@dataclass(frozen=True)
class Wanted:
    """Which rules a client wants."""

    enabled: frozenset[str]
    disabled: frozenset[str]
    only: bool
    categories_on: frozenset[str]
    categories_off: frozenset[str]

    def admits(self, rule: str) -> bool:
        """Whether a rule is on."""
        named = rule in self.enabled or CATEGORY["id"] in self.categories_on
        if self.only and (self.enabled or self.categories_on):
            return named
        return rule not in self.disabled and (named or CATEGORY["id"] not in self.categories_off)


def wanted(form: Mapping[str, str]) -> Wanted:
    """The rules that the parameters ask for."""

    def names(name: str) -> frozenset[str]:
        return frozenset(part.strip() for part in form.get(name, "").split(",") if part.strip())

    only = form.get("enabledOnly", "").lower() in ("true", "yes", "1")
    if only and not form.get("enabledRules") and not form.get("enabledCategories"):
        raise UsageError("enabledOnly needs enabledRules or enabledCategories")
    return Wanted(
        names("enabledRules"), names("disabledRules"), only, names("enabledCategories"), names("disabledCategories")
    )


def check(context: Context, form: Mapping[str, str], data: Any = None) -> dict[str, Any]:
    """The answer to ``/v2/check``; ``data`` is the parameter of that name, read as JSON."""
    given = annotated(data) if data is not None else Annotated([(form.get("text", ""), form.get("text", ""))])
    if data is None and "text" not in form:
        raise UsageError("give text, or data with an annotation")
    source_text = form.get("srctext") or form.get("sourceText") or ""
    for text in (given.text, source_text):
        if len(text) > LONGEST_TEXT:
            raise TooLarge(f"the text has {len(text)} characters, at most {LONGEST_TEXT} are checked at once")
    tag = form.get("language", "").strip()
    if not tag:
        raise UsageError("give a language, such as en-US, ar or auto")
    detected, confidence = detect(given.text, queries.languages(context.connection))
    code = detected if tag == "auto" else primary_subtag(tag)
    mother = form.get("sourceLanguage") if form.get("sourceText") else form.get("motherTongue")
    if source_text and not mother:
        raise UsageError("a source text needs its language: motherTongue with srctext, sourceLanguage with sourceText")
    found: list[Match]
    if source_text and primary_subtag(mother or "") != code:
        found = list(_bilingual(source_text, given.text, primary_subtag(mother or ""), code, context.state.index))
    else:
        found = list(_monolingual(given.text, code, context.state.index, form.get("level") == "picky"))
    context.in_time()
    rules = wanted(form)
    matches = [_match(match, given) for match in found if rules.admits(match.rule)]
    shown = code if tag == "auto" else tag
    return {
        "software": software(),
        "warnings": {"incompleteResults": False},
        "language": {
            "name": name_of(shown, code), "code": shown,
            "detectedLanguage": {"name": name_of(detected, detected), "code": detected, "confidence": confidence},
        },
        "matches": matches,
    }  # fmt: skip


def software() -> dict[str, Any]:
    """What answers."""
    return {
        "name": "termbase", "version": __version__, "buildDate": "", "apiVersion": 1, "premium": False, "status": "",
    }  # fmt: skip


def detect(text: str, codes: list[str]) -> tuple[str, float]:
    """Which of the languages (the commonest first) a text is in, by its letters, and how sure that is (0..1)."""
    counts = scripts(text[:2000])
    letters = sum(counts.values())
    for script, count in counts.most_common():
        for code in codes:
            if language(code).script == script:
                return code, round(count / letters, 3)
    return (codes or ["en"])[0], 0.0


def _monolingual(text: str, code: str, index: TermIndex, picky: bool) -> Iterator[Match]:
    """Terms ruled out. A word that is right for another concept is passed over unless the client is picky."""
    given = marked(text)
    used = prose_terms(given, code, index)
    right = right_elsewhere(used)
    for occurrence in misused(given, language(code), used):
        if not picky and (occurrence.start, occurrence.end) in right:
            continue
        status = occurrence.term.administrative_status
        name = status.value.upper()
        replacements = _instead(occurrence, code, index)
        said = f"“{occurrence.surface}” is {status.value}"
        said += f"; write “{'” or “'.join(replacements)}”" if replacements else ""
        yield Match(f"TERMBASE_{name}", occurrence.start, occurrence.end, said, replacements, DESCRIPTIONS[name])


def _instead(occurrence: Occurrence, code: str, index: TermIndex) -> tuple[str, ...]:
    """What to write in the place of a term: the accepted ones of its concept, in the form of the place."""
    accepted = [
        t for t in best_first(index.terms_of(occurrence.concept_id, code)) if t.administrative_status in ACCEPTED
    ]
    rules = language(code)
    forms = [rules.inflected_like(occurrence.surface, occurrence.term.text, term.text) for term in accepted]
    return tuple(dict.fromkeys(forms))[:MOST_REPLACEMENTS]


def _bilingual(source: str, target: str, source_code: str, code: str, index: TermIndex) -> Iterator[Match]:
    rules = language(code)
    for found in check_segment(source, target, source_code, code, index):
        rule = "TERMBASE_" + found.code.removeprefix("term-").replace("-", "_").upper()
        start, end = _place(found, target)
        expected = found.expected if found.found and found.target_start is not None else ()
        named = _named(found, code, index)
        forms = (rules.inflected_like(target[start:end], named or one, one) if named else one for one in expected)
        description = found.code.replace("-", " ")
        issue = ISSUE_TYPES.get(found.code, "terminology" if found.code.startswith("term-") else "mistranslation")
        replacements = tuple(dict.fromkeys(forms))[:MOST_REPLACEMENTS]
        yield Match(rule, start, end, found.message, replacements, description, issue)


def _named(found: SegmentFinding, code: str, index: TermIndex) -> str | None:
    """The term whose form stands in the target, where the finding tells."""
    if not found.found or not found.concept_id:
        return None
    rules = language(code)
    terms = index.terms_of(found.concept_id, code)
    return next((term.text for term in terms if rules.same_term(term.text, found.found)), None)


def _place(found: SegmentFinding, target: str) -> tuple[int, int]:
    """Where to show a finding; one without a place in the target stands over all of it."""
    if found.target_start is not None and found.target_end is not None:
        return found.target_start, found.target_end
    lead = len(target) - len(target.lstrip())
    return lead, max(len(target.rstrip()), lead)


def _match(match: Match, given: Annotated) -> dict[str, Any]:
    offset, length = given.span(match.start, match.end)
    text, first = given.text, max(match.start - CONTEXT, 0)
    last = min(match.end + CONTEXT, len(text))
    before, after = "..." if first else "", "..." if last < len(text) else ""
    shown = Annotated([(before, before), (text[first:last], text[first:last]), (after, after)])
    inside = shown.span(len(before) + match.start - first, len(before) + match.end - first)
    return {
        "message": match.message, "shortMessage": match.message, "offset": offset, "length": length,
        "replacements": [{"value": value} for value in match.replacements],
        "context": {"text": shown.text, "offset": inside[0], "length": inside[1]},
        "sentence": _sentence(text, match.start, match.end), "type": {"typeName": "Other"},
        "rule": {
            "id": match.rule, "description": match.description, "issueType": match.issue, "category": CATEGORY,
        },
        "ignoreForIncompleteSentence": False, "contextForSureMatch": 0,
    }  # fmt: skip


def _sentence(text: str, start: int, end: int) -> str:
    """The sentence around a span, roughly: up to full stops and line ends."""
    first = max(text.rfind(mark, 0, start) for mark in (". ", "\n", "؟", "! ", "? ")) + 1
    lasts = [place for mark in (". ", "\n", "؟", "! ", "? ") if (place := text.find(mark, end)) >= 0]
    return text[first : min(lasts, default=len(text)) + 1].strip()[:1000]
