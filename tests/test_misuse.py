"""Terms that are ruled out: found in every inflection and around any markup, and no other word is taken for one."""

from __future__ import annotations

import pytest

from termbase.api.languagetool import _monolingual
from termbase.checks.segment import CheckOptions, check_segment
from termbase.matching import TermIndex
from termbase.model import AdministrativeStatus, Severity, Term

FORBIDDEN, DEPRECATED = AdministrativeStatus.FORBIDDEN, AdministrativeStatus.DEPRECATED
# language, term that is ruled out, accepted term, texts that use it (with what of them) and texts that do not.
CASES = [
    ("ar", "باكيت", "حزمة",
     ["تصل ⟦الباكيت⟧", "⟦وبالباكيتات⟧ المرسلة", "⟦للباكيت⟧ حجم", "حجم ⟦باكيته⟧", "حجم ⟦باكيتك⟧ كبير", "أرسلوا ⟦باكيتاتكم⟧",
      "⟦باكيتاتها⟧ تصل", "⟦باكيتان⟧", "⟦باكيتين⟧ منها", "أرسل ⟦باكيتًا⟧", "⟦بَاكِيت⟧", "⟦باكـــيت⟧", "«⟦الباكيت⟧»", "**⟦الباكيت⟧**",
      "الإطار/⟦الباكيت⟧", "<b>⟦باكيت⟧</b>"],
     ["الأمر `باكيت` هنا", "انظر https://example.org/باكيت هنا", "كلمة باكيتية"]),
    ("ar", "شبكة عصبونية", "شبكة عصبية",
     ["⟦والشبكات العصبونية⟧ العميقة", "⟦شبكتك العصبونية⟧", "⟦شبكتان عصبونيتان⟧", "⟦الشبكة **العصبونية⟧**", "⟦شبكة\nعصبونية⟧",
      "⟦الشبكة [العصبونية⟧](https://a.b)", "⟦شبكة <i>عصبونية⟧</i>", "⟦شبكةٌ عصبونيّةٌ⟧"],
     ["شبكة، عصبونية", "الشبكة العصبية"]),
    ("ar", "ملف", "مستند", ["افتح ⟦ملفك⟧", "⟦كملف⟧ واحد", "⟦بملف⟧ واحد", "⟦وملفاتهم⟧", "⟦ملفاتك⟧"], ["ملفوف"]),
    ("ar", "علة", "عطل", ["أصلح ⟦العلل⟧", "⟦بعلته⟧"], ["لعله كذلك", "علمت به"]),
    ("ar", "برنامج", "تطبيق", ["⟦البرامج⟧ كثيرة", "⟦برامجك⟧", "⟦لبرنامج⟧"], ["برمجة", "مبرمج"]),
    ("ar", "إعداد", "ضبط", ["⟦الاعدادات⟧", "⟦إعداداتك⟧", "⟦لإعداد⟧ الخادوم"], ["الأعداد الكبيرة", "عدد", "أعداد"]),
    ("ar", "مستخدم", "مستعمل", ["⟦للمستخدمين⟧", "⟦مستخدمو⟧ النظام", "⟦مستخدمي⟧ النظام"], ["استخدام", "يستخدم"]),
    ("ar", "طاقة", "قدرة", ["⟦وطاقة⟧", "⟦بالطاقة⟧", "⟦طاقتها⟧"], ["بطاقة الذاكرة", "البطاقات"]),
    ("ar", "كرة", "جسم كروي", ["⟦والكرة⟧", "⟦بكرة⟧ واحدة"], ["فكرة جيدة"]),
    ("en", "whitelist", "allowlist",
     ["Add it to the ⟦whitelist⟧.", "⟦Whitelists⟧ are old", "⟦WHITELIST⟧", "the ⟦whitelist’s⟧ end", "⟦whitelist⟧-based", "__⟦whitelist⟧__",
      "“⟦whitelist⟧”", "[⟦whitelist⟧](https://example.org/whitelist)", "<b>⟦whitelist⟧</b>", "⟦white\u00adlist⟧", "⟦whitelist⟧/blocklist", "#⟦whitelist⟧"],
     ["`whitelist`", "https://example.org/whitelist", "www.whitelist.example", "a whitelist@example.org b", "whitelist_path", "set --whitelist", "whitelist.txt",
      "whitelist()", "my.whitelist", "$whitelist$", "{whitelist}", "whitelistable"]),
    ("en", "work flow", "workflow", ["⟦work flows⟧", "a ⟦work-flow⟧", "⟦WORK FLOW⟧", "⟦work\u00a0flow⟧", "⟦work **flow⟧**", "⟦work [flow⟧](u)"], ["workflow", "work, flow", "work. Flow"]),
    ("en", "IT", "computing", ["⟦IT⟧ staff"], ["it works", "It works"]),
    ("fr", "ordinateur", "calculateur",
     ["les ⟦ordinateurs⟧", "⟦l’ordinateur⟧", "⟦d'ordinateurs⟧", "⟦ORDINATEURS⟧", "micro-⟦ordinateur⟧"], ["ordination", "`ordinateur`"]),
    ("fr", "filtre", "tamis", ["des ⟦filtres⟧"], ["filtrer les données", "données filtrées", "le filtrage"]),
    ("fr", "éditeur de texte", "rédacteur", ["⟦éditeurs de texte⟧", "⟦EDITEUR DE TEXTE⟧", "⟦Éditeur **de texte⟧**"], ["éditer un texte"]),
    ("fr", "canal", "voie", ["les ⟦canaux⟧"], ["la canalisation"]),
    ("fr", "configurer", "régler", ["⟦configurez⟧ le réseau"], ["la configurabilité"]),
    ("de", "Rechner", "Computer", ["des ⟦Rechners⟧", "den ⟦Rechnern⟧", "⟦RECHNER⟧", "„⟦Rechner⟧“", "⟦Rechner⟧-Name"], ["rechnen", "die Rechnung", "Taschenrechner"]),
    ("de", "Baum", "Graph", ["die ⟦Bäume⟧", "den ⟦Bäumen⟧", "des ⟦Baumes⟧"], ["Baumwolle", "bauen"]),
    ("de", "neuronales Netz", "neuronales Netzwerk", ["mit ⟦neuronalen Netzen⟧", "des ⟦neuronalen Netzes⟧"], ["neuronales Netzwerk"]),
    ("es", "ordenador", "computadora", ["los ⟦ordenadores⟧", "¿⟦ordenador⟧?", "⟦ORDENADOR⟧"], ["ordenar", "ordenado", "ordena"]),
    ("es", "raíz", "base", ["las ⟦raíces⟧", "⟦RAÍCES⟧"], ["raza"]),
    ("es", "luz", "lámpara", ["las ⟦luces⟧"], ["lucir"]),
    ("es", "índice", "sumario", ["los ⟦índices⟧"], ["indicar", "indica"]),
    ("ar", "دقة", "إحكام", ["⟦بدقة⟧ عالية", "⟦ودقتها⟧"], ["دقيقة", "يدقق"]),
    ("es", "configuración", "ajuste", ["las ⟦configuraciones⟧"], ["configurar"]),
    ("pt", "configuração", "ajuste", ["as ⟦configurações⟧"], ["configurar"]),
    ("it", "filtro", "vaglio", ["i ⟦filtri⟧"], ["filtrare", "filtrazione"]),
]  # fmt: skip


def index(language: str, term: str, accepted: str, status: AdministrativeStatus) -> TermIndex:
    source = "en" if language != "en" else "de"
    return TermIndex(
        [
            (1, Term("Quux", source)),
            (1, Term(accepted, language)),
            (1, Term(term, language, administrative_status=status)),
        ]
    )


def rows() -> list[tuple[str, str, str, str]]:
    return [
        (language, term, accepted, text)
        for language, term, accepted, using, others in CASES
        for text in (*using, *others)
    ]


@pytest.mark.parametrize(("language", "term", "accepted", "text"), rows())
def test_found_in_every_form_and_only_there(language: str, term: str, accepted: str, text: str) -> None:
    bare = text.replace("⟦", "").replace("⟧", "")
    expected = [text[text.index("⟦") + 1 : text.index("⟧")]] if "⟦" in text else []
    source = "en" if language != "en" else "de"
    for status in (FORBIDDEN, DEPRECATED):
        terms = index(language, term, accepted, status)
        found = [f for f in check_segment("The Quux", bare, source, language, terms) if f.code == "term-forbidden"]
        assert [f.found for f in found] == expected
        assert all(f.severity is Severity.ERROR for f in found)
        # Without a source the LanguageTool protocol says the same.
        assert [bare[m.start : m.end] for m in _monolingual(bare, language, terms, False)] == expected


def test_what_the_source_does_not_name_may_be_another_concept() -> None:
    for status, severity in ((FORBIDDEN, Severity.WARNING), (DEPRECATED, Severity.INFORMATION)):
        terms = index("ar", "باكيت", "حزمة", status)
        (found,) = check_segment("Something else", "يصل الباكيت", "en", "ar", terms)
        assert (found.code, found.severity) == ("term-forbidden", severity)
        assert "not sure: the source does not name its concept" in found.message


def test_within_a_longer_accepted_term_and_where_right_for_another_concept() -> None:
    terms = index("en", "memory", "storage", FORBIDDEN)
    terms.add(2, Term("random access memory", "en"))
    assert not check_segment("Quux", "random access memory, storage", "de", "en", terms, CheckOptions())
    terms.add(3, Term("memory", "en"))
    assert not check_segment("nichts", "a memory", "de", "en", terms)
    assert [f.code for f in check_segment("Quux", "a memory", "de", "en", terms)] == ["term-forbidden"]
