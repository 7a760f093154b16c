"""The form of a term that a glossary prints: words without clitics, phrases in the singular, articles, capitals."""

from __future__ import annotations

import pytest

from extractors.citation import Numbers, Spelling, citation_rows, numbers, spelling
from termbase.languages import Lexicon, forms
from termbase.languages.forms import PartOfSpeech

AR, EN, FR = forms("ar"), forms("en"), forms("fr")
ADJECTIVE, NOUN, VERB = PartOfSpeech.ADJECTIVE, PartOfSpeech.NOUN, PartOfSpeech.VERB
LEXICON = Lexicon("ar", {}, AR.fold)


@pytest.mark.parametrize(
    ("words", "bare"),
    [
        (["الشبكة", "العصبية"], ["شبكة", "عصبية"]), (["خوارزمية", "التعلم"], ["خوارزمية", "التعلم"]),
        (["الالتهاب"], ["التهاب"]), (["التهاب"], ["التهاب"]), (["بيانات"], ["بيانات"]), (["بالتدريب"], ["تدريب"]),
        (["للغة"], ["لغة"]), (["وكالة"], ["وكالة"]), (["وفشل", "كلوي"], ["فشل", "كلوي"]), (["بحجم"], ["حجم"]),
        (["والترويسات"], ["ترويسات"]), (["وفروعها"], ["فروع"]), (["أداءً"], ["أداء"]),
        (["حلاً", "أمثلاً"], ["حل", "أمثل"]),
    ],
)  # fmt: skip
def test_articles_and_clitics_go_where_they_are_none_of_the_word(words: list[str], bare: list[str]) -> None:
    assert AR.bare(words, LEXICON) == bare


@pytest.mark.parametrize(
    ("plural", "singular"),
    [
        ("الحلول المثلى", "حل أمثل"),
        ("الفضاءات المتجانسة", "فضاء متجانس"),
        ("تمثيلات الرسوم البيانية", "تمثيل الرسوم البيانية"),
        ("آلات المتجهات الداعمة", "آلة المتجهات الداعمة"),
        ("الأغطية الرأسية الدنيا", "غطاء رأسي أدنى"),
        ("مقدمي الرعاية الصحية", "مقدم الرعاية الصحية"),
        ("السلبيات شبه الصعبة", "سلبية شبه صعبة"),
        ("المستويات العالية", "مستوى عالي"),
        ("أعشاش الحلقات", "عش الحلقات"),
        ("الأنظمة ذات الصلة", "نظام ذو الصلة"),
        ("شبكات عصبية", "شبكة عصبية"),
        ("وفيات", "وفاة"),
    ],
)
def test_a_phrase_is_put_into_the_singular_as_a_whole(plural: str, singular: str) -> None:
    assert " ".join(AR.citation(plural.split(), NOUN, True, LEXICON, {})) == singular


@pytest.mark.parametrize(
    ("text", "cited"),
    [
        ("ترتبط إصابة القلب", "إصابة القلب"), ("يعتمد على النظام", "نظام"), ("حاوية تستخدم", "حاوية"),
        ("تقدم سريع", "تقدم سريع"), ("30 يونيو", "30 يونيو"), ("يستخدم", "يستخدم"), ("آلة تورينغ", "آلة تورينغ"),
    ],
)  # fmt: skip
def test_verbs_of_the_sentence_are_no_part_of_a_noun_phrase(text: str, cited: str) -> None:
    assert " ".join(AR.citation(text.split(), NOUN, False, LEXICON, {})) == cited
    assert AR.definite(["تزداد", "الشبكة", "العصبية"], LEXICON) == ["الشبكة", "العصبية"]


def test_an_adjective_is_cited_in_the_masculine_singular_and_what_it_governs_stays() -> None:
    lexicon = Lexicon("ar", {}, AR.fold, {"تفاصيل": 0.02})
    assert AR.citation(["المصابين"], ADJECTIVE, False, LEXICON, {}) == ["مصاب"]
    assert AR.citation(["الدقيقة", "التفاصيل"], ADJECTIVE, False, lexicon, {}) == ["دقيق", "التفاصيل"]
    assert AR.citation(["لا", "حتمية"], ADJECTIVE, False, LEXICON, {}) == ["لا", "حتمي"]
    assert AR.citation(["الانحدارية", "الذاتية"], ADJECTIVE, False, LEXICON, {}) == ["انحداري", "ذاتي"]
    assert AR.citation(["خاصة", "بالمعمارية"], ADJECTIVE, False, LEXICON, {}) == ["خاص", "بالمعمارية"]
    assert AR.citation(["تغذية"], ADJECTIVE, False, LEXICON, {}) == ["تغذية"]
    assert AR.citation(["تقنية"], ADJECTIVE, False, LEXICON, {}) == ["تقني"]


@pytest.mark.parametrize(
    ("word", "cited"),
    [
        ("تستخدم", "يستخدم"), ("نُقيّم", "يُقيّم"), ("سنركز", "يركز"), ("يستخدمها", "يستخدم"), ("يستخدمون", "يستخدم"),
        ("يترك", "يترك"), ("ينبه", "ينبه"), ("تمكين", "تمكين"), ("تحول", "تحول"), ("وتحليل", "تحليل"),
        ("كتابة", "كتابة"), ("لمساعدة", "مساعدة"), ("رؤية", "رؤية"), ("المغلقة", "مغلق"), ("مسجلين", "مسجل"),
    ],
)  # fmt: skip
def test_what_renders_a_verb_is_in_the_third_person_or_an_infinitive(word: str, cited: str) -> None:
    assert AR.citation([word], VERB, False, LEXICON, {}) == [cited]


@pytest.mark.parametrize(
    ("word", "cited"),
    [
        ("affiche", "afficher"), ("affichées", "affiché"), ("tousse", "tousser"), ("défendez", "défendre"),
        ("guérissent", "guérir"), ("considère", "considérer"), ("appelle", "appeler"), ("transmet", "transmettre"),
        ("produit", "produire"), ("mesure", "mesurer"), ("écrire", "écrire"), ("peut", "pouvoir"), ("fournie", "fourni"),
        ("publie", "publier"), ("mise", "mis"), ("rayons", "rayon"), ("lots", "lot"), ("partagerai", "partager"), ("sentez", "sentir"), ("crée", "créer"), ("suivez", "suivre"),
    ],
)  # fmt: skip
def test_what_renders_a_verb_in_french_is_in_the_infinitive_or_a_participle(word: str, cited: str) -> None:
    assert FR.citation([word], VERB, False, Lexicon("fr"), {}) == [cited]


@pytest.mark.parametrize(
    ("word", "cited"),
    [
        ("virale", "viral"), ("malignes", "malin"), ("aiguë", "aigu"), ("bactérienne", "bactérien"), ("légère", "léger"),
        ("fausse", "faux"), ("publiques", "public"), ("nouvelle", "nouveau"), ("corticosurrénale", "corticosurrénal"),
        ("exactes", "exact"), ("familiaux", "familial"), ("moderne", "moderne"), ("sale", "sale"), ("robe", "robe"),
        ("liquide", "liquide"), ("très contagieuses", "très contagieux"), ("basées sur", "basé sur"),
        ("seconde d'arc", "seconde d'arc"), ("voies respiratoires", "voie respiratoire"), ("me dire", "me dire"),
    ],
)  # fmt: skip
def test_french_adjectives_are_cited_in_the_masculine_whatever_the_texts_have(word: str, cited: str) -> None:
    # A text about one subject may have one form alone.
    lexicon = Lexicon("fr", dict.fromkeys(word.split(), 500), FR.fold)
    assert FR.join(FR.citation(word.split(), ADJECTIVE, False, lexicon, {})) == cited


def test_a_plural_of_a_singular_source_is_undone_where_the_source_has_a_plural_of_its_own() -> None:
    rows = [
        ("loop nest", 0, "أعشاش الحلقات", 1.0), ("nest", 1, "الأعشاش", 3.0), ("nest", 0, "عش", 1.0),
        ("hardware", 0, "الأجهزة", 2.0), ("device", 1, "الأجهزة", 5.0), ("device", 0, "جهاز", 1.0),
    ]  # fmt: skip
    known = numbers(lambda: rows, AR, LEXICON)
    assert known.singulars == {"أعشاش": "عش", "أجهزة": "جهاز"}
    assert known.plurals == {"أعشاش الحلقات"}


def test_the_spelling_is_that_of_notes_else_the_most_frequent_and_mass_nouns_keep_their_article() -> None:
    seen = [Spelling("تدريب", "التدريب", 5.0, 5.0), Spelling("تدريب", "", 2.0, 0.0)]
    assert spelling([*seen, Spelling("التدريب", "", 3.0, 3.0, 1)], AR) == "التدريب"
    # What only plurals show is a guess; a form that renders the singular source is none.
    assert spelling([Spelling("معامل", "", 9.0, 0.0), Spelling("معاملة", "", 1.0, 1.0)], AR) == "معاملة"
    guess, other = Spelling("معامل", "", 9.0, 5.0, 0, 1), Spelling("معاملة", "", 1.0, 0.0)
    assert spelling([guess, other], AR) == "معاملة"
    assert spelling([guess, Spelling("معامل جديد", "", 1.0, 1.0)], AR) == "معامل"
    assert spelling(seen, AR) == "تدريب"
    assert spelling(seen[:1], AR) == "التدريب"
    assert (
        spelling([Spelling("معدل وفيات", "", 1.2, 1.2), Spelling("معدل الوفيات", "", 1.0, 1.0)], AR) == "معدل الوفيات"
    )


def test_a_singular_that_no_text_shows_is_a_guess() -> None:
    known = Numbers({"معاملات": "معامل"}, frozenset(), frozenset({"رحلات"}))
    rows = [("المعاملات", NOUN, 1), ("معاملة", NOUN, 1), ("رحلات", NOUN, 0), ("رحلته", NOUN, 0), ("المعاملات", VERB, 1)]
    assert [row[-1] for row in citation_rows(rows, AR, LEXICON, known)] == [True, False, True, False, False]


def test_a_single_noun_keeps_its_article_only_where_general_language_seldom_has_it_without() -> None:
    assert AR.definite(["والصين"], LEXICON) == ["الصين"]
    assert AR.definite(["المعايرة"], LEXICON) is None
    assert AR.definite(["بالتعلم", "العميق"], LEXICON) == ["التعلم", "العميق"]
    assert AR.definite(["تعلم", "العميق"], LEXICON) is None


def test_vowels_of_cases_go_and_the_indefinite_ending_of_weak_words_stays() -> None:
    assert AR.citation(["كائنَ", "إيداعٍ"], NOUN, False, LEXICON, {}) == ["كائن", "إيداع"]
    assert AR.citation(["أداء", "عالٍ"], NOUN, False, LEXICON, {}) == ["أداء", "عالٍ"]
    assert spelling([Spelling("كافي", "", 5.0, 5.0), Spelling("كافٍ", "", 1.0, 1.0)], AR) == "كافٍ"


def test_citation_forms() -> None:
    assert AR.citation(["العقود", "الذكية"], NOUN, True, LEXICON, {"عقود": "عقد"}) == ["عقد", "ذكي"]
    assert AR.citation(["فعالة"], ADJECTIVE, False, LEXICON, {}) == ["فعال"]
    assert AR.citation(["سؤال"], NOUN, False, LEXICON, {}) == ["سؤال"]
    assert FR.citation(["les", "index"], NOUN, True, Lexicon("fr"), {}) == ["index"]
    assert FR.join(["arbre", "d'", "index"]) == "arbre d'index"


@pytest.mark.parametrize(
    ("text", "part", "plural", "cited"),
    [
        ("les réseaux locaux", NOUN, True, "réseau local"),
        ("clés de chiffrement publiques", NOUN, True, "clé de chiffrement publique"),
        ("gestion des données", NOUN, True, "gestion des données"),
        ("données", NOUN, False, "données"),
        ("personnalisés", NOUN, False, "personnalisé"),
        ("maladies infectieuses", NOUN, True, "maladie infectieuse"),
        ("infectieuses", ADJECTIVE, False, "infectieux"),
        ("externe", ADJECTIVE, False, "externe"),
        ("amas globulaires", NOUN, True, "amas globulaire"),
        ("toux sèches", NOUN, True, "toux sèche"),
        ("taux de mortalité élevés", NOUN, True, "taux de mortalité élevé"),
        ("anticorps monoclonaux", NOUN, True, "anticorps monoclonal"),
        ("vivres frais", NOUN, True, "vivre frais"),
        ("touches fléchées", NOUN, True, "touche fléchée"),
        ("résultats d'explorations fonctionnelles", NOUN, True, "résultat d'explorations fonctionnelles"),
        ("hémorragies gastro-intestinales", NOUN, True, "hémorragie gastro-intestinale"),
        ("lance-grenades", NOUN, True, "lance-grenades"),
        ("images HiPS", NOUN, True, "image HiPS"),
        ("deux tiers antérieurs", NOUN, True, "deux tiers antérieurs"),
    ],
)
def test_french_phrases(text: str, part: PartOfSpeech, plural: bool, cited: str) -> None:
    assert FR.join(FR.citation(text.split(), part, plural, Lexicon("fr"), {})) == cited


@pytest.mark.parametrize(
    ("word", "verb"),
    [
        ("ajouter", True), ("tournent", True), ("définissez", True), ("contient", True), ("cancer", False), ("hiver", False),
        ("dossier", False), ("patient", False), ("document", False), ("lait", False), ("nez", False), ("agent", False),
    ],
)  # fmt: skip
def test_french_words_that_can_hardly_be_anything_but_verbs(word: str, verb: bool) -> None:
    assert FR.is_verb(word) is verb


@pytest.mark.parametrize(
    ("code", "word", "cited"),
    [
        ("es", "quirúrgicas", "quirúrgico"), ("es", "virales", "viral"), ("es", "comunes", "común"),
        ("es", "agrícola", "agrícola"), ("es", "españolas", "español"), ("es", "ignora", "ignora"),
        ("pt", "infectada", "infectado"), ("pt", "úteis", "útil"), ("pt", "cristã", "cristão"), ("pt", "simples", "simples"),
        ("it", "mediche", "medico"), ("it", "dolce", "dolce"), ("ca", "públiques", "públic"),
    ],
)  # fmt: skip
def test_romance_adjectives_are_cited_in_the_masculine_singular(code: str, word: str, cited: str) -> None:
    assert forms(code).citation([word], ADJECTIVE, False, Lexicon(code), {}) == [cited]


@pytest.mark.parametrize(
    ("word", "cited"),
    [
        ("seltsamen", "seltsam"), ("chronische", "chronisch"), ("viraler", "viral"), ("gekocht", "gekocht"),
        ("edle", "edle"), ("leise", "leise"), ("sauber", "sauber"), ("haben", "haben"), ("eigen", "eigen"),
    ],
)  # fmt: skip
def test_german_adjectives_are_cited_without_their_ending(word: str, cited: str) -> None:
    assert forms("de").citation([word], ADJECTIVE, False, Lexicon("de"), {}) == [cited]


def test_german_phrases_are_rather_cited_in_the_nominative() -> None:
    seen = [Spelling("menschlichen Körper", "", 3.0, 3.0), Spelling("menschlicher Körper", "", 2.0, 2.0)]
    assert spelling(seen, forms("de")) == "menschlicher Körper"


def test_singulars_of_romance_languages_are_of_the_gender_of_their_plurals() -> None:
    spanish = forms("es")
    assert spanish.related("acciones", "acción")
    assert spanish.related("luces", "luz")
    assert not spanish.related("tijeras", "tijero")
    # HiPS has no plural of its own.
    assert spanish.citation(["imágenes", "HiPS"], NOUN, True, Lexicon("es"), {"imágenes": "imagen", "hips": "hip"}) == [
        "imagen",
        "HiPS",
    ]


def test_a_language_without_a_file_of_its_own_makes_singulars_as_aligned_text_shows() -> None:
    spanish = forms("es")
    seen = {
        "server": "servidor",
        "value": "valor",
        "error": "error",
        "table": "tabla",
        "rule": "regla",
        "file": "archivo",
    }
    rows = [
        row
        for source, word in seen.items()
        for row in ((source, 0, word, 2.0), (source, 1, word + ("es" if word[-1] == "r" else "s"), 4.0))
    ] + [("public port", 1, "puertos públicos", 1.0), ("virtual option", 1, "opcional virtuales", 1.0)]
    known = numbers(lambda: rows, spanish, Lexicon("es"))
    assert spanish.citation(["puertos", "públicos"], NOUN, True, Lexicon("es"), known.singulars) == [
        "puerto",
        "público",
    ]
    assert spanish.citation(["valores", "raros"], NOUN, True, Lexicon("es"), known.singulars) == ["valores", "raros"]


def test_a_capital_that_only_begins_sentences_is_none_of_the_word() -> None:
    observed = FR.observe([["Le", "fichier", "de", "Paris"], ["Supprimer", "le", "fichier"]])
    lexicon = Lexicon("fr", {}, FR.fold, observed)
    assert FR.uncapitalised("Fichier modèle", lexicon) == "fichier modèle"
    assert FR.uncapitalised("Supprimer", lexicon) == "supprimer"
    assert FR.uncapitalised("Paris", lexicon) == "Paris"
    assert FR.uncapitalised("Xqvzt", lexicon) == "Xqvzt"
    assert forms("de").uncapitalised("Datei", Lexicon("de")) == "Datei"


@pytest.mark.parametrize(
    ("word", "singular"),
    [
        ("matrices", "matrix"), ("queries", "query"), ("GPUs", "GPU"), ("LIPS", None), ("loss", None), ("physics", None),
        ("caches", "cache"), ("sizes", "size"), ("branches", "branch"), ("approaches", "approach"), ("biases", "bias"),
        ("coronaviruses", "coronavirus"), ("causes", "cause"), ("Reuses", "Reuse"),
    ],
)  # fmt: skip
def test_english_singular(word: str, singular: str | None) -> None:
    assert EN.singular(word) == singular


def test_a_language_without_rules_still_has_stems_and_keys() -> None:
    assert forms("xx").key(["abcdefg"]) == "abcd"
    assert forms("xx").citation(["abc", "def"], NOUN, True, Lexicon("xx"), {}) == ["abc", "def"]
