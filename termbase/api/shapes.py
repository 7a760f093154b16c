"""The shapes of requests: what is checked when one arrives is what the OpenAPI document says."""

from __future__ import annotations

from typing import Annotated, Literal
from urllib.parse import urlencode

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator

from termbase.model import DEFAULT_SOURCE, DEFAULT_TARGET, AdministrativeStatus

MOST_SEGMENTS = 100
LONGEST_TEXT = 20_000
LONGEST_REQUEST_TEXT = 200_000
MOST_TERMS = 200
PAGE = 50
LARGEST_PAGE = 200

Tag = Annotated[
    str,
    StringConstraints(pattern=r"^([A-Za-z]{2,3}|[A-Za-z]{5,8})([-_][A-Za-z0-9]{0,8}){0,4}$"),
    Field(description="A language by its BCP 47 tag; only the language itself is looked at.", examples=["en", "ar"]),
]
Text = Annotated[str, StringConstraints(max_length=LONGEST_TEXT)]
# What is stored is visible: no control characters, no blank at either end.
VISIBLE = r"^[^\s\x00-\x1f\x7f-\x9f]([^\x00-\x1f\x7f-\x9f]*[^\s\x00-\x1f\x7f-\x9f])?$"
TermText = Annotated[str, StringConstraints(max_length=500, pattern=VISIBLE)]
Remark = Annotated[str, StringConstraints(max_length=5_000, pattern=r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$")]
Words = Annotated[str, StringConstraints(max_length=200)]
Similarity = Annotated[
    float,
    Field(ge=0, le=100, description="100 admits no misspelt terms; 80 is a good bound for names that are typed."),
]
# JSON does not tell 7 from 7.0.
Identity = Annotated[
    int,
    Field(ge=1, le=10**15 - 1),
    BeforeValidator(lambda value: int(value) if isinstance(value, float) and value.is_integer() else value),
]
Severity = Literal["error", "warning", "information"]


class Shape(BaseModel):
    """Unknown members are errors, and a string is no number."""

    model_config = ConfigDict(extra="forbid", strict=True, allow_inf_nan=False)


class Parameters(BaseModel):
    """Members of a query string, where everything arrives as text."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class Languages(Parameters):
    """A pair of languages in a query string."""

    source: Tag = DEFAULT_SOURCE
    target: Tag = DEFAULT_TARGET


class LookupQuery(Languages):
    """A lookup as a query string."""

    text: Text = Field(examples=["Routers buffer the packets"])
    min_similarity: Similarity = 100


class LookupBody(Shape):
    """One text, or segments: the one or the other."""

    text: Text | None = Field(None, examples=["Routers buffer the packets"])
    segments: list[Text] | None = Field(None, max_length=MOST_SEGMENTS)
    source: Tag = DEFAULT_SOURCE
    target: Tag = DEFAULT_TARGET
    min_similarity: Similarity = 100

    # What the schema cannot say by its members alone is said here, and checked below.
    model_config = ConfigDict(
        json_schema_extra={
            "oneOf": [
                {"required": ["text"], "properties": {"text": {"type": "string"}, "segments": {"type": "null"}}},
                {"required": ["segments"], "properties": {"segments": {"type": "array"}, "text": {"type": "null"}}},
            ]
        }
    )

    @model_validator(mode="after")
    def _one_of_both(self) -> LookupBody:
        if (self.text is None) == (self.segments is None):
            raise ValueError("give either text or segments")
        return self

    @property
    def texts(self) -> list[str]:
        """The texts to look at, however they were given."""
        return [self.text] if self.text is not None else self.segments or []


class SegmentPair(Shape):
    """A source segment and its translation."""

    source: Text
    target: Text


class CheckBody(Shape):
    """Segments to check; ``codes`` restricts the findings to those codes."""

    segments: list[SegmentPair] = Field(max_length=MOST_SEGMENTS)
    source: Tag = DEFAULT_SOURCE
    target: Tag = DEFAULT_TARGET
    codes: list[Annotated[str, StringConstraints(pattern="^[a-z]+(-[a-z]+)*$", max_length=40)]] | None = Field(
        None, max_length=50, description="Only findings with these codes.", examples=[["term-missing"]]
    )


class TermBody(Shape):
    """A term of a concept; one with an ``id`` is changed, one without is added."""

    id: Identity | None = None
    text: TermText
    language: Tag
    administrative_status: Literal["preferred", "admitted", "deprecated", "superseded", "forbidden"] = "preferred"
    process_status: Literal["proposed", "reviewed"] = "reviewed"
    part_of_speech: Remark | None = None
    grammatical_gender: Remark | None = None
    grammatical_number: Remark | None = None
    term_type: Remark | None = None
    do_not_translate: bool = False
    context: Remark | None = None
    source: Remark | None = None
    reliability: Annotated[float, Field(ge=0, le=1)] | None = None
    note: Remark | None = None

    @property
    def status(self) -> AdministrativeStatus:
        """The administrative status as the model has it."""
        return AdministrativeStatus(self.administrative_status)


class NewTerm(TermBody):
    """A term of a new concept: it has no id yet."""

    id: None = None


class Descriptions(Shape):
    """What is said of a concept as a whole."""

    subject_field: Remark | None = None
    definition: Remark | None = None
    note: Remark | None = None
    image: Remark | None = None


class ConceptBody(Descriptions):
    """A new concept."""

    terms: list[NewTerm] = Field(
        min_length=1, max_length=MOST_TERMS,
        examples=[[{"text": "packet", "language": "en"}, {"text": "حزمة", "language": "ar"}]],
    )  # fmt: skip


class ConceptPatch(Descriptions):
    """What changes (RFC 7396): null clears a field; ``terms`` replaces the whole list of terms."""

    terms: list[TermBody] = Field(default=[], min_length=1, max_length=MOST_TERMS)


class MergeBody(Shape):
    """The concept that goes; ``etag`` is its ETag as it was read: without one it is taken as it is."""

    concept: Identity = Field(examples=[12])
    etag: Annotated[str, StringConstraints(max_length=100)] | None = None


class SuggestionBody(Shape):
    """A pair of terms that somebody proposes."""

    source: TermText = Field(examples=["jitter"])
    target: TermText = Field(examples=["تذبذب"])
    source_language: Tag = DEFAULT_SOURCE
    target_language: Tag = DEFAULT_TARGET
    note: Remark | None = None


class AcceptBody(Shape):
    """How the target of an accepted pair is ruled; without a body it becomes preferred, or admitted beside others."""

    status: Literal["preferred", "admitted", "deprecated", "superseded", "forbidden"] | None = None
    former: Literal["admitted", "deprecated", "superseded", "forbidden"] = Field(
        "admitted",
        description="What becomes of terms that were preferred until then; of use with the status preferred only.",
    )
    reason: Remark | None = None


class DecisionForm(Shape):
    """What the form on the page of a pair sends; ``state`` is what the page showed (`pipeline.state_of`)."""

    decision: Literal["preferred", "admitted", "deprecated", "superseded", "forbidden", "reject"]
    former: Literal["admitted", "deprecated", "superseded", "forbidden"] = "admitted"
    reason: Annotated[Remark, StringConstraints(max_length=500)] = ""
    state: Annotated[str, StringConstraints(max_length=64)]


class TickedForm(Shape):
    """What the form on a list of pairs sends: one decision on several, each with what the page showed of it."""

    decision: Literal["accept", "reject"]
    reason: Annotated[Remark, StringConstraints(max_length=500)] = ""
    states: dict[int, Annotated[str, StringConstraints(max_length=64)]] = Field(min_length=1)


class CommentBody(Shape):
    """A comment on a concept."""

    text: Annotated[Remark, StringConstraints(min_length=1)] = Field(examples=["Also used by the networks team."])


class Page(Parameters):
    """Where a page begins and how long it is."""

    cursor: Annotated[str, StringConstraints(pattern="^[0-9]{1,15}$")] | None = Field(
        None, description="`next` of the page before."
    )
    limit: int = Field(PAGE, ge=1, le=LARGEST_PAGE)

    @property
    def after(self) -> int:
        """The cursor as a number; 0 at the start."""
        return int(self.cursor or 0)


class ConceptSearch(Page):
    """Concepts by the words of their terms."""

    q: Words = Field("", description="Words of a term, in any language and inflection; without it, all concepts by id.")


class SuggestionSearch(Page):
    """Suggestions by what became of them."""

    status: Literal["open", "accepted", "rejected"] | None = None


class PairSearch(Page):
    """Mined pairs by their words, what became of them and how sure they are."""

    q: Words = Field("", description="Words of either term, in any inflection; without it, all pairs.")
    status: Literal["new", "known", "variant", "conflict", "accepted", "rejected"] | None = None
    min_score: Annotated[float, Field(ge=0, le=1)] = 0


class UnpairedSearch(Page):
    """Terms without counterpart; ``after`` is how many come before."""

    language: Tag | None = Field(None, description="Only terms of this language.")


class ExportQuery(Languages):
    """Which languages a file has, where it has only two, and what separates its cells."""

    delimiter: Literal[",", ";", "tab"] | None = Field(None, description="Between the cells of CSV.")

    def as_query(self) -> str:
        """The same as a query string."""
        return urlencode({name: value for name, value in self if value is not None})


class NoParameters(Parameters):
    """No query string."""
