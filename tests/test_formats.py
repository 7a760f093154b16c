"""Terminology files: one contract for every format, and what is particular to each."""

from __future__ import annotations

import csv
import io
import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from conftest import SEEDS
from hypothesis import given
from hypothesis import strategies as st

from termbase.errors import InputError
from termbase.formats import READERS, WRITERS, Options, SourceFile
from termbase.matching import Incoming
from termbase.model import AdministrativeStatus, Concept, Term

Status = AdministrativeStatus
HEADER = ["English", "Arabic", "Status", "Definition", "Notes"]
ROWS = [
    ["buffer", "صوان", "preferred", "A place", ""],
    ["queue", "رتل / صف", "", "", "first in, first out"],
    ["Transmission Control Protocol (TCP)", "بروتوكول التحكم", "", "", ""],
    ["packet", "باكيت", "forbidden", "", ""],
]


def as_glossary(rows: list[list[str]]) -> str:
    lines = [
        "# Terms",
        "",
        "Some words before.",
        "",
        *("| " + " | ".join(cells) + " |" for cells in [rows[0], ["---"] * len(rows[0]), *rows[1:]]),
    ]
    return "\n".join(lines) + "\n"


def as_delimited(rows: list[list[str]], delimiter: str) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return buffer.getvalue()


WRITE = {
    "glossary": as_glossary,
    "csv": lambda rows: as_delimited(rows, ","),
    "tsv": lambda rows: as_delimited(rows, "\t"),
}


def read(name: str, text: str, source: str = "en", target: str = "ar") -> list[Incoming]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "terms"
        path.write_text(text, encoding="utf-8", newline="")
        file = SourceFile(path)
        file.place = "terms"
        return list(READERS[name](file, Options(source, target)))


def write(name: str, concepts: list[Concept]) -> str:
    out = io.BytesIO()
    WRITERS[name](concepts, out, Options())
    return out.getvalue().decode()


def terms(row: Incoming, language: str) -> list[str]:
    return [term.text for term in row.concept.terms if term.language == language]


@pytest.mark.parametrize("name", sorted(WRITE))
class TestEveryFormat:
    def test_rows_become_concepts_with_their_lines(self, name: str) -> None:
        text = WRITE[name]([HEADER, *ROWS])
        found = read(name, text)
        assert [terms(row, "ar") for row in found] == [["صوان"], ["رتل", "صف"], ["بروتوكول التحكم"], ["باكيت"]]
        for row in found:
            assert row.concept.terms[0].text in text.split("\n")[row.line - 1]

    def test_an_abbreviation_in_brackets_is_a_term_of_its_own(self, name: str) -> None:
        row = read(name, WRITE[name]([HEADER, *ROWS]))[2]
        assert terms(row, "en") == ["Transmission Control Protocol", "TCP"]
        assert row.concept.terms[1].term_type == "abbreviation"

    def test_several_renderings_the_first_preferred(self, name: str) -> None:
        row = read(name, WRITE[name]([HEADER, *ROWS]))[1]
        assert [t.administrative_status for t in row.concept.terms if t.language == "ar"] == [
            Status.PREFERRED,
            Status.ADMITTED,
        ]
        assert row.concept.note == "first in, first out"

    def test_status(self, name: str) -> None:
        assert read(name, WRITE[name]([HEADER, *ROWS]))[3].concept.terms[1].administrative_status is Status.FORBIDDEN

    @pytest.mark.parametrize(
        "header",
        [["English", "Arabic"], ["en", "ar"], ["en-GB", "ar-EG"], ["EN_US", "ar_SA"], ["source", "target"], ["Source term", "Target term"], ["Term", "Translation"],
         ["**English**", "العربية"], ["ar", "en"], ["target", "source"], ["Note", "English", "Confidence", "Arabic"]],
        ids=" ".join,
    )  # fmt: skip
    def test_columns_are_recognised_by_name(self, name: str, header: list[str]) -> None:
        cells = {"en": "buffer", "ar": "صوان"}
        keys = [
            next(
                (
                    code
                    for code, names in (("en", ("en", "english", "sou", "term")), ("ar", ("ar", "tar", "tra", "ال")))
                    if h.strip("*").lower().startswith(names)
                ),
                "",
            )
            for h in header
        ]
        row = [cells.get(key, "0.5" if h == "Confidence" else "n") for key, h in zip(keys, header, strict=True)]
        (found,) = read(name, WRITE[name]([header, row]))
        assert (terms(found, "en"), terms(found, "ar")) == (["buffer"], ["صوان"])
        if "Confidence" in header:
            assert found.confidence == 0.5

    def test_another_pair_of_languages(self, name: str) -> None:
        (found,) = read(name, WRITE[name]([["German", "French"], ["Puffer", "tampon"]]), "de", "fr")
        assert (terms(found, "de"), terms(found, "fr")) == (["Puffer"], ["tampon"])

    def test_no_column_for_a_language_is_an_error_with_its_line(self, name: str) -> None:
        with pytest.raises(InputError) as caught:
            read(name, WRITE[name]([["English", "French"], ["buffer", "tampon"]]))
        assert "target" in str(caught.value)
        assert caught.value.line

    @pytest.mark.parametrize("text", ["", "\n\n", "no table here\n"])
    def test_no_table(self, name: str, text: str) -> None:
        with pytest.raises(InputError):
            read(name, text)

    @given(st.text(max_size=200))
    def test_any_text_is_read_or_refused_in_our_words(self, name: str, text: str) -> None:
        with suppress(InputError):
            read(name, "English\tArabic,en,ar\n" + text)

    def test_short_and_long_rows(self, name: str) -> None:
        text = WRITE[name]([["English", "Arabic", "Notes"], ["one", "واحد"], ["two", "اثنان", "n", "more", "and more"]])
        assert [terms(row, "ar") for row in read(name, text)] == [["واحد"], ["اثنان"]]


class TestGlossary:
    def test_cells_with_escaped_bars_and_emphasis(self) -> None:
        (row,) = read("glossary", "| English | Arabic |\n|:--|--:|\n| **a \\| b** | `س` |\n")
        assert (terms(row, "en"), terms(row, "ar")) == (["a | b"], ["س"])

    def test_several_tables_and_other_tables(self) -> None:
        text = "| English | Arabic |\n|---|---|\n| a | أ |\n\nwords\n\n| en | ar |\n|---|---|\n| b | ب |\n"
        assert [terms(row, "en") for row in read("glossary", text)] == [["a"], ["b"]]

    def test_rows_without_a_rendering_are_passed_over(self) -> None:
        assert len(read("glossary", "| English | Arabic |\n|---|---|\n| a | |\n| | ب |\n| c | ج |\n")) == 1

    def test_the_glossary_of_the_seeds(self) -> None:
        found = read("glossary", (SEEDS / "glossary.md").read_text(encoding="utf-8"))
        assert len(found) == 169
        assert all(0 <= row.confidence <= 1 for row in found)
        assert max(row.usage for row in found) > 5


class TestDelimited:
    def test_quoted_cells_over_several_lines_keep_the_line_of_their_row(self) -> None:
        found = read("csv", 'source,target,note\na,أ,"one\ntwo"\nb,ب,\n')
        assert [row.line for row in found] == [2, 4]
        assert found[0].concept.note == "one\ntwo"

    def test_semicolons(self) -> None:
        assert terms(read("csv", "source;target\na, b;أ\n")[0], "en") == ["a, b"]

    @pytest.mark.parametrize(
        ("text", "line", "said"),
        [
            ("source,target\na,أ\n,ب\n", 3, "no source term"),
            ("source,target,status\na,أ,splendid\n", 2, "splendid"),
            ("source,target,confidence\na,أ,much\n", 2, "much"),
            ('source,target\na,"أ\n', None, "well-formed"),
            ('source,target\na,"أ"x\n', 2, "well-formed"),
            ("source,note\na,b\n", 1, "target"),
        ],
    )
    def test_errors_have_their_line(self, text: str, line: int | None, said: str) -> None:
        with pytest.raises(InputError) as caught:
            read("csv", text)
        assert said in str(caught.value)
        assert str(caught.value).startswith("terms:")
        if line:
            assert caught.value.line == line

    def test_an_id_before_all_other_columns_is_no_indonesian(self) -> None:
        (numbered,) = read("csv", "id,en,ar\n1,a,أ\n")
        assert [term.text for term in numbered.concept.terms] == ["a", "أ"]
        assert ("id", "1") in [tuple(field) for field in numbered.concept.fields]
        (indonesian,) = read("csv", "en,id,ar\na,b,أ\n")
        assert terms(indonesian, "id") == ["b"]

    def test_do_not_translate(self) -> None:
        (row,) = read("csv", "source,target,do_not_translate\nSQLite,,yes\n")
        assert all(term.do_not_translate and term.text == "SQLite" for term in row.concept.terms)
        assert terms(row, "ar") == ["SQLite"]

    def test_the_glossary_of_the_seeds(self) -> None:
        found = read("csv", (SEEDS / "glossary.csv").read_text(encoding="utf-8"))
        statuses = [t.administrative_status for row in found for t in row.concept.terms if t.language == "ar"]
        assert len(found) == 87
        assert (statuses.count(Status.FORBIDDEN), statuses.count(Status.DEPRECATED)) == (8, 4)


class TestWrite:
    CELL = (
        st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=12)
        .map(str.strip)
        .filter(lambda t: t and not any(c in t for c in "/;؛،()") and not t.startswith(("'", "=", "+", "-", "@")))
    )

    @pytest.mark.parametrize("name", ["csv", "tsv"])
    @given(st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=5))
    def test_what_is_written_is_read_back(self, name: str, rows: list[tuple[str, str, str]]) -> None:
        concepts = [
            Concept((Term(source, "en"), Term(target, "ar")), definition=definition, id=n)
            for n, (source, target, definition) in enumerate(rows, 1)
        ]
        text = write(name, concepts)
        assert [(terms(row, "en"), terms(row, "ar"), row.concept.definition) for row in read(name, text)] == [
            ([s], [t], d) for s, t, d in rows
        ]

    def test_a_concept_without_a_translation_keeps_its_row(self) -> None:
        (row,) = read("csv", write("csv", [Concept((Term("a", "en"),))]))
        assert (terms(row, "en"), terms(row, "ar")) == (["a"], [])
