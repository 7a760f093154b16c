"""How a pair is stated: statements with the pairs that they state, those that state none, and hostile text."""

from __future__ import annotations

import pytest
from conftest import cpu_bound
from hypothesis import given
from hypothesis import strategies as st

from extractors.note_syntax import parse_statement
from extractors.statement_text import Sides
from termbase.languages import has_script, language

ARABIC = Sides(language("en"), language("ar"))
GERMAN = Sides(language("en"), language("de"))


def pairs(text: str, sides: Sides = ARABIC) -> list[tuple[str, str]]:
    return [(stated.source, stated.target) for stated in parse_statement(text, sides)]


ENGLISH_ARABIC = {
    # one pair, every sign
    "buffer (مخزن مؤقت)": [("buffer", "مخزن مؤقت")],
    "buffer: مخزن مؤقت": [("buffer", "مخزن مؤقت")],
    "buffer → مخزن مؤقت": [("buffer", "مخزن مؤقت")],
    "buffer -> مخزن مؤقت": [("buffer", "مخزن مؤقت")],
    "buffer => مخزن مؤقت": [("buffer", "مخزن مؤقت")],
    "buffer ⇒ مخزن مؤقت": [("buffer", "مخزن مؤقت")],
    "buffer - مخزن مؤقت": [("buffer", "مخزن مؤقت")],
    "buffer – مخزن مؤقت": [("buffer", "مخزن مؤقت")],
    "buffer — مخزن مؤقت": [("buffer", "مخزن مؤقت")],
    "buffer = مخزن مؤقت": [("buffer", "مخزن مؤقت")],
    "buffer=مخزن مؤقت": [("buffer", "مخزن مؤقت")],
    "buffer（مخزن مؤقت）": [("buffer", "مخزن مؤقت")],
    # the other way round
    "مخزن مؤقت (buffer)": [("buffer", "مخزن مؤقت")],
    "مخزن مؤقت → buffer": [("buffer", "مخزن مؤقت")],
    "buffer ← مخزن مؤقت": [("buffer", "مخزن مؤقت")],
    "مخزن مؤقت ← buffer": [("buffer", "مخزن مؤقت")],
    "مخزن مؤقت - buffer": [("buffer", "مخزن مؤقت")],
    # emphasis and quotes
    "**buffer** (مخزن مؤقت)": [("buffer", "مخزن مؤقت")],
    "**buffer**: مخزن مؤقت": [("buffer", "مخزن مؤقت")],
    "*buffer* → *مخزن مؤقت*": [("buffer", "مخزن مؤقت")],
    "`buffer` → مخزن مؤقت": [("buffer", "مخزن مؤقت")],
    '"buffer" → "مخزن مؤقت"': [("buffer", "مخزن مؤقت")],
    "“buffer” (مخزن مؤقت).": [("buffer", "مخزن مؤقت")],
    "buffer → «مخزن مؤقت»": [("buffer", "مخزن مؤقت")],
    # lists
    "buffer (مخزن مؤقت), queue (رتل), link (وصلة)": [("buffer", "مخزن مؤقت"), ("queue", "رتل"), ("link", "وصلة")],
    "buffer (مخزن مؤقت); queue (رتل)": [("buffer", "مخزن مؤقت"), ("queue", "رتل")],
    "buffer (مخزن مؤقت)، queue (رتل)": [("buffer", "مخزن مؤقت"), ("queue", "رتل")],
    "buffer → مخزن مؤقت، queue → رتل": [("buffer", "مخزن مؤقت"), ("queue", "رتل")],
    "buffer = مخزن مؤقت, queue = رتل": [("buffer", "مخزن مؤقت"), ("queue", "رتل")],
    "buffer, queue (رتل), link": [("queue", "رتل")],
    "buffer (مخزن مؤقت), queue → رتل": [("buffer", "مخزن مؤقت"), ("queue", "رتل")],
    # several renderings
    "buffer → مخزن مؤقت / صوان": [("buffer", "مخزن مؤقت"), ("buffer", "صوان")],
    "buffer (مخزن مؤقت / صوان)": [("buffer", "مخزن مؤقت"), ("buffer", "صوان")],
    "buffer → مخزن مؤقت or صوان": [("buffer", "مخزن مؤقت"), ("buffer", "صوان")],
    "buffer → مخزن مؤقت أو صوان": [("buffer", "مخزن مؤقت"), ("buffer", "صوان")],
    "buffer (مخزن مؤقت، صوان)": [("buffer", "مخزن مؤقت"), ("buffer", "صوان")],
    "buffer/buffers (صوان/أصونة)": [("buffer", "صوان"), ("buffers", "أصونة")],
    "positive/negative edges (الحواف الموجبة/السالبة)": [("positive/negative edges", "الحواف الموجبة/السالبة")],
    # abbreviations
    "Transmission Control Protocol (TCP) → بروتوكول التحكم في النقل": [
        ("Transmission Control Protocol", "بروتوكول التحكم في النقل"), ("TCP", "بروتوكول التحكم في النقل"),
    ],
    "TCP (Transmission Control Protocol - بروتوكول التحكم في النقل)": [
        ("Transmission Control Protocol", "بروتوكول التحكم في النقل"), ("TCP", "بروتوكول التحكم في النقل"),
    ],
    "round-trip time/RTT (زمن الذهاب والإياب)": [("round-trip time", "زمن الذهاب والإياب"), ("RTT", "زمن الذهاب والإياب")],
    # Latin inside the Arabic
    "cross-entropy loss (خسارة cross-entropy)": [("cross-entropy loss", "خسارة cross-entropy")],
    "WAL file → ملف WAL": [("WAL file", "ملف WAL")],
    "B-tree: شجرة B": [("B-tree", "شجرة B")],
    "C++ class → صنف C++": [("C++ class", "صنف C++")],
    # remarks go
    "buffer (مخزن مؤقت) - kept short": [("buffer", "مخزن مؤقت")],
    "buffer → مخزن مؤقت (confidence: 0.9)": [("buffer", "مخزن مؤقت")],
    "buffer → مخزن مؤقت (new term)": [("buffer", "مخزن مؤقت")],
    "buffer → مخزن مؤقت - literally a temporary store": [("buffer", "مخزن مؤقت")],
    "buffer: مخزن مؤقت, used throughout": [("buffer", "مخزن مؤقت")],
    '"buffer" → "مخزن مؤقت" (not "صوان")': [("buffer", "مخزن مؤقت")],
    # said in words
    '"buffer" translated as "مخزن مؤقت" to stress the time': [("buffer", "مخزن مؤقت")],
    '"buffer" is rendered "مخزن مؤقت", as in section 2': [("buffer", "مخزن مؤقت")],
    '"buffer" and "queue" distinguished as "مخزن مؤقت" and "رتل"': [("buffer", "مخزن مؤقت"), ("queue", "رتل")],
    '"buffer" vs "queue" distinguished as "مخزن مؤقت" vs "رتل"': [("buffer", "مخزن مؤقت"), ("queue", "رتل")],
    "Translated buffer as مخزن مؤقت": [("buffer", "مخزن مؤقت")],
    "MULTICS acronym transliterated as مولتيكس": [("MULTICS", "مولتيكس")],
    # signs inside terms
    "client-server model → نموذج العميل والخادم": [("client-server model", "نموذج العميل والخادم")],
    "TCP/IP stack (مكدس TCP/IP)": [("TCP/IP stack", "مكدس TCP/IP")],
    "$O(n)$ time (زمن خطي)": [("$O(n)$ time", "زمن خطي")],
    "1,000 packets (ألف حزمة)": [("1,000 packets", "ألف حزمة")],
    "buffers (مخازن مؤقّتة)": [("buffers", "مخازن مؤقّتة")],
}  # fmt: skip

STATES_NOTHING = [
    "",
    " ",
    "None",
    "None (summary section)",
    "buffer",
    "buffer, queue, link",
    "buffer (kept in English)",
    "مخزن مؤقت",
    "مخزن مؤقت، رتل، وصلة",
    "3 figures (Figure 1-3)",
    "0.95",
    "(مخزن مؤقت)",
    "()",
    "→ مخزن مؤقت",
    "buffer →",
    "buffer ()",
    "12 (١٢)",
    "https://example.org/a → b",
    "مخزن translated as صوان",
    "مخزن as صوان",
    "; as صوان",
    "- : =",
    "→",
    "((((",
    "(1) ٢",
]

ENGLISH_GERMAN = {
    "buffer (Puffer)": [("buffer", "Puffer")],
    "link (Verbindung)": [("link", "Verbindung")],
    "stop word (Stoppwort), corpus (Korpus)": [("stop word", "Stoppwort"), ("corpus", "Korpus")],
    "buffer → Puffer": [("buffer", "Puffer")],
    "buffer = Puffer": [("buffer", "Puffer")],
    "buffer: Puffer": [("buffer", "Puffer")],
    "buffer - Puffer": [("buffer", "Puffer")],
    "**write-ahead log** → Vorausschreibprotokoll": [("write-ahead log", "Vorausschreibprotokoll")],
    "buffer (Puffer), cache (Zwischenspeicher), lock (Sperre)": [
        ("buffer", "Puffer"),
        ("cache", "Zwischenspeicher"),
        ("lock", "Sperre"),
    ],
    "buffer → Puffer / Zwischenspeicher": [("buffer", "Puffer"), ("buffer", "Zwischenspeicher")],
    "buffer → Puffer oder Zwischenspeicher": [("buffer", "Puffer"), ("buffer", "Zwischenspeicher")],
    "deadlock (gegenseitige Blockierung)": [("deadlock", "gegenseitige Blockierung")],
    "Prüfsumme": [],
    "Transmission Control Protocol (TCP)": [],
    "buffer, cache, lock": [],
}


@pytest.mark.parametrize("text", ENGLISH_ARABIC)
def test_english_arabic(text: str) -> None:
    assert sorted(pairs(text)) == sorted(ENGLISH_ARABIC[text])


@pytest.mark.parametrize("text", STATES_NOTHING)
def test_no_pair(text: str) -> None:
    assert pairs(text) == []


@pytest.mark.parametrize("text", ENGLISH_GERMAN)
def test_english_german(text: str) -> None:
    assert pairs(text, GERMAN) == ENGLISH_GERMAN[text]


@pytest.mark.parametrize(("source", "target", "rendering"), [("en", "ru", "буфер"), ("en", "he", "חוצץ"), ("en", "ja", "緩衝"), ("en", "el", "μνήμη"), ("ru", "ar", "مخزن")])  # fmt: skip
@pytest.mark.parametrize("form", ["{} ({})", "{} → {}", "{}: {}", "{} = {}", "{} - {}"])
def test_other_pairs_of_scripts_need_no_code_of_their_own(source: str, target: str, rendering: str, form: str) -> None:
    sides = Sides(language(source), language(target))
    term = {"en": "buffer", "ru": "буфер"}[source]
    assert pairs(form.format(term, rendering), sides) == [(term, rendering)]


@pytest.mark.parametrize("inner", ["وصلة, رابط", "وصلة, رابط, صلة", "وصلة، رابط", "وصلة / رابط"])
def test_commas_in_brackets_lose_nothing(inner: str) -> None:
    found = pairs(f"link ({inner}), queue (رتل)")
    assert found[-1] == ("queue", "رتل")
    words = " ".join(target for source, target in found if source == "link").replace("،", " ").replace(",", " ").split()
    assert words == [word for word in inner.replace("،", " ").replace(",", " ").split() if word != "/"]


def test_scores_are_probabilities_and_weaker_statements_score_lower() -> None:
    def score(text: str) -> float:
        (stated,) = parse_statement(text, ARABIC)
        assert 0 < stated.score < 1
        return stated.score

    assert score("buffer (مخزن)") > score("buffer (مخزن) as Layla has it") > score("Translated buffer as مخزن")


# --- what holds for any text ---------------------------------------------------------------------------------------

WORDS = st.sampled_from(
    ["buffer", "TCP", "a", "مخزن", "مؤقت", "ع", "(", ")", "[", "]", "→", "←", "->", "=", ":", " - ", "—", "/", " / ", ",", "،", ";", "؛", '"',
     "“", "”", "«", "»", "‘", "’", "„", "**", "*", "_", "`", "$", " ", " as ", "translated as ", " vs ", " or ", " أو ", "1,000", "٪", "\n", "kept", "🙂", "ـ", "ً"]
)  # fmt: skip
STATEMENTS = st.one_of(
    st.text(max_size=120), st.lists(WORDS, max_size=30).map("".join), st.lists(WORDS, max_size=30).map(" ".join)
)


@given(STATEMENTS)
def test_any_text_states_pairs_with_the_target_on_the_target_side(text: str) -> None:
    for stated in parse_statement(text, ARABIC):
        assert has_script(stated.target, "ARABIC"), stated
        assert not has_script(stated.source, "ARABIC"), stated
        assert any(character.isalnum() for character in stated.source), stated
        assert 0 < len(stated.source) <= 100
        assert 0 < len(stated.target) <= 100
        assert stated.source == stated.source.strip()
        assert stated.target == stated.target.strip()
        assert 0 < stated.score <= 1


@given(STATEMENTS)
def test_nothing_is_invented(text: str) -> None:
    letters = set("".join(text.split()))
    for stated in parse_statement(text, ARABIC):
        assert set("".join(stated.source.split())) <= letters
        assert set("".join(stated.target.split())) <= letters | {"،"}


@given(STATEMENTS)
def test_any_text_in_one_script(text: str) -> None:
    for stated in parse_statement(text.replace("مخزن", "Puffer"), GERMAN):
        assert any(c.isalpha() for c in stated.target)
        assert any(c.isalnum() for c in stated.source)


TERM = st.text("abcdefgh", min_size=1, max_size=6).filter(lambda t: t not in ("as", "or", "ou", "e"))
RENDERING = st.text("بتثجحخدذرزسش", min_size=2, max_size=6)


@given(
    st.lists(st.tuples(TERM, RENDERING), min_size=1, max_size=6),
    st.sampled_from(["{} ({})", "{} → {}", "{} = {}", "{} - {}", "{}: {}"]),
)
def test_a_plain_list_states_exactly_its_pairs(wanted: list[tuple[str, str]], form: str) -> None:
    if form == "{}: {}" and len(wanted) > 1:
        return
    text = ", ".join(form.format(*pair) for pair in wanted)
    assert pairs(text) == wanted


HOSTILE = {
    "open brackets": "a " + "(" * 10_000 + "ع",
    "groups": "a " + "(ع) " * 5_000,
    "groups without target": "a " + "(x) " * 4_900 + "(ع)",
    "nested brackets": "(" * 5_000 + "ع" + ")" * 5_000,
    "quotes": '"' * 100_000 + " ع",
    "quotes within the limit": '"' * 19_000 + " ع",
    "guillemets": "«" * 19_000 + "ع",
    "single quotes": "‘" * 19_000 + "ع",
    "quoted words": '"a" as "ع" ' * 1_800,
    "as in brackets": "(" + "x as y " * 2_800 + " ع)",
    "as": "(as ع " * 3_300,
    "stars": "**a " * 4_900 + "ع",
    "underscores": "__a " * 4_900 + "ع",
    "ticks": "`" * 19_001 + "ع",
    "formulas": "$ع" * 9_900,
    "commas": "a, " * 6_600 + "ع",
    "spaces": "a" + " " * 19_900 + "ع",
    "spaces and a sign": "a" + " " * 19_800 + "= ع",
    "tabs": "a → ع" + "\t" * 19_000 + "x",
    "Arabic commas": "ع، " * 6_500 + "a",
    "pairs": "term (ع), " * 1_900,
    "arrows": "a → ع, " * 2_800,
    "slashes": "a → " + "ع / " * 4_900,
    "dashes": "a - " * 4_900 + "ع",
    "colons": "a: " * 6_500 + "ع",
    "or": "a → " + "ع or " * 3_900,
    "tatweel": "x → " + "ـ" * 19_000 + "ع",
    "a line of 200 KB": "term (مصطلح), " * 14_000,
    "one word of 200 KB": "x" * 100_000 + " → " + "ع" * 100_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_read_in_bounded_time(name: str) -> None:
    for sides, text in ((ARABIC, HOSTILE[name]), (GERMAN, HOSTILE[name].replace("ع", "ö"))):
        with cpu_bound(1.0):
            assert all(stated.source for stated in parse_statement(text, sides))
