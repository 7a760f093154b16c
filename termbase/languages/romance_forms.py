"""Romance languages: phrases in the singular, and the defaults for those that have no file of their own."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping, Sequence

from termbase.languages.base import Language
from termbase.languages.forms import Forms, Lexicon, PartOfSpeech

_WORDS = """
de des du del dels d' da do das dos dal dalla dell' di en em in nel nella na no nas nos por per pel para con com amb
sin sem a al à ao aos às alla sobre entre tra fra à aux au dans pour par sur sous avec sans entre vers chez contre
"""
PREPOSITIONS = frozenset(_WORDS.split())


# Adverbs of degree stand between a noun and its adjective.
DEGREE = frozenset(["más", "menos", "mais", "più", "meno", "més", "plus", "moins", "très", "muy", "molto", "muito"])


def singular_phrase(
    words: Sequence[str], singular: Callable[[str], str | None], is_function: Callable[[str], bool]
) -> list[str]:
    """A noun phrase in the singular: its words up to the first preposition, and what agrees with them behind it.

    Behind a preposition a plural agrees with the head where the word before it is none: interfaces de red
    correspondientes. ``singular`` gives the singular of a word, None for a word that is no plural.
    """
    result: list[str] = []
    inside, before = False, True
    for word in words:
        lower, found = word.casefold(), None
        if lower in DEGREE:
            pass
        elif is_function(word) or lower in PREPOSITIONS:
            inside, before = True, True
        else:
            found = singular(word)
            if inside and before:
                found, before = None, found is not None
            else:
                before = found is not None
        result.append(found or word)
    return result


# Endings of plurals with those of the singular, and of feminine adjectives with those of the masculine.
_PLURALS = {
    "es": "ces:z ones:ón unes:ún anes:án enes:én eses:és óvenes:oven ágenes:agen es: s:",
    "pt": "ões:ão ães:ão ais:al eis:el eis:il óis:ol uis:ul is:il ns:m res:r zes:z ses:s s:",
    "gl": "ais:al eis:el ois:ol is:il ces:z ns:n res:r s:",
    "it": "che:ca ghe:ga chi:co ghi:go i:o i:e i:io i:a e:a",
    "ca": "ques:ca gues:ga ces:ça ns: es:a es: os:o os: s:",
}
_FEMININES = {
    "es": "ora:or ona:ón esa:és ola:ol a:o", "pt": "ora:or esa:ês ona:ão ola:ol ua:u ã:ão a:o",
    "gl": "ora:or esa:és ola:ol á:án ua:u a:o", "it": "trice:tore a:o",
    "ca": "iva:iu ada:at ida:it uda:ut osa:ós ora:or ica:ic ana:à a:",
}  # fmt: skip
# How many times rarer than the feminine its masculine may be in general language: of adjectives that have one it
# seldom is twice as rare, what only looks like one (vacuna, of vacuno) is four times rarer.
RARER = 3


def _pairs(text: str) -> list[tuple[str, str]]:
    return [(old, new) for old, _, new in (pair.partition(":") for pair in text.split())]


def _plain(word: str) -> str:
    """A word without its accents: of acción and acciones one has none."""
    return "".join(letter for letter in unicodedata.normalize("NFD", word) if not unicodedata.combining(letter))


class RomanceForms(Forms):
    """Nouns and adjectives that have the same endings in the plural; singulars are made as aligned text shows."""

    learns_singulars = True

    def __init__(self, rules: Language) -> None:
        super().__init__(rules)
        self.plurals, self.feminines = _pairs(_PLURALS[rules.code]), _pairs(_FEMININES[rules.code])

    def related(self, plural: str, singular: str) -> bool:
        """Whether two words are plural and singular of one another and of one gender."""
        one, other = _plain(plural), _plain(singular)
        endings = ((_plain(old), _plain(new)) for old, new in self.plurals)
        return any(one.endswith(old) and other == one[: len(one) - len(old)] + new for old, new in endings)

    def citation(
        self, words: Sequence[str], part: PartOfSpeech, plural: bool, lexicon: Lexicon, singulars: Mapping[str, str]
    ) -> list[str]:
        """Of a plural the singular, adjectives with it; of an adjective the masculine."""
        bare = self.bare(words, lexicon)

        def singular(word: str) -> str | None:
            # Acronyms are the same in the plural: HiPS.
            found = None if any(map(str.isupper, word[1:])) else singulars.get(self.fold(word))
            return found[:1].upper() + found[1:] if found and word[:1].isupper() else found

        if part == PartOfSpeech.NOUN and not plural:
            return bare
        result = singular_phrase(bare, singular, self.is_function)
        if part == PartOfSpeech.ADJECTIVE and len(result) == 1:
            single = _usual(result[0], self.plurals, lexicon)
            return [single if _is_verb(single, lexicon) else _usual(single, self.feminines, lexicon)]
        endings = {old[-1:] for old, new in zip(bare, result, strict=True) if old != new}
        # A word that nobody has seen in the singular may be a plural beside those that no longer are.
        return (
            bare if any(old == new and old[-1:] in endings for old, new in zip(bare, result, strict=True)) else result
        )


def _is_verb(word: str, lexicon: Lexicon) -> bool:
    """Whether a word in -a is rather a verb in the third person: ignora, of ignorar, beside ignoro."""
    infinitive, masculine = (lexicon.general.get(lexicon.fold(word[:-1] + end), 0.0) for end in ("ar", "o"))
    return word.endswith("a") and infinitive > masculine


def _usual(word: str, endings: Sequence[tuple[str, str]], lexicon: Lexicon) -> str:
    """A word with another ending, where general language has that about as often."""
    options = [word.removesuffix(old) + new for old, new in endings if word.endswith(old) and len(word) > len(old) + 1]
    best = max(options, key=lambda option: lexicon.general.get(lexicon.fold(option), 0.0), default=word)
    one, other = (lexicon.general.get(lexicon.fold(form), 0.0) for form in (best, word))
    return best if one * RARER > other else word
