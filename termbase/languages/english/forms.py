"""English: function words, the singular, and stems that join the inflections of a word for links."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property, lru_cache

from termbase.languages.english.expressions import LABELS, QUANTITIES, by_first_words
from termbase.languages.english.general_words import ALONE, DESCRIBING, GOVERNING, TIMES
from termbase.languages.english.rules import INVARIABLE, IRREGULAR
from termbase.languages.forms import Forms, Lexicon

_WORDS = """
a an the this that these those some any each every no all both either neither such several enough whatever whichever
i you he she it we they me him her us them my your his its our their mine yours hers ours theirs
myself yourself himself herself itself ourselves yourselves themselves oneself
anybody anyone anything everybody everyone everything nobody none nothing somebody someone something
and or but nor so yet if then than as because while although though whereas whether unless until since
of in on at by for with from to into onto about over under between among amongst through throughout during before
after above below beneath beside besides beyond behind despite except against within without across along around
amid per via upon toward towards
is are was were be been being am do does did done has have had having can cannot could may might must shall should
will would ought
not also only very more most much many few less least other another same own just too even still however
therefore thus there here where when why how what which who whom whose 's 're 've 'll 'd 'm 't etc e g i.e e.g vs
ie eg cf viz ibid wrt resp aka
"""
FUNCTION = frozenset(_WORDS.split())
_COPULAS = "is are was were be been being am become becomes became seem seems seemed remain remains remained"
COPULAS = frozenset(_COPULAS.split())
_BEGINNINGS = """
a an the this that these those some any each every no all both either neither such several enough my your his its our
their to it them him her us me you itself themselves himself herself what which who whom whose how why whether if
"""
OBJECTS = frozenset(_BEGINNINGS.split())
# Plurals whose e belongs to the ending; not caches, sizes.
SIBILANT = re.compile(r"(?:ss|(?<!ca)(?<!ni)(?<!da)(?<!lan)ch|sh|x|tz|zz)es$")
# In capitals these are names.
ACRONYMS = frozenset({"IT", "US", "WHO"})

# Plurals in -uses whose singular has an e, beside causes and houses; the others are viruses and statuses.
_E = "fuses muses ruses reuses misuses abuses excuses recluses accuses refuses confuses diffuses infuses amuses"
_USES = frozenset(_E.split())


class EnglishForms(Forms):
    """English nouns and verbs."""

    @cached_property
    def function_words(self) -> frozenset[str]:
        """Words that neither begin nor end a term."""
        return FUNCTION

    def is_function(self, word: str) -> bool:
        """Whether a word neither begins nor ends a term."""
        return word.casefold().replace("’", "'") in FUNCTION and word not in ACRONYMS

    expressions = by_first_words()
    labels = LABELS
    governing = GOVERNING
    copulas = COPULAS
    objects = OBJECTS
    linking = frozenset({"of"})

    def is_general(self, words: Sequence[str]) -> bool:
        """Whether a phrase names nothing of a subject.

        It begins with an adjective such as *other*, counts or dates something (*kind of*, *early March*), or is *way*.
        """
        if len(words) == 1:
            return words[0] in ALONE
        if words[0] in DESCRIBING or ("of" in words and words[words.index("of") - 1] in QUANTITIES):
            return True
        return all(word in TIMES or word in FUNCTION for word in words)

    def stem(self, word: str) -> str:
        """Plural, -ing, -ed and -ly taken off: inflections of one word meet, different words seldom do."""
        return _stem(self.fold(word))

    def singular(self, word: str, lexicon: Lexicon | None = None) -> str | None:
        """The singular of a plural noun, in the case it is written in; None where it does not look like a plural."""
        return _singular(word)


@lru_cache(1 << 16)
def _singular(word: str) -> str | None:
    lower = word.casefold()
    if lower in IRREGULAR:
        return IRREGULAR[lower].capitalize() if word[:1].isupper() else IRREGULAR[lower]
    if any(letter.isupper() for letter in word[1:]):
        # Names and acronyms keep their s (nuScenes, LIPS); GPUs are several.
        return word[:-1] if len(word) > 2 and word.endswith("s") and word[:-1].isupper() else None
    if len(word) < 4 or lower in INVARIABLE or not lower.endswith("s") or lower.endswith(("ss", "us", "is", "ics")):
        return None
    if lower.endswith("uses") and lower[-5:-4] not in ("", "a", "o") and lower not in _USES:
        return word[:-2]
    if lower.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-2] if SIBILANT.search(lower) or lower[:-2] in INVARIABLE else word[:-1]


@lru_cache(1 << 17)
def _stem(word: str) -> str:
    word = word.replace("’", "'")
    if len(word) < 4 or not word.isascii():
        return word
    word = _singular(word) or word
    for suffix in ("ing", "ed"):
        rest = word[: -len(suffix)]
        if word.endswith(suffix) and len(rest) >= 3 and re.search("[aeiouy]", rest):
            word = rest[:-1] if len(rest) > 3 and rest[-1] == rest[-2] and rest[-1] not in "lsz" else rest
            break
    if word.endswith("ly") and len(word) > 5:
        word = word[:-2]
    if word.endswith("e") and len(word) > 3:
        return word[:-1]
    return word[:-1] + "i" if word.endswith("y") else word
