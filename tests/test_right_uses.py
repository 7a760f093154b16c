"""What the checks leave alone: translations that are right, in the ways that people and languages are right."""

from __future__ import annotations

import pytest
from checking import check, codes

from termbase.checks.segment import Usage, check_segment
from termbase.errors import UsageError
from termbase.matching import TermIndex


class TestSilent:
    @pytest.mark.parametrize(
        ("source", "target"),
        [
            ("A packet fills the buffer.", "تملأ حزمة المخزن المؤقت."),
            ("A packet fills the buffer.", "تملأ الحزمة الصوان."),
            ("Packets are sent.", "تُرسل الحزم."),
            ("He sends it with the packet.", "يرسلها بالحزمة وللحزمة."),
            ("Models learn.", "تتعلم النماذج."),
            ("Our buffers are full.", "مخازننا المؤقتة ممتلئة."),
            ("A neural network learns.", "تتعلم الشبكة العصبية."),
            ("Neural networks and the network.", "الشبكات العصبية والشبكة."),
            ("The CPU is fast.", "تعمل CPU بسرعة."),
            ("We use ImageNet.", "نستخدم ImageNet."),
            ("A state-of-the-art method.", "طريقة حديثة."),
            ("This inherently states much; authors state facts; he models the data.", "هذا يقول الكثير."),
            ("We cite “Cooperating neural network models”.", "نستشهد “Cooperating neural network models” هنا."),
            ("In order to learn, and in terms of states.", "للتعلم، ومن حيث الحالات."),
            ("As the authors say, we state this.", "كما يقول المؤلفون، نذكر هذا."),
            ("It costs 1,234.5 dollars in 2019.", "يكلف ١٬٢٣٤٫٥ دولاراً في ٢٠١٩."),
            ("1.2 million users", "1,200,000 مستخدم"),
            ("3 million rows", "3 ملايين صف"),
            ("2 billion rows", "مليارا صف"),
            ("10 thousand rows", "عشرة آلاف صف"),
            ("40,000 rows", "40 ألف صف"),
            ("We use GPT3 here.", "نستخدم النموذج هنا."),
            ("GPT-3 scores 3.6 in understanding", "يحقق GPT-3 في 3.6 الفهم"),
            ("5 days", "خمسة أيام"),
            ("25 days and 2 nights", "خمسة وعشرون يوماً وليلتان"),
            ("the 1990s", "التسعينيات"),
            ("3D images at 1024² pixels", "صور ثلاثية الأبعاد بدقة 1024² بكسل"),
            ("3 GB of memory", "3 جيجابايت من الذاكرة"),
            ("as in [4, 7] and [8–10]", "كما في [٤، ٧] و[8، 9، 10]"),
            ("The cost $O(n^2)$ and `sort()`.", "التكلفة $O(n^2)$ و`sort()`."),
            ("see https://a.example/1/22", "انظر https://a.example/1/22"),
            ("packet = buffer(3);", "packet = buffer(3);"),
            ("A packet (pkt) is lost.", "تضيع packet (pkt) (حزمة)."),
            ("A **packet** is lost.", "تضيع **packet** (حزمة)."),
            ("The Remote Branch Challenge is run by the team again.", "يدير الفريق Remote Branch Challenge مرة أخرى."),
            ("We go from CPU to GPU here.", "نذهب من CPU إلى GPU هنا."),
            ("It looks a bit deeper.", "ينظر بعمق أكبر قليلاً."),
            ("It is a little bit more than that.", "هو أكثر من ذلك قليلاً."),
            ("CPUX's accuracy is high.", "الدقة عالية."),
            ("A man-machine learning loop.", "حلقة تتعلم من الإنسان."),
            ("[4] “Packet buffers”, J. Smith, 1999, pp. 4–9.", "[4] سميث، 1999، ص 4–9."),
            ("This ansatz is of the known ansätze.", "هذا الأنزاتز من الأنزاتز المعروفة."),
            ("We saved 50% of the time.", "وفرنا نصف الوقت."),
            ("We saved half of the time.", "وفرنا 50 بالمئة من الوقت."),
            ("A rate of 0.5 is enough.", "يكفي معدل 50%."),
        ],
    )
    def test_right_uses(self, source: str, target: str) -> None:
        assert check(source, target) == []

    def test_a_term_that_the_team_hardly_ever_renders_so(self) -> None:
        assert check("A packet is lost.", "يضيع الطرد.", usage=lambda concept, text: Usage(10, 3)) == []

    def test_only_the_codes_wanted(self) -> None:
        found = check("A packet costs 45.", "يكلف 54.", codes=frozenset({"number-mismatch"}))
        assert {finding.code for finding in found} == {"number-mismatch"}

    @pytest.mark.parametrize("text", ["", "   ", "\n\t"])
    def test_nothing_on_both_sides(self, text: str) -> None:
        assert check(text, text) == []

    def test_an_empty_termbase_leaves_the_figures(self) -> None:
        found = check_segment("A packet costs 45.", "يكلف 54.", "en", "ar", TermIndex())
        assert {finding.code for finding in found} == {"number-mismatch"}


class TestOtherLanguages:
    @pytest.mark.parametrize(
        ("source", "target", "expected"),
        [
            ("delete the branch", "supprimer la branche", []),
            ("delete the branches", "supprimer les branches", []),
            ("delete the branch", "supprimer le rameau", ["term-missing"]),
            ("the remote branch", "la branche remote", ["term-forbidden"]),
            ("the commit", "le commit", []),
            ("1,234.5 bytes", "1\u202f234,5 octets", []),
            ("3 commits", "trois commits", []),
        ],
    )
    def test_french(self, source: str, target: str, expected: list[str]) -> None:
        assert codes(source, target, ("en", "fr")) == expected

    def test_the_same_language_twice_is_an_error(self) -> None:
        with pytest.raises(UsageError, match="give two languages"):
            check("a", "b", ("en", "en-GB"))
