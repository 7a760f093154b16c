"""What every terminology format must do: the contract that each format subclasses, and its helpers."""

from __future__ import annotations

import io
import tracemalloc
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import pytest
from conftest import command, cpu_bound, dump, one_line

from termbase.errors import TermbaseError, UsageError
from termbase.formats import FORMATS, Losses, Options, Selection, SourceFile, for_reading
from termbase.formats.categories import REJECTED, Category
from termbase.matching import Incoming
from termbase.model import AdministrativeStatus, Concept, Term
from termbase.store import connect

Status = AdministrativeStatus
EN, AR = Term("packet", "en"), Term("حزمة", "ar")


def written(
    name: str, concepts: Iterable[Concept], losses: Losses | None = None, pair: tuple[str, str] = ("en", "ar")
) -> bytes:
    form = FORMATS[name]
    options = Options(*pair, losses=Losses() if losses is None else losses)
    selection = Selection(form, pair if form.pair else None, options.losses)
    out = io.BytesIO()
    form.writer(selection(concepts), out, options)
    return out.getvalue()


def read(name: str, data: bytes, folder: Path, pair: tuple[str, str] = ("en", "ar")) -> list[Incoming]:
    path = folder / f"file.{name}"
    path.write_bytes(data)
    if not data:
        return []
    return list(FORMATS[name].reader(SourceFile(path), Options(*pair)))


def left_out(name: str, data: bytes, folder: Path) -> list[str]:
    """The categories of what is told not to be taken in from a file."""
    path, losses = folder / f"file.{name}", Losses()
    path.write_bytes(data)
    list(FORMATS[name].reader(SourceFile(path), Options("en", "ar", losses=losses)))
    return [str(loss.category) for loss in losses]


def of(concepts: Iterable[Concept], code: str) -> list[Term]:
    return [term for concept in concepts for term in concept.terms if term.language == code]


# For each data category a concept that has it, and what of it must come back.
Probe = tuple[Concept, Callable[[list[Concept]], object]]


def about_concept(**values: object) -> Probe:
    (name,) = values
    return Concept((EN, AR), id=1, **values), lambda found: {getattr(c, name) for c in found}


def about_term(**values: object) -> Probe:
    (name,) = values
    return (
        Concept((EN, replace(AR, **values)), id=1),
        lambda found: {getattr(term, name) for term in of(found, "ar")},
    )


PROBES: dict[Category, Probe] = {
    Category.SUBJECT_FIELD: about_concept(subject_field="Networks"),
    Category.DEFINITION: about_concept(definition="A unit of data, as “sent”; 100 % <of> it & more"),
    Category.CONCEPT_NOTE: about_concept(note="Not a parcel: no"),
    Category.IMAGE: about_concept(image="https://example.org/packet.png"),
    Category.CONCEPT_FIELDS: about_concept(fields=(("projectSubset", "core: one"),)),
    Category.STATUS: about_term(administrative_status=Status.ADMITTED),
    Category.PROCESS_STATUS: about_term(process_status="proposed"),
    Category.PART_OF_SPEECH: about_term(part_of_speech="noun"),
    Category.GENDER: about_term(grammatical_gender="feminine"),
    Category.NUMBER: about_term(grammatical_number="dual"),
    Category.TERM_TYPE: about_term(term_type="shortForm"),
    Category.DO_NOT_TRANSLATE: about_term(do_not_translate=True),
    Category.CONTEXT: about_term(context="وصلت الحزمة."),
    Category.SOURCE: about_term(source="RFC 791"),
    Category.RELIABILITY: about_term(reliability=0.85),
    Category.TERM_NOTE: about_term(note="seen once"),
    Category.TERM_FIELDS: about_term(fields=(("geographicalUsage", "EG"),)),
    Category.LANGUAGE_TAG: about_term(fields=(("languageTag", "ar-EG"),)),
    Category.SYNONYMS: (
        Concept((EN, AR, Term("رزمة", "ar", Status.ADMITTED)), id=1),
        lambda found: [term.text for term in of(found, "ar")],
    ),
    Category.LANGUAGES: (
        Concept((EN, AR, Term("Paket", "de")), id=1),
        lambda found: [term.text for term in of(found, "de")],
    ),
    Category.MISSING_SIDE: (Concept((EN,), id=1), lambda found: [term.text for term in of(found, "en")]),
}  # fmt: skip
TEXTS = {
    "bidirectional": ("TCP/IP (v4)", "\u2067بروتوكول\u2069 TCP\u200f"), "combining": ("cafe\u0301", "شَدّة"),
    "astral": ("𝕏 emoji 👩‍👩‍👧", "𐎠𐎡"), "presentation forms": ("ﬁle", "ﻻ ﷺ"), "markup": ('a <b> & "c" \'d\'', "]]> &amp;"),
    "joiners": ("co\u00adop", "می\u200cخواهم"), "formula": ("=SUM(A1)", "-١"), "apostrophe": ("'=x", "'a"),
    "separators": ("a, b | c", "أ، ب"),
}  # fmt: skip


class FormatContract:
    """A subclass names a format, and files of it that are damaged each in its own way."""

    name: ClassVar[str] = ""
    malformed: ClassVar[dict[str, bytes]] = {}
    # Written and read by the same code as another format: the slow tests are run for that one only.
    variant: ClassVar[bool] = False

    @pytest.mark.parametrize("category", list(PROBES), ids=lambda category: category.value)
    def test_what_it_keeps_comes_back_and_what_not_is_reported(self, tmp_path: Path, category: Category) -> None:
        concept, seen = PROBES[category]
        losses = Losses()
        data = written(self.name, [concept], losses)
        found = [row.concept for row in read(self.name, data, tmp_path)]
        reported = {loss.category for loss in losses}
        if category in FORMATS[self.name].keeps:
            assert seen(found) == seen([concept])
            admitted = category is Category.SYNONYMS and reported <= {Category.STATUS.value}
            assert not reported or admitted or (category in FORMATS[self.name].shared and reported == {category.value})
        elif seen(found) != seen([concept]):
            assert category.value in reported

    def test_relations_come_back_or_are_reported(self, tmp_path: Path) -> None:
        losses = Losses()
        concepts = [
            Concept((EN, AR), id=1, relations=(("associative", "2"), ("broader", "2"))),
            Concept((Term("frame", "en"), Term("إطار", "ar")), id=2),
        ]
        found = read(self.name, written(self.name, concepts, losses), tmp_path)
        if Category.RELATIONS in FORMATS[self.name].keeps:
            assert sorted((r, o.lstrip("c")) for r, o in found[0].concept.relations) == sorted(concepts[0].relations)
        else:
            assert Category.RELATIONS in {loss.category for loss in losses}

    def test_of_its_own_file_nothing_is_left_out(self, tmp_path: Path) -> None:
        assert left_out(self.name, written(self.name, [Concept((EN, AR), id=1)]), tmp_path) == []

    def test_nothing(self, tmp_path: Path) -> None:
        data = written(self.name, [])
        assert read(self.name, data, tmp_path) == []

    @pytest.mark.parametrize("kind", list(TEXTS))
    def test_text_comes_back_as_written(self, tmp_path: Path, kind: str) -> None:
        english, arabic = TEXTS[kind]
        losses = Losses()
        data = written(self.name, [Concept((Term(english, "en"), Term(arabic, "ar")), id=1)], losses)
        found = [row.concept for row in read(self.name, data, tmp_path)]
        if not losses:
            assert [t.text for t in of(found, "en")] == [english]
            assert [t.text for t in of(found, "ar")] == [arabic]

    @pytest.mark.parametrize("status", sorted(REJECTED))
    def test_what_must_not_be_used_never_leaves_as_a_plain_translation(self, tmp_path: Path, status: Status) -> None:
        losses = Losses()
        data = written(self.name, [Concept((EN, AR, Term("باكيت", "ar", status)), id=1)], losses)
        found = of([row.concept for row in read(self.name, data, tmp_path)], "ar")
        for term in found:
            assert (term.text == "باكيت") is (term.administrative_status in REJECTED), term
        if not any(term.text == "باكيت" for term in found):
            assert Category.STATUS.value in {loss.category for loss in losses}

    def test_doubles(self, tmp_path: Path) -> None:
        concepts = [Concept((EN, AR), id=1), Concept((EN, AR), id=2)]
        losses = Losses()
        found = read(self.name, written(self.name, concepts, losses), tmp_path)
        assert len(found) + sum(loss.count for loss in losses) >= 2
        assert {term.text for row in found for term in row.concept.terms} == {"packet", "حزمة"}

    @pytest.mark.parametrize("pair", [("de", "fr"), ("zh", "pt"), ("haw", "ber")], ids="-".join)
    def test_any_languages(self, tmp_path: Path, pair: tuple[str, str]) -> None:
        concept = Concept((Term("eins", pair[0]), Term("un", pair[1])), id=1)
        found = read(self.name, written(self.name, [concept], pair=pair), tmp_path, pair)
        assert [(t.text, t.language) for row in found for t in row.concept.terms] == [
            ("eins", pair[0]),
            ("un", pair[1]),
        ]

    def test_its_own_file_is_recognised_or_has_to_be_named(self, tmp_path: Path) -> None:
        suffix = next(iter(FORMATS[self.name].suffixes), "")
        path = tmp_path / f"file{suffix}"
        path.write_bytes(
            written(self.name, [Concept((EN, AR, Term("رزمة", "ar", Status.ADMITTED)), "Networks", "A unit", id=1)])
        )
        try:
            found = for_reading(SourceFile(path), None)
        except UsageError:
            assert not suffix
        else:
            assert found.reader is FORMATS[self.name].reader or not suffix

    @pytest.mark.slow
    def test_damaged_files_are_refused_with_their_place_and_change_nothing(self, tmp_path: Path) -> None:
        db = tmp_path / "t.db"
        connection = connect(db, writable=True, make=True)
        before = dump(connection)
        for kind, data in self.malformed.items():
            path = tmp_path / f"{kind}.bad"
            path.write_bytes(data)
            with cpu_bound(5):
                result = command(db, "import", str(path), "--format", self.name)
            assert result.exit_code == 2, (kind, result.stderr)
            assert str(path) in one_line(result.stderr), kind
            assert dump(connection) == before
        connection.close()

    def test_a_file_cut_off_anywhere_is_refused_or_read_up_to_there(self, tmp_path: Path) -> None:
        if self.variant:
            pytest.skip("the same code as another format")
        self.cut_off(tmp_path, 30)

    @pytest.mark.slow
    def test_a_file_cut_off_at_every_tenth_byte(self, tmp_path: Path) -> None:
        self.cut_off(tmp_path, 1 << 20)

    def cut_off(self, tmp_path: Path, times: int) -> None:
        """Read a file cut off so many times, at least ten bytes apart."""
        concepts = [
            Concept((Term(f"packet {n}", "en"), Term(f"حزمة {n}", "ar")), definition="A unit", id=n)
            for n in range(1, 4)
        ]
        data = written(self.name, concepts)
        whole = {t.text for row in read(self.name, data, tmp_path) for t in row.concept.terms}
        refused: list[str] = []
        with cpu_bound(30):
            for end in range(0, len(data), max(10, len(data) // times)):
                try:
                    found = read(self.name, data[:end], tmp_path)
                except TermbaseError as error:
                    refused.append(str(error))
                else:
                    for row in found:
                        for term in row.concept.terms:
                            assert any(text.startswith(term.text) for text in whole)
        assert not any("\n" in text for text in refused)

    @pytest.mark.slow
    def test_memory_does_not_grow_with_the_file(self, tmp_path: Path) -> None:
        if self.variant:
            pytest.skip("the same code as another format")
        if self.name in ("tbx2", "multiterm", "xliff", "utx"):
            pytest.skip("the same streaming as TBX or TSV")
        if self.name in ("skos", "skos-jsonld", "ontolex", "xlsx"):
            pytest.skip("rdflib holds the graph, a spreadsheet its shared strings; their size is limited instead")

        def many(count: int) -> Iterator[Concept]:
            for n in range(1, count + 1):
                yield Concept((Term(f"packet {n}", "en"), Term(f"حزمة {n}", "ar")), definition="A unit", id=n)

        class Sink(io.RawIOBase):
            def writable(self) -> bool:
                return True

            def write(self, data: object) -> int:
                return len(data)  # type: ignore[arg-type]

        def peak(count: int) -> int:
            tracemalloc.start()
            FORMATS[self.name].writer(many(count), Sink(), Options())
            path = tmp_path / f"{count}"
            path.write_bytes(written(self.name, many(count)))
            tracemalloc.reset_peak()
            for _ in FORMATS[self.name].reader(SourceFile(path), Options()):
                pass
            found = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            return found

        assert peak(1500) < peak(150) + 1_500_000
