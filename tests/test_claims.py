"""What a document claims of itself: terms that occur nowhere, figures that do not add up, blocks without counterpart."""

from __future__ import annotations

import pytest
from conftest import cpu_bound, section_file

from termbase.checks import check_claims
from termbase.checks.claims import claimed_terms
from termbase.documents import load_conventions, read_sections
from termbase.model import Finding


def check(text: str, source: str = "en", target: str = "ar") -> list[Finding]:
    conventions = load_conventions()
    document = read_sections(text, "x.md", "0", source, target, conventions)
    return check_claims(document, lambda label: conventions.kind_of_field(label) == "claimed")


def unused(claim: str, english: str = "Databases hold a log.", arabic: str = "تحفظ قواعد البيانات السجل.") -> list[str]:
    return [
        f.source_term
        for f in check(section_file(english, arabic, header=f"**Glossary Terms Used:** {claim}"))
        if f.code == "claim-unused"
    ]


class TestUnused:
    @pytest.mark.parametrize(
        "claim",
        [
            "database", "database, log", "Databases", "database (قاعدة بيانات)", "log (سجل)", "journal (سجل)", "السجل", "log (3)", "log (x3), database (2 times)",
            "None", "n/a", "", "**log**", "`log`", "database; log", "log، database", "section",
        ],
    )  # fmt: skip
    def test_claims_that_hold(self, claim: str) -> None:
        assert unused(claim) == []

    @pytest.mark.parametrize(
        ("claim", "found"),
        [
            ("packet", ["packet"]),
            ("database, packet, log, router", ["packet", "router"]),
            ("packet (حزمة)", ["packet"]),
            ("logic", ["logic"]),
            ("data", ["data"]),
            ("base log", ["base log"]),
        ],
    )
    def test_claims_that_do_not(self, claim: str, found: list[str]) -> None:
        assert unused(claim) == found

    @pytest.mark.parametrize(
        ("claim", "held"), [("algorithm", True), ("object detection", True), ("fast object", False)]
    )
    def test_words_derived_from_those_claimed_count_as_use(self, claim: str, held: bool) -> None:
        assert (unused(claim, "An algorithmic object detector works fast.") == []) is held

    @pytest.mark.parametrize(
        ("claim", "text", "held"),
        [
            ("pretraining", "We use pre-training here.", True), ("pre-training", "We use pretraining here.", True),
            ("pretrained network", "Pre-trained networks learn.", True), ("pretrained network", "Pre-trained cats.", False),
        ],
    )  # fmt: skip
    def test_a_hyphen_more_or_less_is_a_use(self, claim: str, text: str, held: bool) -> None:
        assert (unused(claim, text) == []) is held

    def test_the_line_is_that_of_the_claim(self) -> None:
        text = section_file(header="**Year:** 2024\n**Glossary Terms Used:** packet")
        (finding,) = check(text)
        assert "packet" in text.split("\n")[finding.line - 1]
        assert finding.severity.value == "warning"

    @pytest.mark.parametrize("form", ["جدول", "الجدول", "بجدول", "وبجدول", "وللجدول", "جدوله", "جدولان"])
    def test_every_attached_particle_counts_as_use(self, form: str) -> None:
        assert unused("table (جدول)", "Nothing.", f"هنا {form} ما.") == []

    def test_a_file_without_texts_claims_nothing(self) -> None:
        assert check("# T\n\n**Glossary Terms Used:** packet\n") == []

    def test_without_a_label_nothing_is_claimed(self) -> None:
        assert check(section_file(notes="- **Key terms:** packet (حزمة)")) == []

    def test_in_another_pair_of_languages(self) -> None:
        text = "# T\n\n**Verwendete Glossarbegriffe:** buffer (Puffer), lock (Sperre)\n\n### English\n\nBuffers.\n\n### German\n\nPuffer.\n"
        assert [f.source_term for f in check(text, "en", "de")] == ["lock"]

    def test_terms_and_their_alternatives(self) -> None:
        assert list(claimed_terms("long name (LN), other (3); أخرى، none")) == [
            ("long name", "LN"),
            ("other",),
            ("أخرى",),
        ]


METRICS = "- Semantic equivalence: {}\n- Technical accuracy: {}\n- Readability: {}\n- Glossary consistency: {}\n- **Overall section score:** {}"


class TestScores:
    @pytest.mark.parametrize(
        ("figures", "wrong"),
        [
            ((0.90, 0.90, 0.90, 0.90, 0.90), False),
            ((0.91, 0.90, 0.88, 0.87, 0.89), False),
            ((0.91, 0.90, 0.88, 0.87, 0.90), False),
            ((0.88, 0.89, 0.87, 0.88, 0.92), True),
            ((0.88, 0.89, 0.87, 0.88, 0.84), True),
            (("88%", "89%", "87%", "88%", "88%"), False),
            (("88%", "89%", "87%", "88%", 0.95), True),
            (("-", 0.9, 0.9, 0.9, 0.5), False),
        ],
    )
    def test_the_overall_figure_is_the_mean(self, figures: tuple, wrong: bool) -> None:
        findings = check(section_file(metrics=METRICS.format(*figures)))
        assert [f.code for f in findings] == ["claim-score"] * wrong
        if wrong:
            assert "Overall" in section_file(metrics=METRICS.format(*figures)).split("\n")[findings[0].line - 1]

    @pytest.mark.parametrize(
        ("header", "wrong"),
        [("0.90", False), ("90%", False), ("0.95", True), ("0.91", True), ("", False), ("high", False)],
    )
    def test_the_header_says_the_same(self, header: str, wrong: bool) -> None:
        text = section_file(
            header=f"**Translation Quality:** {header}", metrics=METRICS.format(0.9, 0.9, 0.9, 0.9, 0.9)
        )
        assert [(f.code, f.line) for f in check(text)] == [("claim-score", 3)] * wrong


def test_a_block_without_counterpart() -> None:
    long, arabic = (
        "A paragraph of some length about storage and retrieval. " * 4,
        "فقرة بطول ما عن التخزين والاسترجاع وما إليهما. " * 4,
    )
    (finding,) = check(section_file(f"{long}\n\n#### Lonely heading\n\n{long}", f"{arabic}\n\n{arabic}"))
    assert (finding.code, finding.severity.value, finding.found) == ("text-missing", "information", "Lonely heading")
    assert finding.line == 9


def test_many_blocks_without_counterpart_are_one_finding() -> None:
    english = "\n\n".join(f"Paragraph {n} of the text." for n in range(9))
    (finding,) = [f for f in check(section_file(english, "فقرة واحدة.")) if f.code == "text-missing"]
    assert "10 of 10 blocks have no counterpart" in finding.message


@pytest.mark.parametrize(
    "claim",
    ["a, " * 60_000, "a" + " " * 150_000 + "b", "ع، " * 40_000, "(" * 50_000, "a (x) " * 20_000],
    ids=["commas", "spaces", "arabic", "brackets", "groups"],
)
def test_hostile_claims_cost_no_more_than_their_length(claim: str) -> None:
    with cpu_bound(3):
        check(section_file(header=f"**Glossary Terms Used:** {claim}"))
