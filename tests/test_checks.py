"""Checks of one segment: what is found, with which code and place, in which time."""

from __future__ import annotations

import pytest
from checking import check, codes, term
from conftest import cpu_bound

from termbase.checks.codes import CODES
from termbase.checks.findings import SEGMENT_CODES
from termbase.checks.segment import Usage, check_segment
from termbase.checks.spans import sentences
from termbase.matching import TermIndex
from termbase.model import Severity


class TestFound:
    @pytest.mark.parametrize(
        ("source", "target", "code"),
        [
            ("The router drops a packet.", "يُسقط الموجّه الطرد.", "term-missing"),
            ("The router drops a packet.", "يُسقط الموجّه الباكيت.", "term-forbidden"),
            ("Full buffers drop data.", "تُسقط buffers الممتلئة البيانات.", "term-untranslated"),
            ("A neural network learns.", "تتعلم شبكة كبيرة.", "term-missing"),
            ("We use ImageNet here.", "نستخدم إيماج نت هنا.", "term-missing"),
            ("High accuracy needs high resolution.", "تتطلب الدقة العالية الكثير.", "term-ambiguous"),
            ("It costs 45 dollars.", "يكلف 54 دولاراً.", "number-mismatch"),
            ("It holds 3 MB in all.", "يسع 3 جيجابايت إجمالاً.", "unit-mismatch"),
            ("As shown before [4, 7].", "كما تبين من قبل [4].", "citation-mismatch"),
            ("As Smith showed (Smith, 1999).", "كما بيّن سميث.", "citation-mismatch"),
            ("The cost is $O(n^2)$ here.", "التكلفة هنا $O(n^3)$.", "formula-mismatch"),
            ("Call `sort()` first.", "استدع الدالة أولاً.", "code-mismatch"),
            ("Something is said.", " ", "text-missing"),
            ("**4.1 Neural Networks**", "**4.1 Neural Networks**", "term-untranslated"),
            ("A neural network on the CPU", "Neural network على CPU", "term-untranslated"),
            ("Of 47 cases, 30 have 47 parts.", "من 47 حالة 30 لها 30 جزءاً.", "number-mismatch"),
            ("It has 30 parts and one more.", "لها 31 جزءاً.", "number-mismatch"),
            ("It holds 3 million rows.", "يسع 3 مليارات صف.", "number-mismatch"),
            ("It holds 50 rows.", "يسع نصف صف.", "number-mismatch"),
            ("We saved 25% of the time.", "وفرنا نصف الوقت.", "number-mismatch"),
            ("It holds 3 million rows.", "يسع 3 صفوف.", "number-mismatch"),
            ("It holds 3 rows.", "يسع 3 ملايين صف.", "number-mismatch"),
            ("A packet is lost and found.", "تضيع الحزمة ثم نجد packet هنا.", "term-untranslated"),
        ],
    )
    def test_an_error_has_its_own_code_alone(self, source: str, target: str, code: str) -> None:
        assert set(codes(source, target)) == {code}

    @pytest.mark.parametrize(
        ("source", "target", "said"),
        [
            ("As shown [7].", "كما تبين.", "citation [7]; the target"),
            ("As shown [4, 7].", "كما تبين [4].", "citation [4, 7]: 7 is lost; the target"),
            ("As shown [4, 7].", "كما تبين.", "citation [4, 7]: 4, 7 are lost; the target"),
        ],
    )
    def test_of_a_citation_of_several_keys_those_that_are_lost_are_named(
        self, source: str, target: str, said: str
    ) -> None:
        (finding,) = check(source, target)
        assert finding.message.startswith(said)

    def test_offsets_are_code_points_of_both_sides(self) -> None:
        source, target = "𝒳 drops a packet.", "𝒳 يُسقط الباكيت."
        (finding,) = check(source, target)
        assert source[finding.source_start : finding.source_end] == "packet"
        assert target[finding.target_start : finding.target_end] == "الباكيت" == finding.found
        assert finding.expected == ("حزمة",)
        assert (finding.severity, finding.normalisation) == (Severity.ERROR, ("article",))

    def test_a_finding_says_rule_and_normalisation(self) -> None:
        (finding,) = check("Packets are lost.", "تضيع الطرود.")
        assert (finding.rule, finding.normalisation) == ("no rendering", ("plural",))
        assert "rule: no rendering; compared without plural" in finding.message
        assert "“حزمة”" in finding.message

    def test_another_rendering_that_is_stated_elsewhere_is_inconsistent(self) -> None:
        (finding,) = check(
            "A packet is lost.", "يضيع الطرد.", usage=lambda concept, text: Usage(9, 8, "a.md:4", ("طرد",))
        )
        assert (finding.code, finding.found) == ("term-inconsistent", "الطرد")
        assert "8 of 9 segments, as at a.md:4" in finding.message

    def test_what_the_corpus_renders_plainly_is_expected_so_and_there(self) -> None:
        source, target = "The model is small. We train it.", "إنه صغير. نقوم بنمذجته."
        assert check(source, target) == []
        (finding,) = check(source, target, usage=lambda concept, text: Usage(9, 9, "a.md:4"))
        assert finding.code == "term-missing"
        assert check("Our models learn.", "تتعلم نماذجنا.", usage=lambda concept, text: Usage(9, 9)) == []

    def test_a_word_with_other_renderings_is_missing_only_where_none_of_them_stands(self) -> None:
        def usage(concept: int, text: str) -> Usage:
            return Usage(10, 8, elsewhere=("طرد",))

        assert check("A packet is lost.", "يضيع الطرد.", usage=usage) == []
        (finding,) = check("A packet is lost.", "يضيع الآن.", usage=usage)
        assert finding.code == "term-missing"

    @pytest.mark.parametrize(
        ("usage", "found"),
        [
            (Usage(), True), (Usage(1, 0), True), (Usage(2, 1), True), (Usage(3, 1), True),
            (Usage(2, 0), False), (Usage(3, 0), False),
        ],
    )  # fmt: skip
    def test_a_word_of_few_places_is_judged_unless_several_render_it_otherwise(self, usage: Usage, found: bool) -> None:
        assert bool(check("A packet is lost.", "يضيع الطرد.", usage=lambda concept, text: usage)) is found

    def test_terms_of_several_words_in_few_places_are_judged(self) -> None:
        assert check("A neural network learns.", "يتعلم النظام.", usage=lambda concept, text: Usage(3, 0))

    def test_a_target_far_too_short_is_one_finding(self) -> None:
        source = "A packet comes to the buffer. " * 8
        (finding,) = check(source, "تأتي البيانات.")
        assert (finding.code, finding.severity) == ("text-missing", Severity.WARNING)
        assert "14 characters for 240" in finding.message
        assert {f.code for f in check(source, "تأتي البيانات إلى الذاكرة. " * 8)} == {"term-missing"}

    def test_what_is_wrong_in_a_short_target_is_still_said(self) -> None:
        source = "A packet comes to the buffer. " * 8
        assert {f.code for f in check(source, "يأتي الباكيت.")} == {"text-missing", "term-forbidden"}

    def test_a_longer_term_claims_a_rendering_in_its_own_sentence_alone(self) -> None:
        source, target = "Neural networks and models. A network is neural.", "الشبكات والنماذج العصبية. الشبكة عصبية."
        assert check(source, target, usage=lambda concept, text: Usage(9, 9)) == []

    def test_equally_many_sentences_of_other_lengths_do_not_tell_where_a_rendering_belongs(self) -> None:
        def plain(concept: int, text: str) -> Usage:
            return Usage(9, 9)

        source = "The line is cut. It is mended at once. A packet is lost."
        even, uneven = (
            "ينقطع الخط. وتُصلَح الحزمة. يضيع الكل.",
            "ينقطع. يُصلَح الخط على الفور بعد ذلك وتضيع الحزمة في الطريق. نعم.",
        )
        assert [f.source_term for f in check(source, even, usage=plain)] == ["packet"]
        assert check(source, uneven, usage=plain) == []

    def test_a_short_word_before_a_number_ends_no_sentence(self) -> None:
        text = "As Sect. 4 shows, it is so. See Tab. 2. 3 of them are left. It was BERT. 3 were not."
        assert [text[a:b] for a, b in sentences(text)] == [
            "As Sect. 4 shows, it is so.", "See Tab. 2.", "3 of them are left.", "It was BERT.", "3 were not.",
        ]  # fmt: skip

    def test_a_dual_before_a_genitive_is_a_rendering_of_a_plural(self) -> None:
        def plain(concept: int, text: str) -> Usage:
            return Usage(9, 9)

        assert check("They use two models of it.", "يستخدمان نموذجي التعلم.", usage=plain) == []
        assert check("They use a model of it.", "يستخدمان نموذجي التعلم.", usage=plain) != []

    @pytest.mark.parametrize(
        ("target", "found"),
        [
            ("نستخدم التعلم من التجربة.", False), ("نستخدم تعلماً بالتجربة.", False), ("نستخدم التجربة.", True),
            ("هذا تعلم غير مراقب.", False), ("هذا تعلم مراقب.", True), ("هذا تعلم غير موجه.", True),
        ],
    )  # fmt: skip
    def test_words_that_hold_others_together_may_be_others_but_not_is_none_of_them(
        self, target: str, found: bool
    ) -> None:
        index = TermIndex(
            [
                (1, term("trial learning", "en")), (1, term("التعلم عن التجربة", "ar")),
                (2, term("unsupervised learning", "en")), (2, term("التعلم غير المراقب", "ar")),
            ]
        )  # fmt: skip
        source = "We use trial learning." if "تجربة" in target else "This is unsupervised learning."
        assert bool(check_segment(source, target, "en", "ar", index)) is found

    def test_a_number_in_a_term_is_one_finding(self) -> None:
        index = TermIndex([(1, term("CIFAR-10", "en", keep=True)), (1, term("CIFAR-10", "ar", keep=True))])
        found = check_segment("We use CIFAR-10 here.", "نستخدم CIFAR-11 هنا.", "en", "ar", index)
        assert {finding.code for finding in found} == {"number-mismatch"}

    @pytest.mark.parametrize(
        ("source", "target", "code", "rendering"),
        [
            ("A packet is lost.", "يضيع الطرد (packet) هنا.", "term-inconsistent", "الطرد"),
            ("A packet is lost.", "الطرد (packet) يضيع هنا.", "term-inconsistent", "الطرد"),
            ("A neural network learns.", "تتعلم الشبكة العصبونية (neural network) هنا.", "term-inconsistent",
             "الشبكة العصبونية"),
            ("A packet is lost.", "يضيع الطرد [packet] هنا.", "term-missing", ""),
            ("A packet is lost.", "يضيع الطرد، (packet) هنا.", "term-missing", ""),
        ],
    )  # fmt: skip
    def test_a_gloss_right_behind_a_rendering_shows_it(
        self, source: str, target: str, code: str, rendering: str
    ) -> None:
        (finding,) = check(source, target)
        assert (finding.code, finding.found) == (code, rendering)

    def test_two_occurrences_need_two_renderings_with_less_weight(self) -> None:
        source = "A packet comes. The line is cut. It is mended. The other packet goes."
        target = "تأتي الحزمة. ينقطع الخط. يُصلَح. يذهب الآخر."
        (finding,) = check(source, target)
        assert (finding.code, finding.severity) == ("term-missing", Severity.INFORMATION)
        assert source[finding.source_start :] == "packet goes."


def test_every_code_is_described() -> None:
    assert set(CODES) == SEGMENT_CODES | {"claim-unused", "claim-score"}
    assert all(code.meaning and code.remedy for code in CODES.values())


@pytest.mark.parametrize(
    "text",
    ["(" * 20_000, "[1" * 10_000, "a " * 20_000, "$" * 20_000, "1," * 20_000, "`" * 20_000, "`a " * 20_000,
     r"\(" * 20_000, r"\[" * 20_000, "<!--" * 20_000, "a" * 60_000 + " @", "_" * 60_000 + " <", "1" * 60_000 + " <"],
    ids=lambda text: f"{text[:4]}-{text[-2:]}",
)  # fmt: skip
def test_hostile_text_costs_little(text: str) -> None:
    with cpu_bound(3):
        check(text + " packet", text + " حزمة")


def test_terms_repeated_without_end_cost_little() -> None:
    with cpu_bound(5):
        assert check("neural network " * 8_000, "شبكة عصبية " * 8_000) == []


@pytest.mark.parametrize("number", ["1" * 617, "9" * 5_000, "1 234" * 200, "1," * 400 + "1", "٣" * 400])
def test_a_number_of_any_length_is_a_number(number: str) -> None:
    """A modulus of 2,048 bits, written out."""
    assert check(f"the modulus {number} of RSA", f"المعامل {number} في RSA") == []
    assert "number-mismatch" in codes(f"the modulus {number}", "المعامل")
