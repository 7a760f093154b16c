"""A small termbase, and its checks of a segment: what tests of the checks share."""

from __future__ import annotations

from termbase.checks.segment import CheckOptions, SegmentFinding, check_segment
from termbase.matching import TermIndex
from termbase.model import AdministrativeStatus, Term

FORBIDDEN, DEPRECATED, ADMITTED = (
    AdministrativeStatus.FORBIDDEN, AdministrativeStatus.DEPRECATED, AdministrativeStatus.ADMITTED,
)  # fmt: skip


def term(text: str, language: str, status: AdministrativeStatus | None = None, keep: bool = False) -> Term:
    return Term(text, language, status or AdministrativeStatus.PREFERRED, do_not_translate=keep)


INDEX = TermIndex(
    [
        (1, term("packet", "en")), (1, term("حزمة", "ar")), (1, term("باكيت", "ar", FORBIDDEN)),
        (2, term("buffer", "en")), (2, term("مخزن مؤقت", "ar")), (2, term("صوان", "ar", ADMITTED)),
        (3, term("neural network", "en")), (3, term("شبكة عصبية", "ar")),
        (4, term("network", "en")), (4, term("شبكة", "ar")),
        (5, term("ImageNet", "en", keep=True)), (5, term("ImageNet", "ar", keep=True)),
        (6, term("accuracy", "en")), (6, term("دقة", "ar")),
        (7, term("resolution", "en")), (7, term("دقة", "ar")),
        (8, term("CPU", "en")), (8, term("وحدة المعالجة المركزية", "ar")),
        (9, term("model", "en")), (9, term("نموذج", "ar")),
        (10, term("state", "en")), (10, term("حالة", "ar")),
        (11, term("branch", "en")), (11, term("branche", "fr")),
        (12, term("commit", "en")), (12, term("commit", "fr")),
        (14, term("machine learning", "en")), (14, term("تعلم الآلة", "ar")), (15, term("bit", "en")), (15, term("بت", "ar")),
        (13, term("remote branch", "en")), (13, term("فرع بعيد", "ar")), (16, term("CPU to GPU", "en")),
        (16, term("من المعالج إلى الرسوم", "ar")), (17, term("ansatz", "en")), (17, term("أنزاتز", "ar")),
        (18, term("ansätze", "en")), (18, term("أنزاتز", "ar")), (13, term("branche distante", "fr")), (13, term("branche remote", "fr", DEPRECATED)),
    ]
)  # fmt: skip


def check(
    source: str, target: str, languages: tuple[str, str] = ("en", "ar"), **options: object
) -> list[SegmentFinding]:
    return check_segment(source, target, *languages, INDEX, CheckOptions(**options))  # type: ignore[arg-type]


def codes(source: str, target: str, languages: tuple[str, str] = ("en", "ar")) -> list[str]:
    return [finding.code for finding in check(source, target, languages)]
