"""The LanguageTool and tmserver protocols, spoken by real clients and by hand."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from serving import LANGUAGETOOL, Served, copied, serving

from termbase.api.annotation import annotated
from termbase.errors import UsageError
from termbase.languages import language
from termbase.model import AdministrativeStatus, Concept, Term
from termbase.pipeline.editing import create_concept
from termbase.store import connect

Status = AdministrativeStatus
ARABIC = "😀 يُسقط الموجّه والباكيت سريعًا."
ENGLISH = "😀 The datagrams arrive 🎉 late."


@pytest.fixture(scope="module")
def served(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    db = copied(built, tmp_path_factory.mktemp("lt"))
    connection = connect(db, writable=True)
    terms = (
        Term("message unit", "en"), Term("datagram", "en", Status.DEPRECATED), Term("وحدة الرسالة", "ar"),
    )  # fmt: skip
    create_concept(connection, Concept(terms), "tester")
    create_concept(connection, Concept((Term("bank", "en"), Term("shore", "en"))), "tester")
    create_concept(connection, Concept((Term("bank", "en", Status.FORBIDDEN), Term("credit house", "en"))), "tester")
    connection.close()
    with serving(db) as found:
        yield found


def check(served: Served, **form: str) -> list[dict[str, Any]]:
    response = served.http.post(f"{served.url}{LANGUAGETOOL}/v2/check", data=form)
    assert response.status_code == 200, response.text
    assert response.json()["software"]["apiVersion"] == 1
    found: list[dict[str, Any]] = response.json()["matches"]
    return found


def covered(text: str, match: dict[str, Any]) -> str:
    """What stands at a match, counted in UTF-16 code units as editors do."""
    units = text.encode("utf-16-le")
    return units[2 * match["offset"] : 2 * (match["offset"] + match["length"])].decode("utf-16-le")


def applied(text: str, match: dict[str, Any]) -> str:
    units = text.encode("utf-16-le")
    first, last = 2 * match["offset"], 2 * (match["offset"] + match["length"])
    return (units[:first] + match["replacements"][0]["value"].encode("utf-16-le") + units[last:]).decode("utf-16-le")


class TestCheck:
    def test_arabic_after_an_emoji(self, served: Served) -> None:
        (match,) = check(served, text=ARABIC, language="ar")
        assert match["rule"]["id"] == "TERMBASE_FORBIDDEN"
        assert match["rule"]["category"]["id"] == "TERMINOLOGY"
        assert covered(ARABIC, match) == "والباكيت"
        assert applied(ARABIC, match) == "😀 يُسقط الموجّه والحزمة سريعًا."
        assert check(served, text=applied(ARABIC, match), language="ar") == []
        context = match["context"]
        assert covered(context["text"], context) == "والباكيت"

    @pytest.mark.parametrize("tag", ["en", "en-US", "en_GB", "auto"])
    def test_english_between_emoji(self, served: Served, tag: str) -> None:
        (match,) = check(served, text=ENGLISH, language=tag)
        assert match["rule"]["id"] == "TERMBASE_DEPRECATED"
        assert applied(ENGLISH, match) == "😀 The message units arrive 🎉 late."

    def test_the_language_is_found(self, served: Served) -> None:
        for text, code in ((ARABIC, "ar"), (ENGLISH, "en"), ("", "ar"), ("123", "ar")):
            url = f"{served.url}{LANGUAGETOOL}/v2/check"
            answer = served.http.get(url, params={"text": text, "language": "auto"}).json()
            assert answer["language"]["detectedLanguage"]["code"] == code or not text.strip("123")
        assert len(check(served, text=ARABIC, language="ar-")) == 1

    def test_markup_is_counted_but_not_read(self, served: Served) -> None:
        pieces = [
            {"markup": "<p class='😀'>"}, {"text": "One data"}, {"markup": "<b>"}, {"text": "gram 😀 and a "},
            {"markup": "<i>"}, {"text": "datagram"}, {"markup": "</i>"}, {"markup": "<br>", "interpretAs": "\n"},
            {"text": "Datagrams"},
        ]  # fmt: skip
        sent = "".join(piece.get("text") or piece["markup"] for piece in pieces)
        found = check(served, data=json.dumps({"annotation": pieces}), language="en-US")
        assert [covered(sent, match) for match in found] == ["data<b>gram", "datagram", "Datagrams"]
        assert [match["replacements"][0]["value"] for match in found] == [
            "message unit", "message unit", "Message units",
        ]  # fmt: skip

    def test_rules_can_be_chosen(self, served: Served) -> None:
        def rules(**form: str) -> list[str]:
            return [match["rule"]["id"] for match in check(served, text=ENGLISH, language="en", **form)]

        rule = "TERMBASE_DEPRECATED"
        assert rules() == [rule]
        assert rules(disabledRules=f"X,{rule}") == []
        assert rules(disabledCategories="TERMINOLOGY") == []
        assert rules(disabledCategories="TERMINOLOGY", enabledRules=rule) == [rule]
        assert rules(enabledRules="TERMBASE_FORBIDDEN", enabledOnly="true") == []
        assert rules(enabledCategories="TERMINOLOGY", enabledOnly="true") == [rule]

    def test_a_word_that_is_right_elsewhere_is_for_the_picky(self, served: Served) -> None:
        assert check(served, text="the bank", language="en") == []
        assert len(check(served, text="the bank", language="en", level="picky")) == 1

    @pytest.mark.parametrize(
        "names", [("srctext", "motherTongue"), ("sourceText", "sourceLanguage")], ids=["omegat", "languagetool"]
    )
    def test_with_a_source_what_is_missing_is_found(self, served: Served, names: tuple[str, str]) -> None:
        bitext = {names[0]: "The router drops the packet.", names[1]: "en-US"}
        target = "يُسقط الموجّه الرسالة."
        (match,) = check(served, text=target, language="ar", **bitext)
        assert match["rule"]["id"] == "TERMBASE_MISSING"
        assert "حزمة" in match["message"]
        assert covered(target, match) == target
        (forbidden,) = check(served, text="يُسقط الموجّه الباكيت.", language="ar", **bitext)
        assert forbidden["rule"]["id"] == "TERMBASE_FORBIDDEN"
        assert applied("يُسقط الموجّه الباكيت.", forbidden) == "يُسقط الموجّه الحزمة."
        assert check(served, text="يُسقط الموجّه الحزمة.", language="ar", **bitext) == []

    def test_what_omegat_asks_before_the_first_segment(self, served: Served) -> None:
        """OmegaT 5 tries the server, then looks whether it knows the languages; anything but 200 turns it away."""
        url = f"{served.url}{LANGUAGETOOL}/v2"
        tried = served.http.post(
            f"{url}/check", data={"text": "Test", "language": "en-US", "disabledCategories": "FOO"}
        )
        assert (tried.status_code, tried.json()["software"]["apiVersion"]) == (200, 1)
        long_codes = {entry["longCode"].lower() for entry in served.http.get(f"{url}/languages").json()}
        assert {"en-us", "ar"} <= long_codes
        form = {
            "text": "الباكيت", "language": "ar", "srctext": "A packet", "motherTongue": "EN-US",
            "disabledCategories": "SPELL,TYPOS", "disabledRules": "SAME_TRANSLATION,TRANSLATION_LENGTH", "enabledRules": "",
        }  # fmt: skip
        (match,) = check(served, **form)
        assert (match["rule"]["id"], match["replacements"][0]["value"]) == ("TERMBASE_FORBIDDEN", "الحزمة")

    @pytest.mark.parametrize(
        "form",
        [
            {}, {"text": "a"}, {"text": "a", "language": "no such"}, {"language": "en"},
            {"text": "a", "data": "{}", "language": "en"}, {"data": "{", "language": "en"},
            {"data": '{"annotation": [{"text": 5}]}', "language": "en"},
            {"data": '{"text": "\\ud83d"}', "language": "en"}, {"text": "a", "language": "ar", "srctext": "b"},
            {"text": "a", "language": "en", "enabledOnly": "true"},
        ],
    )  # fmt: skip
    def test_bad_requests(self, served: Served, form: dict[str, str]) -> None:
        response = served.http.post(f"{served.url}{LANGUAGETOOL}/v2/check", data=form)
        assert response.status_code == 400
        assert response.headers["content-type"] == "application/problem+json"
        for wrong in ({"json": form}, {"data": form, "files": {"x": b"y"}}):
            assert served.http.post(f"{served.url}{LANGUAGETOOL}/v2/check", **wrong).status_code == 415


def test_annotations_count_utf_16() -> None:
    given = annotated({"annotation": [{"markup": "😀"}, {"text": "a😀b"}, {"markup": "<x>", "interpretAs": "\n\n"}]})
    assert given.text == "a😀b\n\n"
    assert given.span(0, 1) == (2, 1)
    assert given.span(1, 2) == (3, 2)
    assert given.span(2, 3) == (5, 1)
    assert given.span(2, 4) == (5, 4)
    assert given.span(5, 5) == (9, 0)
    for wrong in (None, 5, {}, {"annotation": [{}]}, {"annotation": [{"text": "a", "markup": "b"}]}):
        with pytest.raises(UsageError):
            annotated(wrong)


class TestClients:
    """Programs that people have, pointed at the server."""

    def test_language_tool_python(self, served: Served) -> None:
        library = pytest.importorskip("language_tool_python")
        for tag, text, mended in (
            ("ar", ARABIC, "😀 يُسقط الموجّه والحزمة سريعًا."),
            ("en-US", ENGLISH, "😀 The message units arrive 🎉 late."),
        ):
            tool = library.LanguageTool(tag, remote_server=f"{served.url}{LANGUAGETOOL}/")
            try:
                (match,) = tool.check(text)
                assert match.replacements[0] in mended
                assert tool.correct(text) == mended
            finally:
                tool.close()

    def test_pylanguagetool(self, served: Served) -> None:
        library = pytest.importorskip("pylanguagetool.api")
        url = f"{served.url}{LANGUAGETOOL}/v2/"
        answer = library.check(ARABIC, api_url=url, lang="ar")
        assert applied(ARABIC, answer["matches"][0]) == "😀 يُسقط الموجّه والحزمة سريعًا."
        assert {"en-US", "ar"} <= {entry["longCode"] for entry in library.get_languages(url)}


class TestMemoryServer:
    def ask(self, served: Served, text: str, **params: Any) -> list[dict[str, Any]]:
        path = "/-/termbase/tmserver/en/ar/unit/" + "".join(f"%{byte:02X}" for byte in text.encode())
        response = served.http.get(served.url + path, params=params)
        assert response.status_code == 200, response.text
        found: list[dict[str, Any]] = response.json()
        return found

    def test_terms_and_sentences(self, served: Served) -> None:
        first = self.ask(served, "packet")[0]
        assert first == {"source": "packet", "target": "حزمة", "quality": 100, "rank": 100.0}
        sentence = "Slow start: the window begins with few packets and doubles in every round trip."
        best = self.ask(served, sentence)[0]
        assert best["target"].startswith("البدء البطيء")
        assert 90 <= best["quality"] < 100
        assert self.ask(served, "packet", max_candidates=1) == [first]
        assert all(unit["quality"] >= 99 for unit in self.ask(served, "packet", min_similarity=99))
        assert not any(unit["target"] == "باكيت" for unit in self.ask(served, "packet"))

    def test_any_text_is_answered(self, served: Served) -> None:
        for text in ("a/b?c#d%", "\0", '"', "* OR NEAR(", "😀", "🙂 ؟", ".", "x" * 400):
            assert isinstance(self.ask(served, text), list)
        bad = served.http.get(f"{served.url}/-/termbase/tmserver/en/ar/unit/%ff")
        assert bad.status_code == 400
        assert served.http.get(f"{served.url}/-/termbase/tmserver/en/ar/unit/a?min_similarity=x").status_code == 400


@pytest.mark.parametrize(
    ("surface", "term", "other", "form"),
    [
        ("والباكيت", "باكيت", "حزمة", "والحزمة"),
        ("للباكيت", "باكيت", "حزمة", "للحزمة"),
        ("وباكيت", "باكيت", "حزمة", "وحزمة"),
        ("قاعدة المعطيات", "قاعدة معطيات", "قاعدة بيانات", "قاعدة البيانات"),
        ("الذاكرة الوسيطة", "ذاكرة وسيطة", "ذاكرة مخبئية", "الذاكرة المخبئية"),
        ("الباكيت", "باكيت", "قاعدة البيانات", "قاعدة البيانات"),
        ("الباكيتات", "باكيت", "حزمة", "حزمة"),
    ],
)
def test_arabic_forms(surface: str, term: str, other: str, form: str) -> None:
    assert language("ar").inflected_like(surface, term, other) == form


@pytest.mark.parametrize(
    ("surface", "term", "other", "form"),
    [
        ("Packets", "packet", "entry", "Entries"),
        ("packet's", "packet", "box", "box's"),
        ("PACKETS", "packet", "frame", "FRAMES"),
        ("UDP", "UDP", "datagrams", "datagrams"),
    ],
)
def test_english_forms(surface: str, term: str, other: str, form: str) -> None:
    assert language("en").inflected_like(surface, term, other) == form
