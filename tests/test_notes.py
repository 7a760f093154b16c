"""Mining a document: which statements are asked, nested items, tables, kept names, evidence."""

from __future__ import annotations

import pytest
from conftest import cpu_bound, section_file
from hypothesis import given
from hypothesis import strategies as st

from extractors.notes import mine_notes
from termbase.documents import load_conventions, read_sections
from termbase.model import TermPair


def mine(text: str, source: str = "en", target: str = "ar") -> list[TermPair]:
    conventions = load_conventions()
    return mine_notes(read_sections(text, "x.md", "0", source, target, conventions), conventions)


def stated(text: str, source: str = "en", target: str = "ar") -> list[tuple[str, str]]:
    return [(p.source, p.target) for p in mine(text, source, target) if not p.do_not_translate]


def kept(text: str) -> list[str]:
    return [p.source for p in mine(text) if p.do_not_translate]


def notes(*lines: str) -> str:
    return section_file(notes="\n".join(lines))


PAIRS = [("buffer", "صوان"), ("queue", "رتل")]


@pytest.mark.parametrize(
    "lines",
    [
        ["- **Key terms introduced:** buffer (صوان), queue (رتل)"],
        ["- **Key terms summarized:** buffer (صوان), queue (رتل)"],
        ["- **Key terms:**", "  - buffer (صوان)", "  - queue (رتل)"],
        ["- **Key terms**:", "  - **buffer** - صوان", "  - **queue** - رتل"],
        ["**Technical concepts:**", "", "- buffer → صوان", "- queue → رتل"],
        ["**Technical terms:**", "", "1. buffer = صوان", "2. queue = رتل"],
        ["**Mathematical terms:** buffer → صوان، queue → رتل"],
        ["Key concepts: buffer (صوان), queue (رتل)"],
        ["- buffer: صوان", "- queue: رتل"],
        ["- **buffer**: صوان", "- **queue**: رتل"],
        ["- **buffer:** صوان", "- **queue:** رتل"],
        ["buffer (صوان)", "queue (رتل)"],
        ["- **Key terms:**", "  - Storage:", "    - buffer (صوان)", "    - queue (رتل)"],
        ["- **Some name nobody knows:** buffer (صوان), queue (رتل)"],
        ["| English | Arabic |", "|---|---|", "| buffer | صوان |", "| queue | رتل |"],
        [
            "| # | Arabic | English | Remark |",
            "|---|---|---|---|",
            "| 1 | صوان | buffer | old |",
            "| 2 | رتل | queue | |",
        ],
        ["| Term | Used here |", "|---|---|", "| buffer | صوان |", "| **queue** | رتل |"],
        ["- **Key terms:**", "", "| Source | Target |", "|---|---|", "| buffer | صوان |", "| queue | رتل |"],
        ["#### Terms", "", "- buffer (صوان)", "", "#### More terms", "", "- queue (رتل)"],
    ],
    ids=lambda lines: lines[0],
)
def test_ways_to_list_two_terms(lines: list[str]) -> None:
    assert stated(notes(*lines)) == PAIRS


def test_a_header_claim_with_renderings() -> None:
    assert stated(section_file(header="**Glossary Terms Used:** buffer (صوان), link, queue (رتل)")) == PAIRS


def test_a_file_that_is_one_table() -> None:
    assert (
        stated("# Glossary additions\n\n| English | العربية |\n|---|---|\n| buffer | صوان |\n| queue | رتل |\n")
        == PAIRS
    )


def test_a_file_of_lists_under_headings_of_its_own() -> None:
    assert stated("# Summary\n\n## New terms\n\n- buffer (صوان)\n- queue (رتل)\n") == PAIRS


@pytest.mark.parametrize(
    "lines",
    [
        ["- **Figures referenced:** Figure 1 (الشكل 1)"],
        ["- **Tables:** Table 2 (الجدول 2)"],
        ["- **Equations:** 3 (ثلاث)"],
        ["- **Citations:** Codd (كود)"],
        ["- **Key terms:** None"],
        ["- **Key terms:** None (summary section)"],
        ["- **Key terms:** buffer, queue, link"],
        ["- **Key terms:**"],
        ["- **Special handling:** The tone of the text was kept."],
        ["- **Key terms:** buffer (تبقى بالإنجليزية)"],
        ["| English | Arabic |", "|---|---|", "| buffer | |", "| | رتل |"],
    ],
    ids=lambda lines: lines[-1],
)
def test_what_states_no_rendering(lines: list[str]) -> None:
    assert stated(notes(*lines)) == []


@pytest.mark.parametrize(
    "header",
    [
        "**Section:** one (واحد)",
        "**Translator:** Layla (ليلى)",
        "**Authors:** Omar (عمر)",
        "## القسم 1: الصوان (buffer)",
        "# Buffers / الأصونة",
    ],
)
def test_facts_and_titles_state_no_pair(header: str) -> None:
    assert stated(f"# T\n\n{header}\n\n### English\n\nx\n") == []


def test_texts_and_back_translation_are_not_asked() -> None:
    text = (
        "### English\n\nA buffer (صوان).\n\n### Arabic\n\nصوان (buffer).\n\n### Back-Translation\n\nA buffer (صوان).\n"
    )
    assert mine(text) == []


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("- **Model names kept:** Faster-RCNN, VGG-16", ["Faster-RCNN", "VGG-16"]),
        ("- **Special handling:** Names kept: SQLite and PostgreSQL", ["SQLite", "PostgreSQL"]),
        ("- **Special handling:** Protocol names preserved: TCP, UDP (transport), QUIC", ["TCP", "UDP", "QUIC"]),
        ('- **Special handling:** "Stillwater" kept in English', ["Stillwater"]),
        ("- **Special handling:** Figures were kept small", []),
        (
            "- **Special handling:** Advice by group (Java people, Testers); tool names (Git, Make) kept",
            ["Git", "Make"],
        ),
        ("- **Special handling:** Short form kept: GRU", ["GRU"]),
        ("- **Special handling:** MOOC (Massive Open Online Course) was kept as it is", ["MOOC"]),
        ("- **Special handling:** Mathematical notation preserved exactly (L1, Wp, Pr)", []),
        ('- **Special handling:** The famous quote "Look Before" was kept in context', []),
        ("- **Special handling:** None", []),
    ],
)
def test_names_that_were_kept(line: str, names: list[str]) -> None:
    text = notes(line)
    assert kept(text) == names
    assert stated(text) == []


def test_kept_names_are_the_same_on_both_sides() -> None:
    (pair,) = mine(notes("- **Names kept:** SQLite"))
    assert (pair.source, pair.target, pair.do_not_translate, pair.evidence.syntax) == ("SQLite", "SQLite", True, "kept")


def test_evidence_says_where_and_how() -> None:
    text = section_file(
        header="**Glossary Terms Used:** a (أ)",
        notes="- **Key terms:**\n  - b → ب\n  - c (ج)\n\n| English | Arabic |\n|---|---|\n| d | د |",
    )
    found = {p.source: p.evidence for p in mine(text)}
    lines = text.split("\n")
    for source, field, syntax in (
        ("a", "Glossary Terms Used", "parenthesis"),
        ("b", "Key terms", "arrow"),
        ("c", "Key terms", "parenthesis"),
        ("d", "Translation Notes", "table"),
    ):
        evidence = found[source]
        assert (evidence.extractor, evidence.field, evidence.syntax) == ("notes", field, syntax)
        assert source in lines[evidence.line - 1]
        assert 0 < evidence.score < 1


def test_every_line_that_states_a_pair_is_evidence_and_a_line_only_once() -> None:
    text = notes("- buffer (صوان)", "- queue (رتل), queue (رتل)", "- buffer (صوان)")
    lines = [n for n, line in enumerate(text.split("\n"), 1) if "buffer" in line]
    assert [p.evidence.line for p in mine(text) if p.source == "buffer"] == lines
    assert len([p for p in mine(text) if p.source == "queue"]) == 1


class TestGerman:
    """The same code, another language pair of one script."""

    TEXT = """# Abschnitt

**Glossary Terms Used:** buffer (Puffer), lock (Sperre)

### English Version

Buffers and locks.

### Deutsche Fassung

Puffer und Sperren.

### Übersetzungshinweise

- **Schlüsselbegriffe:** cache (Zwischenspeicher), queue → Warteschlange
- **Fachbegriffe:**
  - deadlock: gegenseitige Blockierung
  - checksum = Prüfsumme

| English | German |
|---|---|
| page | Seite |
"""

    def test_pairs(self) -> None:
        assert stated(self.TEXT, "en", "de") == [
            ("buffer", "Puffer"), ("lock", "Sperre"), ("cache", "Zwischenspeicher"), ("queue", "Warteschlange"),
            ("deadlock", "gegenseitige Blockierung"), ("checksum", "Prüfsumme"), ("page", "Seite"),
        ]  # fmt: skip

    def test_prose_is_not_taken_for_pairs(self) -> None:
        text = "# T\n\n### English\n\nx\n\n### German\n\ny\n\n### Notes\n\n- **Special handling:** The tone (rather dry) was kept\n- **Figures:** Figure 1 (Bild 1)\n- **Quality:** good (sehr gut)\n"
        assert stated(text, "en", "de") == []

    def test_from_arabic(self) -> None:
        text = (
            "# T\n\n### Arabic\n\nس\n\n### English\n\nx\n\n### Notes\n\n- **Key terms:** صوان (buffer), رتل → queue\n"
        )
        assert stated(text, "ar", "en") == [("صوان", "buffer"), ("رتل", "queue")]


@given(st.lists(st.sampled_from(["- ", "  - ", "**Key terms:** ", "x", "صوان", " (", ") ", "→", "|", "\n", "\n\n", "|---|---|\n", "### Notes\n", "kept: ", "TCP", ", ", "**", ": "]), max_size=50).map("".join))  # fmt: skip
def test_any_notes_are_mined(text: str) -> None:
    last = text.count("\n") + 3
    for pair in mine(f"### Notes\n\n{text}"):
        assert pair.source
        assert pair.target
        assert 1 <= pair.evidence.line <= last


def test_a_large_document_of_notes_is_mined_in_linear_time() -> None:
    with cpu_bound(1.5):
        assert len(mine(notes(*(f"- term{i} (مصطلح {i})" for i in range(1500))))) == 1500


def test_a_document_without_the_target_language_states_nothing_where_letters_do_not_tell() -> None:
    text = notes("- **Key terms:** buffer (صوان), packet (plural packets)")
    assert mine(text, target="fr") == []
