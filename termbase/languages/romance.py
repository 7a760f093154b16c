"""French, Spanish, Italian, Portuguese, Catalan and Galician: stems by Snowball, and which words decline alike.

A stem joins a noun with the verb and the agent that come of the same root (*filtre*, *filtrer*; *índice*, *indicar*).
That is enough to grant that a text renders a term, and too much to say that it misuses one; there the endings of
nouns and adjectives count (M. Grevisse, Le bon usage; Real Academia Española, Nueva gramática, ch. 2 and 3).
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from termbase.languages.base import Analysis, Language
from termbase.languages.stemming import snowball

# The endings of nouns and adjectives that are made of verbs.
_DERIVED = """
ité ités able ables ible ibles eur eurs euse trice ation ations age ages ment ments idad idades ador adora adores ación
aciones miento ità atore azione azioni mento idade ação ações
"""
DERIVED = tuple(_DERIVED.split())
MARKS = re.compile("[\u0300-\u036f]")
ELIDED = re.compile(r"(?:[cdjlmnst]|qu|un|jusqu|lorsqu|puisqu|quelqu|presqu|d?all|n?ell|dell|dall|sull)'")


class Declension(NamedTuple):
    """How nouns and adjectives of a language decline, and how its infinitives end.

    ``appended`` are put behind the form that is cited; of ``replaced`` the first is what that ends in.
    """

    infinitives: tuple[str, ...]
    appended: tuple[str, ...]
    replaced: tuple[tuple[str, str], ...]


def _declension(infinitives: str, appended: str, replaced: str) -> Declension:
    pairs = [pair.partition(">") for pair in replaced.split()]
    return Declension(tuple(infinitives.split()), tuple(appended.split()), tuple((a, b) for a, _, b in pairs))


IBERIAN = _declension(
    "ar er ir", "s es a as", "ón>ones ón>onas ión>iones és>eses és>esa és>esas án>anes ín>ines én>enes z>ces o>a o>as"
    " ão>ões ão>ães l>is il>eis m>ns ó>ons ó>ones nte>nta nte>ntas",
)  # fmt: skip
DECLENSIONS = {
    "fr": _declension(
        "er ir dre ttre uire ompre ivre", "e s es x", "al>aux ail>aux f>ve f>ves x>se x>ses x>sse x>sses er>ère er>ères"
        " el>elle el>elles eil>eille en>enne en>ennes on>onne on>onnes et>ette et>ettes et>ète et>ètes as>asse os>osse"
        " c>que c>ques c>che teur>trice teur>trices eur>euse eur>euses g>gue g>gues eau>elle eau>elles ou>olle ul>ulle",
    ),
    "it": _declension(
        "are ere ire arre orre urre", "", "o>i a>e e>i o>a o>e io>i co>chi go>ghi ca>che ga>ghe cia>ce gia>ge"
        " tore>trice tore>trici a>i",
    ),
    **dict.fromkeys(("es", "pt", "ca", "gl"), IBERIAN),
}  # fmt: skip


class Romance(Language):
    """A Romance language."""

    def _analyses(self, word: str) -> tuple[Analysis, ...]:
        found, key, stemmer = super()._analyses(word), self.normalise_word(word), snowball(self.code)
        if self.code != "es" or stemmer is None or not key.endswith("ces") or len(key) < 5:
            return found
        # raíces, luces: the plural of a noun in z.
        singular = key[:-3] + "z"
        return (*found, *(Analysis(base, ("plural",)) for base in dict.fromkeys((singular, stemmer(singular)))))

    def _stem_of(self, word: str, key: str) -> str:
        # Capitals are written with and without their marks.
        return unmarked(super()._analyses(word)[-1].base)

    def form_rules(self, found: str, word: str, head: bool = False) -> tuple[str, ...] | None:
        """As of any language; capitals without marks are those that have them: *EDITEUR*, *éditeur*."""
        rules = super().form_rules(found, word, head)
        if rules is not None or not (found.isupper() and found.isascii()) or word.isascii():
            return rules
        bases = {unmarked(reading.base) for reading in self.readings(word)}
        return ("marks",) if any(reading.base in bases for reading in self.readings(found)) else None

    def may_be_another(self, found: str, word: str, rules: tuple[str, ...]) -> bool:
        """Whether a noun or an adjective is another word's stem alone; an infinitive has any form of its stem."""
        if "stem" not in rules:
            return False
        declension = DECLENSIONS[self.code]
        one, other = (ELIDED.sub("", self.spelling(text), count=1) for text in (found, word))
        if found.isupper():
            one, other = unmarked(one), unmarked(other)
        if other.endswith(declension.infinitives):
            return one.endswith(DERIVED) and not other.endswith(DERIVED)
        return not (_declines(one, other, declension) or _declines(other, one, declension))


def _declines(form: str, cited: str, declension: Declension) -> bool:
    """Whether a form is a cited one declined."""
    return form == cited or (form.startswith(cited) and form[len(cited) :] in declension.appended) or any(
        cited.endswith(old) and form == cited[: len(cited) - len(old)] + new for old, new in declension.replaced
    )  # fmt: skip


def unmarked(text: str) -> str:
    """``text`` without accents, cedillas and the like."""
    return text if text.isascii() else MARKS.sub("", unicodedata.normalize("NFD", text))
