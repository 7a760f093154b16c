"""Nothing is lost in silence: out of a termbase, into an empty one, and every difference is in the list of losses."""

from __future__ import annotations

import io
import re
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from termbase.errors import InputError
from termbase.formats import FORMATS
from termbase.formats.categories import Category, of_term
from termbase.model import AdministrativeStatus, Concept, Term
from termbase.pipeline.terminology import ImportRequest, export_terminology, import_terminology
from termbase.store import connect, queries, transaction
from termbase.store.bulk import BulkWriter
from termbase.store.revisions import open_revision
from termbase.store.writes import relate

PAIR = ("en", "ar")
# What stands in texts that formats have to escape, cut, or take for something of their own.
ODD = (
    "{}", "=SUM({})", "'{}", "'={}", "#{}", "{} (LF)", "long {} (LAN)", "{} / other", "{}; other", "{}، غير", "a, {}",
    '"{}"', "a | {}", "a\\|{}", "\\{}", "*{}*", "`{}`", "<b>{}</b> &amp;", "]]>{}", "[termbase] source: {}", "\u2067{}\u2069",
    "{}\u200f", "ca\u0301fe {}", "𝕏 {}", "ﷺ {}", "{}\nnext", "{}\n  indented", "{}\r\nnext", "a\tb {}", " {} ", "\u00a0{}",
    "{}\x01", "{}\x85next", "{}\u2028next", "{}\ufffe", "msgid \"{}\"", "{}%", "-{}", "@{}", "_x0041_{}", "en{}",
    "The {}", "{}s", "transaction {}", "urn:{}", "{}\0", "two  {}", "no\u00a0{}",
    "{}\\", "{}\\n", "{}:", "%41{}", "&#65;{}", "{}|", "\u200b{}", "{},", "<{}>", "(a) {}", "{}_x000D_", "1. {}", "''{}", "{}\"\"",
)  # fmt: skip
VALUES = st.integers(0, 10**6).flatmap(lambda number: st.sampled_from(ODD).map(lambda odd: odd.format(f"v{number}")))
NAMES = st.sampled_from(
    ("x", "y: z", "geographicalUsage", "definition@ar", "imageTitle", "definitionLanguage", "note@en")
)
FIELDS = st.lists(st.tuples(NAMES, VALUES), max_size=2).map(tuple)
MAYBE = st.none() | VALUES
WORDS = st.sampled_from(("noun", "verb", "proper noun", "feminine", "dual", "plural", "shortForm", "acronym")) | VALUES


@st.composite
def terms(draw: st.DrawFn, language: str, text: str) -> Term:
    """A term, in most cases with little said of it."""
    if draw(st.booleans()):
        return Term(text, language, draw(st.sampled_from(AdministrativeStatus)))
    tag = ((("languageTag", {"en": "en-GB", "ar": "ar-EG", "fr": "fr-CA"}[language]),)) if draw(st.booleans()) else ()
    return Term(
        text, language, draw(st.sampled_from(AdministrativeStatus)), draw(st.sampled_from(("proposed", "reviewed"))),
        draw(st.none() | WORDS), draw(st.none() | WORDS), draw(st.none() | WORDS), draw(st.none() | WORDS), draw(st.booleans()),
        draw(MAYBE), draw(MAYBE), draw(st.none() | st.floats(0, 1)), draw(MAYBE), fields=tag + draw(FIELDS),
    )  # fmt: skip


@st.composite
def termbases(draw: st.DrawFn) -> list[Concept]:
    """Concepts with terms in three languages; sometimes two share a term, and sometimes a side is missing."""
    concepts: list[Concept] = []
    count = draw(st.integers(1, 4))
    used: list[tuple[str, str]] = []
    for number in range(1, count + 1):
        found: dict[tuple[str, str], Term] = {}
        for place in range(draw(st.integers(1, 4))):
            language = draw(st.sampled_from(("en", "ar", "en", "ar", "fr")))
            word = {"en": "unit", "ar": "وحدة", "fr": "mot"}[language]
            text = draw(st.sampled_from(ODD)).format(f"{word}{number}x{place}")
            same = [text for code, text in used if code == language]
            if same and draw(st.integers(0, 9)) == 0:
                text = draw(st.sampled_from(same))
            used.append((language, text))
            found.setdefault((language, text), draw(terms(language, text)))
        bare = draw(st.booleans())
        texts = [None] * 4 if bare else [draw(MAYBE) for _ in range(4)]
        relations: set[tuple[str, str]] = set()
        for _ in range(draw(st.integers(0, 2))):
            other = draw(st.integers(1, count))
            relations.add((draw(st.sampled_from(("associative", "broader", "narrower", "antonym"))), str(other)))
        concepts.append(Concept(
            tuple(found.values()), *texts, number, None if bare else draw(MAYBE), () if bare else draw(FIELDS),
            tuple(sorted(relations)),
        ))  # fmt: skip
    return concepts


def store(connection: sqlite3.Connection, concepts: Iterable[Concept]) -> None:
    with transaction(connection):
        open_revision(connection, "test", "test", "")
        writer = BulkWriter(connection)
        for concept in concepts:
            writer.add_concept(concept.id, concept, concept.terms)
        writer.flush()
        for concept in concepts:
            for relation, other in concept.relations:
                relate(connection, concept.id, relation, int(other))


Key = tuple[str, str]


def statements(concepts: Iterable[Concept]) -> Iterator[tuple[str, frozenset[Key], str]]:
    """(category, the terms it is about, value) for all that a termbase says, whatever its numbers are."""
    concepts = list(concepts)
    names = {str(c.id): frozenset((t.language, t.text) for t in c.terms) for c in concepts}
    for concept in concepts:
        keys = [(term.language, term.text) for term in concept.terms]
        said = [
            (Category.SUBJECT_FIELD, concept.subject_field), (Category.DEFINITION, concept.definition),
            (Category.CONCEPT_NOTE, concept.note), (Category.IMAGE, concept.image),
            *((Category.CONCEPT_FIELDS, "\n".join(pair)) for pair in concept.fields),
        ]  # fmt: skip
        for term, key in zip(concept.terms, keys, strict=True):
            yield "term", frozenset([key]), ""
            for category in of_term(term):
                yield category, frozenset([key]), value_of(term, category)
            for category, value in said:
                if value:
                    yield category, frozenset([key]), value
            for relation, number in concept.relations:
                for other in names.get(number, ()):
                    yield Category.RELATIONS, frozenset([key, other]), relation
            for other in keys:
                if other != key:
                    yield Category.SYNONYMS, frozenset([key, other]), ""


def value_of(term: Term, category: Category) -> str:
    return {
        Category.STATUS: term.administrative_status, Category.PROCESS_STATUS: term.process_status,
        Category.PART_OF_SPEECH: term.part_of_speech, Category.GENDER: term.grammatical_gender,
        Category.NUMBER: term.grammatical_number, Category.TERM_TYPE: term.term_type,
        Category.DO_NOT_TRANSLATE: "", Category.CONTEXT: term.context, Category.SOURCE: term.source,
        Category.RELIABILITY: repr(term.reliability), Category.TERM_NOTE: term.note,
        Category.LANGUAGE_TAG: dict(term.fields).get("languageTag"),
        Category.TERM_FIELDS: "\n".join(chain.from_iterable(pair for pair in term.fields if pair[0] != "languageTag")),
    }[category] or ""  # fmt: skip


ILLEGAL = re.compile("[\x00-\x08\x0e-\x1b\ufffe\uffff]")


def flat(text: str) -> str:
    return " ".join(ILLEGAL.sub("\ufffd", text).split())


# Losses of these say that a whole term, or a whole row, is not there or stands elsewhere.
WHOLE = {
    Category.LANGUAGES, Category.MISSING_SIDE, Category.STATUS, Category.SYNONYMS, "entries", "concepts", "characters",
    "rows",
}  # fmt: skip


OWN = Category.DO_NOT_TRANSLATE
ELSEWHERE = {Category.MISSING_SIDE, Category.SYNONYMS, "entries", "concepts", "characters", "rows"}


def unexplained(before: list[Concept], after: list[Concept], losses: list[tuple[str, str, str]]) -> list[object]:
    """The differences that no loss speaks of."""
    # A term that the format would offer is left out with all that is said of it.
    items = [("entries" if "would offer" in how else category, flat(item)) for category, how, item in losses]
    names: dict[Key, set[str]] = {}
    for concept in before:
        for term in concept.terms:
            names.setdefault((term.language, term.text), set()).add(flat(concept.terms[0].text))
    known = {(t.language, t.text) for c in before for t in c.terms}
    altered = any(category == "characters" for category, _ in items)
    there = {(t.language, t.text) for c in after for t in c.terms}

    def spoken_of(categories: set[str], keys: frozenset[Key], value: str = "") -> bool:
        said = {flat(text) for _, text in keys}.union(*(names.get(key, set()) for key in keys))
        said |= {flat(value)} if value else set()
        return any(
            c in categories and any(text in item or (item and item in text) for text in said) for c, item in items
        )

    found: list[object] = []
    gone = set(statements(before)) - set(statements(after))
    for statement in set(statements(before)) ^ set(statements(after)):
        category, keys, value = statement
        if keys - known:
            # A text that came back altered.
            own = {(language, text) for language, text in keys - known if not spoken_of({OWN}, frozenset([("", text)]))}
            if own and not altered:
                found.append(("came from nowhere", statement))
            continue
        missing = keys - there
        if missing:
            if not spoken_of(WHOLE, missing):
                found.append(("a term is gone", statement))
        elif statement not in gone and spoken_of({c for c, _ in items}, keys, value):
            # What a format bends may turn up as something else, as a note.
            continue
        elif not spoken_of({category, *ELSEWHERE}, keys, value):
            found.append(("gone" if statement in gone else "new", statement))
    return found


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty termbase, to be copied."""
    path = tmp_path_factory.mktemp("blank") / "blank.db"
    connect(path, writable=True, make=True).close()
    return path


def there_and_back(form: str, concepts: list[Concept], blank: Path, folder: Path) -> list[object]:
    """What of some concepts is lost in silence on the way out and in."""
    losses: list[tuple[str, str, str]] = []

    def note(category: str, how: str, item: str) -> None:
        losses.append((category, how, item))

    path = folder / "file"
    opened: list[sqlite3.Connection] = []
    try:
        for name in ("out.db", "in.db"):
            (folder / name).unlink(missing_ok=True)
            shutil.copy(blank, folder / name)
            opened.append(connect(folder / name, writable=True))
            opened[-1].execute("PRAGMA synchronous = OFF")
        store(opened[0], concepts)
        before = list(queries.concepts(opened[0]))
        out = io.BytesIO()
        export_terminology(opened[0], out, FORMATS[form], source=PAIR[0], target=PAIR[1], on_loss=note)
        path.write_bytes(out.getvalue())
        if not before:
            return []
        asked = ImportRequest(form, *PAIR, on_loss=note)
        try:
            import_terminology(opened[1], path, root=folder, request=asked)
        except InputError as error:
            # A table that nothing was written to.
            if not ("is empty" in str(error) or "no terms" in str(error)):
                raise
        return unexplained(before, list(queries.concepts(opened[1])), losses)
    finally:
        for connection in opened:
            connection.close()


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_every_difference_is_in_the_list_of_losses(
    form: str, blank: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp(form)

    @settings(suppress_health_check=list(HealthCheck), deadline=None)
    @given(termbases())
    def check(concepts: list[Concept]) -> None:
        assert there_and_back(form, concepts, blank, folder) == []

    check()
