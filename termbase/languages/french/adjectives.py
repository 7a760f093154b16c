"""The masculine of French adjectives, by their endings and the forms that are known to exist."""

from __future__ import annotations

from termbase.languages.forms import Lexicon
from termbase.languages.french.words import COMMON, inflects, usual

# Endings of feminine adjectives, the longest first, with those of the masculine.
_FEMININE = (
    ("euse", ("eux", "eur")), ("trice", ("teur",)), ("elle", ("el", "eau")), ("enne", ("en",)), ("onne", ("on",)),
    ("ette", ("et",)), ("igne", ("in",)), ("guë", ("gu",)), ("güe", ("gu",)), ("uë", ("u",)), ("ère", ("er",)),
    ("ète", ("et",)), ("ive", ("if",)),
)  # fmt: skip
# Those of adjectives whose masculine has no -e.
_SILENT = """
ale ile ane aine eine ine une ante ente inte ate ite ote ute erte cte orte ourte aise oise ise use erse
ande onde arde aude oide ourde ie ue ée ure ûre oire eure ole
"""
_MASCULINES = """
basse:bas grasse:gras grosse:gros épaisse:épais lasse:las expresse:exprès douce:doux fausse:faux rousse:roux
vieille:vieux molle:mou folle:fou nulle:nul gentille:gentil pareille:pareil blanche:blanc franche:franc sèche:sec
fraîche:frais publique:public caduque:caduc turque:turc grecque:grec longue:long claire:clair impaire:impair
nouvelle:nouveau belle:beau mise:mis prise:pris
"""
# Those that hardly anything but an adjective has: the masculine needs nobody to have met it.
_REGULAR = ("ale", "ée", "ante", "ente", "ienne", "elle", "euse", "ive")
_OF_FEMININES = dict(pair.split(":") for pair in _MASCULINES.split())
_ENDINGS = _FEMININE + tuple((ending, (ending[:-1],)) for ending in _SILENT.split())
# How many times rarer than the feminine its masculine may be in general language. Of adjectives that have one it
# seldom is five times rarer; what only looks like one (modern, intern, solid) is thirteen times rarer or more.
_RARER = 8


def masculine(word: str, lexicon: Lexicon) -> str:
    """An adjective in the masculine, where that is frequent enough: virale, active -> viral, actif."""
    if word in _OF_FEMININES:
        return _OF_FEMININES[word]
    for ending, options in _ENDINGS:
        if word.endswith(ending) and len(word) > 4:
            best = max((word[: -len(ending)] + option for option in options), key=lexicon.frequency)
            known = lexicon.exists(best) or lexicon.general.get(lexicon.fold(word), 0.0) > COMMON
            regular = not known and word.endswith(_REGULAR) and inflects(word)
            return best if regular or usual(best, word, lexicon, _RARER) else word
    return word
