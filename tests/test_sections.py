"""Section files: which heading opens what, texts in any order or missing, fields, figures, and exact lines."""

from __future__ import annotations

import pytest
from conftest import DATA, cpu_bound, section_file

from termbase.documents import load_conventions, read_sections
from termbase.model import Document, Part

HEADINGS = [
    line.split("\t")
    for line in (DATA / "headings.tsv").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


def read(text: str, source: str = "en", target: str = "ar") -> Document:
    return read_sections(text, "x.md", "0" * 32, source, target, load_conventions())


def sides(document: Document) -> list[tuple[str | None, str | None]]:
    return [(s.source.text if s.source else None, s.target.text if s.target else None) for s in document.segments]


def fields(document: Document) -> list[tuple[str, str, int]]:
    return [(f.name, f.value, f.line) for f in document.fields]


class TestHeadings:
    @pytest.mark.parametrize(("part", "heading", "source", "target"), HEADINGS, ids=[row[1] for row in HEADINGS])
    def test_table(self, part: str, heading: str, source: str, target: str) -> None:
        found = load_conventions().part_of_heading(heading, source, target)
        assert (found.value if found else "-") == part

    @pytest.mark.parametrize("marks", ["##", "###", "####"])
    @pytest.mark.parametrize(
        ("part", "heading"), [(p, h) for p, h, s, t in HEADINGS if p != "-" and (s, t) == ("en", "ar")]
    )
    def test_at_every_level(self, part: str, heading: str, marks: str) -> None:
        text = f"# Title\n\n**Section:** x\n\n{marks} {heading}\n\n- **Key terms:** alpha (ألف)\n"
        document = read(text)
        if part in ("source", "target"):
            assert len(document.segments) == 1
        elif part == "back-translation":
            assert document.back_translation
            assert not document.segments
        else:
            assert [f.part.value for f in document.fields] == ["header", part]

    def test_a_known_heading_inside_a_text_ends_it_and_an_unknown_one_belongs_to_it(self) -> None:
        document = read(
            "### English\n\n#### Results\n\nGood.\n\n### Arabic\n\n#### النتائج\n\nجيد.\n\n### Notes\n\nX → س\n"
        )
        assert sides(document) == [("Results", "النتائج"), ("Good.", "جيد.")]
        assert [f.part for f in document.fields] == [Part.NOTES]


class TestParts:
    def test_all_parts(self) -> None:
        document = read(
            section_file(
                "One.\n\nTwo.", "واحد.\n\nاثنان.", "- **Key terms:** one (واحد)", "- Readability: 0.9", "**Year:** 2024"
            )
        )
        assert sides(document) == [("One.", "واحد."), ("Two.", "اثنان.")]
        assert document.title == "Section"
        assert [(f.part, f.name) for f in document.fields] == [
            (Part.HEADER, "Year"), (Part.NOTES, "Key terms"), (Part.METRICS, "Readability"),
        ]  # fmt: skip
        assert document.problem is None

    def test_target_before_source(self) -> None:
        assert sides(read("### Arabic\n\nواحد.\n\n### English\n\nOne.\n")) == [("One.", "واحد.")]

    def test_notes_before_texts(self) -> None:
        document = read("### Notes\n\nOne (واحد)\n\n### English\n\nOne.\n\n### Arabic\n\nواحد.\n")
        assert sides(document) == [("One.", "واحد.")]
        assert fields(document) == [("Notes", "One (واحد)", 3)]

    def test_texts_that_alternate_are_paired_in_turn(self) -> None:
        text = "".join(
            f"### English\n\n{en}\n\n### Arabic\n\n{ar}\n\n"
            for en, ar in [("One.", "واحد."), ("Two.", "اثنان."), ("Three.", "ثلاثة.")]
        )
        assert sides(read(text)) == [("One.", "واحد."), ("Two.", "اثنان."), ("Three.", "ثلاثة.")]

    def test_a_part_twice_in_a_row_is_one_text(self) -> None:
        document = read("### English\n\nOne.\n\n### English\n\nTwo.\n\n### Arabic\n\nواحد.\n\nاثنان.\n")
        assert sides(document) == [("One.", "واحد."), ("Two.", "اثنان.")]

    def test_notes_twice(self) -> None:
        document = read("### Notes\n\na (أ)\n\n### Quality Metrics\n\n- Readability: 0.8\n\n### Notes\n\nb (ب)\n")
        assert [f.value for f in document.fields if f.part is Part.NOTES] == ["a (أ)", "b (ب)"]

    @pytest.mark.parametrize(
        ("text", "line", "side"),
        [("# T\n\n### English\n\nOne.\n", 3, "source"), ("### Notes\n\nx\n\n### Arabic\n\nواحد.\n", 5, "target")],
    )
    def test_no_counterpart_is_a_problem_with_its_line(self, text: str, line: int, side: str) -> None:
        where, reason = read(text).problem or (0, "")
        assert (where, reason.startswith(f"the {side} text")) == (line, True)

    def test_no_text_at_all(self) -> None:
        document = read("# Additions\n\n| English | Arabic |\n|---|---|\n| one | واحد |\n")
        assert (document.segments, document.problem) == ((), None)

    @pytest.mark.parametrize(
        "text", ["\n", "# \n", "###\n", "---\n", "\n\n### English\n", "- \n", "|\n", "**:**", "**a:**\n", ">"]
    )
    def test_next_to_nothing(self, text: str) -> None:
        assert read(text).segments == ()

    def test_back_translation_is_kept_apart(self) -> None:
        document = read(
            "### English\n\nOne.\n\n### Arabic\n\nواحد.\n\n### Back-Translation Check (First Sentence)\n\nA single one (واحد).\n\n#### More\n\nAgain.\n\n### Notes\n\nx (س)\n"
        )
        assert [b.text for b in document.back_translation] == ["A single one (واحد).", "Again."]
        assert [f.value for f in document.fields] == ["x (س)"]


class TestBlocks:
    def test_kinds_and_lines(self) -> None:
        english = "Para one\ngoes on.\n\n- item\n- **bold** item\n\n```sh\n# no heading\n### English Version\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n1. first\n2. second\n\n> quoted\n\n$$x = \\frac{1}{2}$$"
        document = read(section_file(english, english))
        blocks = [segment.source for segment in document.segments]
        assert [(b.kind, b.line) for b in blocks] == [
            ("paragraph", 7), ("item", 10), ("item", 11), ("code", 13), ("row", 18), ("row", 20), ("item", 22), ("item", 23),
            ("paragraph", 25), ("paragraph", 27),
        ]  # fmt: skip
        assert blocks[0].text == "Para one\ngoes on."
        assert blocks[3].text == "# no heading\n### English Version\n"
        assert blocks[-1].text == "$$x = \\frac{1}{2}$$"
        assert all(segment.target and segment.score == 1.0 for segment in document.segments)

    def test_a_fence_of_tildes_and_one_never_closed(self) -> None:
        document = read("### English\n\n~~~\n### Notes\n~~~\n\nEnd.\n\n```\n### Arabic\n")
        assert [(s.source.kind, s.source.line) for s in document.segments] == [
            ("code", 3),
            ("paragraph", 7),
            ("code", 9),
        ]

    def test_a_line_below_a_paragraph_is_no_heading(self) -> None:
        document = read("### English\n\nWords\n---\nMore\n===\n\n### Arabic\n\nكلمات\n---\nمزيد\n===\n")
        assert [s.source.text for s in document.segments] == ["Words", "More\n==="]

    def test_formulas_with_signs_of_markdown_stay(self) -> None:
        formula = "We have $a_{i} * b_{j} | c$ and $$\\sum_{i=1}^{n} x_i$$ at 50%."
        assert sides(read(section_file(formula, "لدينا $x$."))) == [(formula, "لدينا $x$.")]

    def test_indented_text_is_text(self) -> None:
        assert sides(read("### English\n\n    indented\n\n### Arabic\n\n    مزاح\n")) == [("indented", "مزاح")]

    def test_arabic_is_kept_as_written(self) -> None:
        written = "الدقّـة ٪٩٥ (accuracy) \u2067عربي\u2069 وأيضًا ﻻ"
        assert sides(read(section_file("x", written)))[0][1] == written

    def test_different_counts_lose_no_block(self) -> None:
        english = [f"Sentence number {i} is about as long as this one." for i in range(9)]
        arabic = [f"الجملة رقم {i} طولها نحو طول هذه الجملة." for i in range(7)]
        document = read(section_file("\n\n".join(english), "\n\n".join(arabic)))
        assert "\n".join(s.source.text for s in document.segments if s.source).split("\n") == english
        assert "\n".join(s.target.text for s in document.segments if s.target).split("\n") == arabic
        assert all(0 <= s.score <= 1 for s in document.segments)

    def test_a_block_without_counterpart_stands_alone(self) -> None:
        long, short = "A rather long paragraph about the matter at hand, with some detail. " * 3, "Short."
        arabic_long = "فقرة طويلة إلى حد ما عن الموضوع الذي نحن فيه مع شيء من التفصيل. " * 3
        document = read(section_file(f"{long}\n\n```\ncode\n```\n\n{long}", f"{arabic_long}\n\n{arabic_long}"))
        assert [(bool(s.source), bool(s.target)) for s in document.segments] == [
            (True, True),
            (True, False),
            (True, True),
        ]
        assert short not in str(document)

    @pytest.mark.slow
    def test_many_blocks_that_do_not_correspond_stay_quick(self) -> None:
        english, arabic = "\n\n".join(["Some words."] * 500), "\n\n".join(["بعض الكلمات."] * 460)
        with cpu_bound(2.5):
            assert len(read(section_file(english, arabic)).segments) >= 460


class TestFields:
    @pytest.mark.parametrize(
        "line",
        [
            "**Key terms:** one (واحد)",
            "**Key terms**: one (واحد)",
            "- **Key terms:** one (واحد)",
            "* **Key terms :** one (واحد)",
            "- __Key terms:__ one (واحد)",
            "- Key terms: one (واحد)",
            "1. **Key terms:** one (واحد)",
            "> **Key terms:** one (واحد)",
        ],
    )
    def test_ways_to_label(self, line: str) -> None:
        assert fields(read(f"### Notes\n\n{line}\n")) == [("Key terms", "one (واحد)", 3)]

    def test_lines_of_a_header_are_fields_of_their_own(self) -> None:
        document = read("# T\n\n**Section:** one\n**Translator:**\n**Glossary Terms Used:** x (س)\n")
        assert fields(document) == [("Section", "one", 3), ("Translator", "", 4), ("Glossary Terms Used", "x (س)", 5)]

    @pytest.mark.parametrize(
        "bullets",
        ["- **Key terms:**\n  - one (واحد)\n  - two (اثنان)\n", "**Key terms:**\n\n- one (واحد)\n- two (اثنان)\n"],
    )
    def test_items_below_a_bare_label_belong_to_it(self, bullets: str) -> None:
        (field,) = read(f"### Notes\n\n{bullets}").fields
        assert field.name == "Key terms"
        assert [item.text for item in field.items] == ["one (واحد)", "two (اثنان)"]

    def test_items_below_a_label_with_a_value_are_statements(self) -> None:
        document = read("### Notes\n\n**Key terms:** zero (صفر)\n\n- one (واحد)\n")
        assert [(f.value, f.labelled) for f in document.fields] == [("zero (صفر)", True), ("one (واحد)", False)]

    def test_items_three_deep_keep_their_lines(self) -> None:
        (field,) = read("### Notes\n\n- **Key terms:**\n  - group\n    - one (واحد)\n      - deep (عميق)\n").fields
        group = field.items[0]
        assert (group.line, group.items[0].line, group.items[0].items[0].line) == (4, 5, 6)

    def test_a_table_keeps_its_lines(self) -> None:
        document = read(
            "### Notes\n\n- **Key terms:**\n\n| English | Arabic |\n|---|---|\n| one | واحد |\n| two \\| 2 | اثنان |\n"
        )
        (table,) = document.fields[-1].tables
        assert table.header == ("English", "Arabic")
        assert [(line, cells[1]) for line, cells in table.rows] == [(7, "واحد"), (8, "اثنان")]


class TestMetrics:
    @pytest.mark.parametrize(
        ("line", "value"),
        [
            ("- Readability: 0.91", 0.91),
            ("- **Readability:** 0.91", 0.91),
            ("- **Readability**: 0.91 - flows well", 0.91),
            ("- Readability: **0.91**", 0.91),
            ("- **Readability:** 0.91 (two hard passages, see 3)", 0.91),
            ("- Readability: 91%", 0.91),
            ("- Readability: 91 %", 0.91),
            ("- Readability: ٠٫٩١", 0.91),
            ("- Readability: ٩١٪", 0.91),
            ("- Readability: ۹۱٪", 0.91),
            ("- Readability: 9.1/10", 0.91),
            ("- Readability: 0,91", 0.91),
            ("- Readability: ~0.91", 0.91),
            ("- Fluency: 0.91", 0.91),
            ("- المقروئية: 0.91", 0.91),
            ("- Readability: 1.0", 1.0),
            ("- Readability: 0", 0.0),
            ("- Readability: high", None),
            ("- Readability:", None),
            ("- Readability: 12", None),
            ("- Readability: 101%", None),
            ("- Readability: 5/0", None),
            ("- Readability: 3rd", None),
            ("- Iterations: 2", None),
        ],
    )
    def test_ways_to_say_it(self, line: str, value: float | None) -> None:
        found = read(f"### Quality Metrics\n\n{line}\n").metrics
        assert [(m.value, m.line) for m in found] == ([] if value is None else [(value, 3)])

    @pytest.mark.parametrize(
        "label",
        ["Overall section score", "Overall Score", "Final Score", "**Overall:**", "OVERALL", "الدرجة الإجمالية"],
    )
    def test_the_overall_figure(self, label: str) -> None:
        (metric,) = read(f"### Quality Metrics\n\n- {label}{'' if label.endswith('**') else ':'} 0.88\n").metrics
        assert (metric.name, metric.value) == ("overall", 0.88)

    def test_the_figure_of_the_header(self) -> None:
        document = read("# T\n\n**Translation Quality:** 0.93\n\n### Quality Metrics\n\n- Translation quality: 0.5\n")
        assert [(m.name, m.value, m.line) for m in document.metrics] == [("header-quality", 0.93, 3)]

    def test_nested_below_a_bare_label(self) -> None:
        document = read("### Quality Metrics\n\n- **Scores:**\n  - Readability: 0.9\n  - **Completeness:** 80%\n")
        assert [(m.name, m.value, m.line) for m in document.metrics] == [
            ("readability", 0.9, 4),
            ("completeness", 0.8, 5),
        ]
