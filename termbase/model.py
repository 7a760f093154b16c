"""The data that flows through termbase, as frozen dataclasses.

Documents are read into `Document`s of `Segment`s and `Field`s; extractors turn them into `TermPair`s; matching relates
pairs to the `Concept`s and `Term`s of the termbase; checks and reports yield `Finding`s. Names are those of
ISO 30042:2019 (TBX) where it has one. All offsets count Unicode code points, all line numbers start at 1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields, make_dataclass
from enum import StrEnum
from typing import Any, NamedTuple, TypeVar

# The languages that are meant where nobody names any, as tags of BCP 47.
DEFAULT_SOURCE, DEFAULT_TARGET = "en", "ar"

Made = TypeVar("Made")


def maker(kind: type[Made]) -> Callable[..., Made]:
    """A constructor of a frozen dataclass with slots for places that make millions: a quarter of the time.

    It takes all fields by position. A frozen dataclass sets each of its fields by a call; this one sets them in a twin
    that is not frozen and has the same slots, and then makes that a ``kind``.
    """
    twin = make_dataclass(kind.__name__, [field.name for field in fields(kind)], slots=True)  # type: ignore[arg-type]

    def make(*values: Any) -> Made:
        made: Any = twin(*values)
        made.__class__ = kind
        return made  # type: ignore[no-any-return]

    return make


class Author(NamedTuple):
    """Whom the history names, with the id of the token by which they wrote. A name alone has none."""

    name: str
    token: int | None = None


class Part(StrEnum):
    """The parts of a bilingual section file."""

    HEADER = "header"
    SOURCE = "source"
    TARGET = "target"
    NOTES = "notes"
    METRICS = "metrics"
    BACK_TRANSLATION = "back-translation"
    OTHER = "other"


class AdministrativeStatus(StrEnum):
    """How the use of a term is ruled (ISO 30042, ``administrativeStatus``), declared from the best to the worst."""

    PREFERRED = "preferred"
    ADMITTED = "admitted"
    SUPERSEDED = "superseded"
    DEPRECATED = "deprecated"
    FORBIDDEN = "forbidden"


class MatchStatus(StrEnum):
    """How a mined pair stands to the termbase."""

    NEW = "new"
    KNOWN = "known"
    VARIANT = "variant"
    CONFLICT = "conflict"


class Severity(StrEnum):
    """How much a finding weighs; the order of declaration is from worst to least."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a text: a paragraph, a heading, a list item, a table row, a code fence or a formula."""

    kind: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A source block and its counterpart; one side is None where the other has no counterpart.

    ``score`` is the confidence of the alignment, 0..1.
    """

    source: Block | None
    target: Block | None
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Item:
    """A list item or a line below a field, with the items nested in it."""

    text: str
    line: int
    items: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A table below a field: the header cells, and each row with its line."""

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    line: int


@dataclass(frozen=True, slots=True)
class Field:
    """A labelled statement outside the text: ``**Key terms:** …`` with what is nested below it.

    ``name`` is the label as written, or the heading of the part for statements without a label.
    """

    part: Part
    name: str
    value: str
    line: int
    items: tuple[Item, ...] = ()
    tables: tuple[Table, ...] = ()
    labelled: bool = True


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure that a document claims of itself; ``name`` is the label as written."""

    name: str
    value: float
    line: int


@dataclass(frozen=True, slots=True)
class Measured:
    """What was measured of a document: a figure of 0..1, or None where it is measured later; how; of how many things.

    ``trials`` is the number of things that the figure is a share of, None where it is no share.
    """

    name: str
    value: float | None
    method: str
    trials: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One document as read: what it says in both languages, and what its translator says of it.

    ``translator`` and ``dated`` (ISO 8601) are what its fields give, empty where they give none. ``segments`` is a
    tuple, or for a file of any size something that reads the file anew each time it is iterated. ``problem`` is why the
    document is not what it should be, with the line; what could be read of it counts all the same.
    """

    name: str
    format: str
    content_hash: str
    source_language: str
    target_language: str
    title: str = ""
    segments: Iterable[Segment] = ()
    fields: tuple[Field, ...] = ()
    metrics: tuple[Metric, ...] = ()
    back_translation: tuple[Block, ...] = ()
    problem: tuple[int, str] | None = None
    translator: str = ""
    dated: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where a pair was found: the field and the line, how it was stated, how sure the extractor is (0..1)."""

    extractor: str
    field: str
    line: int
    syntax: str
    score: float
    note: str = ""


@dataclass(frozen=True, slots=True)
class TermPair:
    """A source term and its rendering as one extractor found them in one place.

    A pair with ``do_not_translate`` has the same text on both sides.
    """

    source: str
    target: str
    evidence: Evidence
    do_not_translate: bool = False


@dataclass(frozen=True, slots=True)
class Term:
    """A term of a concept in one language; ``id`` is 0 until it is stored.

    ``language`` is the BCP 47 primary subtag. ``fields`` are further data categories, name and value, that the model
    has no place for; a fuller language tag (``pt-BR``) is kept there as ``languageTag``.
    """

    text: str
    language: str
    administrative_status: AdministrativeStatus = AdministrativeStatus.PREFERRED
    process_status: str = "reviewed"
    part_of_speech: str | None = None
    grammatical_gender: str | None = None
    grammatical_number: str | None = None
    term_type: str | None = None
    do_not_translate: bool = False
    context: str | None = None
    source: str | None = None
    reliability: float | None = None
    note: str | None = None
    id: int = 0
    fields: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept with its terms in any number of languages; ``id`` is 0 until it is stored.

    ``external_id`` is what the file it came from calls it. ``relations`` are pairs of a relation (broader, narrower,
    associative …) and the id of the other concept, as text: our own number once stored, the file's id before.
    ``fields`` are further data categories, name and value, that the model has no place for.
    """

    terms: tuple[Term, ...]
    subject_field: str | None = None
    definition: str | None = None
    note: str | None = None
    image: str | None = None
    id: int = 0
    external_id: str | None = None
    fields: tuple[tuple[str, str], ...] = ()
    relations: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class TermMatch:
    """How a pair stands to the termbase: status, the concept it touches, and how alike the targets are (0..100)."""

    status: MatchStatus
    concept_id: int | None = None
    similarity: float = 0.0


class Occurrence(NamedTuple):
    """A term recognised in a text: ``text[start:end]`` stands for the term, ``kind`` is exact, inflected or fuzzy.

    A tuple, since recognising a text makes dozens of them in as many microseconds.
    """

    start: int
    end: int
    surface: str
    term: Term
    concept_id: int
    kind: str
    similarity: float
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a check or a report found; codes are listed in the documentation."""

    code: str
    severity: Severity
    message: str
    line: int = 0
    source_term: str = ""
    expected: tuple[str, ...] = ()
    found: str = ""
    places: tuple[str, ...] = field(default=())


def best_first(terms: Iterable[Term]) -> list[Term]:
    """Terms by their administrative status; those of one status as they came."""
    ranks = list(AdministrativeStatus)
    return sorted(terms, key=lambda term: ranks.index(term.administrative_status))


make_term = maker(Term)
make_concept = maker(Concept)
