"""Romance languages: phrases in the singular, and the defaults for those that have no file of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

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


class RomanceForms(Forms):
    """Nouns and adjectives that have the same endings in the plural; singulars are made as aligned text shows."""

    learns_singulars = True

    def citation(
        self, words: Sequence[str], part: PartOfSpeech, plural: bool, lexicon: Lexicon, singulars: Mapping[str, str]
    ) -> list[str]:
        """Of a plural the singular, adjectives with it."""
        bare = self.bare(words, lexicon)

        def singular(word: str) -> str | None:
            found = singulars.get(self.fold(word))
            return found[:1].upper() + found[1:] if found and word[:1].isupper() else found

        if part == PartOfSpeech.NOUN and not plural:
            return bare
        result = singular_phrase(bare, singular, self.is_function)
        endings = {old[-1:] for old, new in zip(bare, result, strict=True) if old != new}
        # A word that nobody has seen in the singular may be a plural beside those that no longer are.
        return (
            bare if any(old == new and old[-1:] in endings for old, new in zip(bare, result, strict=True)) else result
        )
