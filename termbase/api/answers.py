"""The shapes of answers: what the OpenAPI document promises and the tests hold every answer against."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from termbase.api.shapes import Severity


class Answer(BaseModel):
    """Answers have these members and no others."""

    model_config = ConfigDict(extra="forbid")


class Problem(Answer):
    """What went wrong (RFC 9457)."""

    type: str
    status: int
    title: str
    detail: str


class Translation(Answer):
    """A term of the other language."""

    text: str
    status: str
    do_not_translate: bool


class TermFound(Answer):
    """A term in a text; start and end count Unicode code points; ``rules`` say by what it is inflected: *plural*."""

    start: int
    end: int
    surface: str
    term: str
    status: str
    concept_id: int
    match: str
    rules: list[str]
    similarity: float
    translations: list[Translation]


class SegmentTerms(Answer):
    """The terms of one segment, in order."""

    terms: list[TermFound]


class LookupAnswer(Answer):
    """The terms of each segment, all in the state that ``revision`` names."""

    source: str
    target: str
    revision: int
    segments: list[SegmentTerms]


class FindingAnswer(Answer):
    """Something wrong with a pair of segments; offsets count code points."""

    code: str
    severity: Severity
    segment: int
    source_term: str
    source_start: int | None
    source_end: int | None
    target_start: int | None
    target_end: int | None
    expected: list[str]
    found: str
    message: str
    concept_id: int | None


class SegmentFindings(Answer):
    """The findings of one segment."""

    findings: list[FindingAnswer]


class CheckAnswer(Answer):
    """The findings of each segment."""

    source: str
    target: str
    revision: int
    segments: list[SegmentFindings]


class TermAnswer(Answer):
    """A term of a concept."""

    id: int
    text: str
    language: str
    administrative_status: str
    process_status: str
    part_of_speech: str | None
    grammatical_gender: str | None
    grammatical_number: str | None
    term_type: str | None
    do_not_translate: bool
    context: str | None
    source: str | None
    reliability: float | None
    note: str | None


class ConceptAnswer(Answer):
    """A concept with its terms; ``url`` is its page."""

    id: int
    url: str
    subject_field: str | None
    definition: str | None
    note: str | None
    image: str | None
    terms: list[TermAnswer]


class ConceptPage(Answer):
    """Concepts; ``next`` is the cursor of the page that follows."""

    revision: int
    concepts: list[ConceptAnswer]
    next: str | None


class CommentAnswer(Answer):
    """A comment on a concept."""

    id: int
    concept_id: int
    made_at: str
    author: str
    text: str


class CommentPage(Answer):
    """Comments, the oldest first."""

    comments: list[CommentAnswer]
    next: str | None


class SuggestionAnswer(Answer):
    """A suggestion and what became of it."""

    id: int
    made_at: str
    author: str
    source_language: str
    target_language: str
    source: str
    target: str
    note: str | None
    status: str
    decided_at: str | None
    decided_by: str | None
    concept_id: int | None


class SuggestionPage(Answer):
    """Suggestions, the oldest first."""

    suggestions: list[SuggestionAnswer]
    next: str | None


class PairAnswer(Answer):
    """A mined pair and how it stands to the termbase; score is 0..1."""

    id: int
    source: str
    target: str
    source_language: str
    target_language: str
    do_not_translate: bool
    score: float
    status: str
    extractor: str
    documents: int
    occurrences: int
    concept_id: int | None


class PlaceAnswer(Answer):
    """Where a pair was stated; the line is that in the document, from 1."""

    document: str
    field: str
    line: int | None
    extractor: str
    score: float


class PairDetail(PairAnswer):
    """A mined pair and where it was stated."""

    evidence: list[PlaceAnswer]


class PairPage(Answer):
    """Mined pairs, by id."""

    pairs: list[PairAnswer]
    next: str | None


class FormatAnswer(Answer):
    """A format of a file; ``pair``: it has two languages only."""

    name: str
    title: str
    suffix: str
    media_type: str
    pair: bool
    tools: list[str]
    url: str


class FormatList(Answer):
    """The formats that can be had."""

    formats: list[FormatAnswer]


class LossAnswer(Answer):
    """What happened to one kind of content, how often, and the first place."""

    category: str
    how: str
    count: int
    example: str


class LossReport(Answer):
    """What a format cannot carry of the termbase."""

    revision: int
    format: str
    losses: list[LossAnswer]


class SentenceAnswer(Answer):
    """A segment, and where it stands."""

    document: str
    line: int | None
    source: str | None
    target: str | None


class UnpairedAnswer(Answer):
    """A term that mostly has no counterpart in aligned text: ``missing`` of its ``occurrences``."""

    text: str
    language: str
    other_language: str
    score: float
    documents: int
    occurrences: int
    missing: int
    segments: list[SentenceAnswer]


class UnpairedPage(Answer):
    """Terms without counterpart, those most like terms first."""

    terms: list[UnpairedAnswer]
    next: str | None


class ChangeAnswer(Answer):
    """One revision."""

    id: int
    made_at: str
    author: str
    action: str
    summary: str
    undoes: int | None


class ChangePage(Answer):
    """The history, the newest first."""

    revision: int
    changes: list[ChangeAnswer]
    next: str | None
