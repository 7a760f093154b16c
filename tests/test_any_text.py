"""Section files of any text: lines, arrangements of signs, hostile text."""

from __future__ import annotations

import pytest
from conftest import SEEDS, cpu_bound
from hypothesis import given
from hypothesis import strategies as st
from test_sections import read


class TestLines:
    """Every segment, field and table row stands at the line it names, whatever comes before it."""

    @pytest.mark.parametrize(
        "path", sorted((SEEDS / "papers").rglob("*.md")), ids=lambda p: f"{p.parent.name}/{p.name}"
    )
    def test_of_the_seeds(self, path) -> None:
        check_lines(path.read_text(encoding="utf-8"))

    BLOCKS = st.sampled_from(
        ["A paragraph.", "Two\nlines.", "- item\n- item two\n  - nested", "1. one\n\n   more of one", "```\n# code\n\n\n### Arabic\n```",
         "| h | i |\n|---|---|\n| c | d |", "> quote\n> goes on", "#### Inner", "---", "Text\n---", "$$\nx\n$$", "\n\n\n", "**Label:** value", "\ttabbed",
         "نص عربي.", "🙂 smile", "<div>\n\nhtml", "[ref]: http://x", "a  \nb", "\\# no heading", "* * *", "-", "+ plus\n\n\n  late"]
    )  # fmt: skip

    @given(st.lists(BLOCKS, max_size=8), st.lists(BLOCKS, max_size=8), st.lists(BLOCKS, max_size=5), st.integers(1, 4))
    def test_of_any_arrangement(self, english, arabic, notes, gap) -> None:
        between = "\n" * (gap + 1)
        parts = ["# T", "### English", *english, "### Arabic", *arabic, "### Notes", *notes]
        check_lines(between.join(parts))


def check_lines(text: str) -> None:
    lines = text.split("\n")
    document = read(text)
    for segment in document.segments:
        for block in (segment.source, segment.target):
            if block:
                first = next(line for line in block.text.replace(" | ", "\n").split("\n") if line.strip()).strip()
                place = block.line - 1 + (block.kind == "code")
                assert first in "\n".join(
                    lines[place : place + 4] if block.kind == "code" else lines[place : place + 1]
                ), (block, lines[place])
    for field in document.fields:
        said = field.value or (field.name if field.labelled else "")
        if said:
            assert said.split()[0] in lines[field.line - 1], field
        for table in field.tables:
            for line, cells in table.rows:
                assert all(cell in lines[line - 1] for cell in cells)


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=400))
def test_any_text_is_read(text: str) -> None:
    document = read(text)
    last = text.count("\n") + 1
    assert all(1 <= f.line <= last for f in document.fields)


PIECES = ["# T\n", "### English\n", "### Arabic\n", "### Notes\n", "### Quality Metrics\n", "- ", "  ", "**", ":", "|", "---\n", "```\n", "x", "س", "\n", "(", ")", "> ", "1. ", "0.9", "%", "\t"]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_any_arrangement_of_signs_is_read(text: str) -> None:
    document = read(text)
    assert all(s.source or s.target for s in document.segments)
    assert all(0 <= metric.value <= 1 for metric in document.metrics)


HOSTILE = {
    "lists nested 600 deep": "".join("  " * i + "- x\n" for i in range(600)),
    "quotes nested 20,000 deep": ">" * 20_000 + " x",
    "4,000 empty headings": "# \n" * 4_000,
    "fences": "```\n" * 20_001,
    "a table of 2,000 rows": "| a | b |\n|---|---|\n" + "| x | y |\n" * 2_000,
    "a table of 400 columns": "|a" * 400 + "|\n" + "|-" * 400 + "|\n" + "|b\n" * 60,
    "pipes": "|" * 50_000 + "\n" + "|-" * 25_000,
    "one line of a megabyte": "x" * (1 << 20),
    "4,000 labels": "**a:** b\n" * 4_000,
    "colons": "a: " * 50_000,
    "stars": "**a " * 50_000,
    "spaces": "a" + " " * 200_000 + "b",
}


@pytest.mark.parametrize("part", ["English", "Notes"])
@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.slow
def test_hostile_text_costs_no_more_than_its_length(name: str, part: str) -> None:
    with cpu_bound(3):
        read(f"### {part}\n\n{HOSTILE[name]}\n")
