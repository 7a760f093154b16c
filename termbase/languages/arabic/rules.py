"""Arabic: a light analysis of spelling, clitics, article, number and gender.

There is no dictionary here: a word has several readings, and two words are taken for forms of one word when they
share one. The letters that spelling varies over (hamza seats, alef maqsura, ta marbuta) are unified, as in Larkey,
Ballesteros and Connell, "Light stemming for Arabic information retrieval" (2007), which also motivates the short
lists of affixes. Broken plurals (نموذج, نماذج): see `termbase.languages.arabic.plurals`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from termbase.languages.arabic.derivation import close_skeletons, skeletons
from termbase.languages.arabic.plurals import UNIFIED, VOWEL_MARKS, singulars
from termbase.languages.base import INVISIBLE, Analysis, Language
from termbase.languages.forms import frequencies
from termbase.languages.readability import osman

# Words of one or two letters' difference from terms once their letters are unified (إلى and آلي): they keep their
# spelling, so that they are never taken for a form of anything else.
_FUNCTION_WORDS = """
إلى الى على أن إن ان أو او أي في من عن مع قد لا ما هو هي هذا هذه ذلك تلك كل بين عند حتى ثم كما لم لن إذ إذا حيث بعد قبل
غير فيه فيها منه منها عنه عنها به بها له لها عليه عليها إليه إليها التي الذي الذين
"""
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())
TA_MARBUTA = "ة"
# What has nothing but these has no marks, no other width and no case.
LETTERS = re.compile("[\u0621-\u063a\u0641-\u064a]+")
# Those of them that are unified with none: such a word is its own key.
PLAIN_LETTERS = re.compile("[\u0621\u0627\u0628\u062a-\u063a\u0641-\u0648\u064a]+")
# A defective noun has lost its last letter where it is indefinite: تعافٍ, but التعافي.
KASRATAN = "\u064d"
# From so many letters on, a first و is taken off the stem.
LONG_STEM = 6
CONJUNCTIONS = "وف"
PREPOSITIONS = "بكل"
PROCLITICS = (*CONJUNCTIONS, *PREPOSITIONS, *(c + p for c in CONJUNCTIONS for p in PREPOSITIONS))
# (suffix, what replaces it, rule); the longest that fits is tried first, each leaves three letters or more.
SUFFIXES = (
    ("تهما", "ه", "pronoun"), ("تها", "ه", "pronoun"), ("تهم", "ه", "pronoun"), ("تنا", "ه", "pronoun"),
    ("تكم", "ه", "pronoun"), ("تك", "ه", "pronoun"),
    ("هما", "", "pronoun"), ("ها", "", "pronoun"), ("هم", "", "pronoun"), ("نا", "", "pronoun"),
    ("كم", "", "pronoun"), ("ك", "", "pronoun"),
    ("تان", "ه", "dual"), ("تين", "ه", "dual"), ("ان", "", "dual"),
    ("ات", "", "plural"), ("ات", "ه", "plural"), ("ون", "", "plural"), ("ين", "", "plural"), ("و", "", "plural"),
    ("ا", "", "case"),
)  # fmt: skip
ENDS = tuple({suffix for suffix, _, _ in SUFFIXES})
# Participles whose plural stands before a genitive as مستخدمي; the adjective in ي mostly has the article (المستقبلي).
PARTICIPLE = "مست"
# What may be read as a letter of the word itself.
ATTACHMENTS = frozenset({"conjunction", "preposition", "pronoun"})
# A word that takes the article so often as this share of its other places is a word of its own.
TAKES_ARTICLE = 0.1
STEM_PREFIXES = ("وبال", "فبال", "وكال", "فكال", "بال", "كال", "وال", "فال", "ولل", "فلل", "ال", "لل")
STEM_SUFFIXES = frozenset({
    "تهما", "تها", "ته", "تهم", "تنا", "تين", "تان", "هما", "ات", "ان", "ون", "ين", "ها", "هم", "نا", "ه", "ا",
})  # fmt: skip


class Arabic(Language):
    """Modern standard Arabic."""

    right_to_left = True
    function_words = FUNCTION_WORDS
    negations = frozenset({"غير", "لا", "ما", "لم", "لن"})

    def normalise_word(self, word: str) -> str:
        """The spelling key of one word."""
        if PLAIN_LETTERS.fullmatch(word):
            return word
        if LETTERS.fullmatch(word):
            return word if word in FUNCTION_WORDS else word.translate(UNIFIED)
        if word.isascii():
            return word.casefold().replace(" ", "")
        text = VOWEL_MARKS.sub("", unicodedata.normalize("NFKC", INVISIBLE.sub("", word))).replace(" ", "")
        return text if text in FUNCTION_WORDS else text.translate(UNIFIED).casefold()

    def _analyses(self, word: str) -> tuple[Analysis, ...]:
        key = self.normalise_word(word)
        if key in FUNCTION_WORDS or (key[:1] in CONJUNCTIONS and VOWEL_MARKS.sub("", word)[1:] in FUNCTION_WORDS):
            return (Analysis(key),)
        bare = VOWEL_MARKS.sub("", word)
        feminine = bare.endswith(TA_MARBUTA)
        found: dict[str, tuple[str, ...]] = {}
        for rest, rules in _without_prefixes(key):
            written = _written(bare, key, rest)
            found.setdefault(rest, rules)
            for singular in singulars(rest, written):
                found.setdefault(singular, (*rules, "plural"))
            if word.endswith(KASRATAN):
                found.setdefault(rest + "ي", (*rules, "case"))
            if rest.endswith("ي") and rest.startswith(PARTICIPLE) and len(rest) > 6 and "article" not in rules:
                found.setdefault(rest[:-1], (*rules, "plural"))
            for base, taken in _without_endings(rest, written, feminine):
                found.setdefault(base, rules + taken)
        return tuple(Analysis(base, rules) for base, rules in found.items())

    def _stem_of(self, word: str, key: str) -> str:
        rest = key
        if rest.isascii() or rest in FUNCTION_WORDS:
            return rest
        bare = VOWEL_MARKS.sub("", word)
        rest += "ي" if word.endswith(KASRATAN) else ""
        for prefix in STEM_PREFIXES if rest.startswith(STEM_PREFIXES) else ():
            if rest.startswith(prefix) and len(rest) - len(prefix) >= 2:
                rest = rest[len(prefix) :]
                break
        return _core(rest, _written(bare, key, rest))

    def _text_stems(self, word: str) -> tuple[str, ...]:
        """The stems of the terms that a word of a text may be a form of.

        What looks like an article may be the word itself: التفافية is a form of الالتفافية.
        """
        bases = [reading.base for reading in self.analyses(word)]
        # A base has lost the hamza that tells an infinitive from a plural (إعداد, أعداد).
        bare = [stem for base in bases for stem in (_core(base), _unended(base))]
        return tuple(dict.fromkeys([*super()._text_stems(word), *bare]))

    def is_dual(self, found: str, word: str) -> bool:
        """Whether a word is another one's dual without its ن: متجهي, شبكتي."""
        key = self.normalise_word(word)
        stem = key[:-1] + "ت" if VOWEL_MARKS.sub("", word).endswith(TA_MARBUTA) else key
        stem = stem.removeprefix("ال") if len(stem) > len("ال") + 1 else stem
        return any(rest in (stem + "ي", stem + "ا") for rest, _ in _without_prefixes(self.normalise_word(found)))

    def may_be_another(self, found: str, word: str, rules: tuple[str, ...]) -> bool:
        """As the default; a word that takes the article has no clitics: بطاقة is not ب + طاقة, nor أعداد إعداد."""
        bare, named = VOWEL_MARKS.sub("", found), VOWEL_MARKS.sub("", word).removeprefix("ال")
        for one, other in (("إ", "أ"), ("أ", "إ")):
            if named.startswith(one) and one + named[1:3] not in bare and other + named[1:3] in bare:
                return True
        if "article" in rules or ATTACHMENTS.isdisjoint(rules):
            return False
        general = frequencies(self.code)
        return general.get("ال" + bare, 0.0) > TAKES_ARTICLE * general.get(bare, 0.0)

    def may_be_dual(self, word: str) -> bool:
        """Whether a word ends as a dual does; the ending of the plural is written like it."""
        return self.normalise_word(word).endswith(("ان", "ين", "ا", "ي")) and len(word) > 4

    def _kin(self, word: str) -> frozenset[str]:
        """Skeletons of consonants; see `termbase.languages.arabic.derivation`."""
        return skeletons(self.normalise_word(word))

    def _close_kin(self, word: str) -> frozenset[str]:
        """Skeletons of consonants of which nothing was taken that derives one word from another."""
        key = self.normalise_word(word)
        return frozenset() if key in FUNCTION_WORDS else close_skeletons(key)

    def readability(self, prose: str) -> tuple[str, float]:
        """OSMAN, which was made for Arabic."""
        return "OSMAN / 100", min(1.0, max(0.0, osman(prose) / 100))

    def akin(self, one: str, other: str) -> bool:
        """No: what begins alike is no more akin than what does not, and a root has too many words (دقة, دقيقة)."""
        return False

    def search_forms(self, word: str) -> tuple[str, ...]:
        """The stem, and the stem behind a conjunction or preposition, which `stem` leaves on a bare noun."""
        stem = self.stem(word)
        return (stem, *(prefix + stem for prefix in PROCLITICS))

    def _inflected(self, surface: str, term: str, other: str) -> str:
        """With the conjunction, preposition and article of the surface.

        A genitive whose second word has the article takes none in front; of two words without one it is not known
        whether both take it, so the surface must tell by having as many words.
        """
        first, *rest = VOWEL_MARKS.sub("", surface).split() or [""]
        head, *tail = VOWEL_MARKS.sub("", term).split() or [""]
        match = ATTACHED.fullmatch(first.removesuffix(head.removeprefix("ال")))
        if match is None or not first.endswith(head.removeprefix("ال")):
            return other
        conjunction, preposition, article = match.group(1), match.group(2), bool(match.group(3))
        words = other.split()
        if not words:
            return other
        settled = any(word.startswith("ال") for word in words[1:])
        same = len(rest) == len(tail) == len(words) - 1 > 0 and not settled
        if same and rest[-1].startswith("ال") and not tail[-1].startswith("ال"):
            words = [words[0], *("ال" + word if article or word is words[-1] else word for word in words[1:])]
        elif article and len(words) > 1:
            if not settled:
                return other
            article = False
        word = words[0].removeprefix("ال") if article or settled else words[0]
        taken = "لل" if article and preposition == "ل" else preposition + "ال" if article else preposition
        return " ".join([conjunction + taken + word, *words[1:]])


ATTACHED = re.compile("([وف]?)([بكل]?)(ال|(?<=ل)ل|)")


def _without_endings(rest: str, written: str, feminine: bool) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The word without each ending that it may have, with the rules; ``written`` as of `_written`."""
    if rest.endswith("ه"):
        if rest.endswith("ته") and len(rest) >= 4:
            yield rest[:-2] + "ه", ("pronoun",)
        if len(rest) >= 4:
            yield rest[:-1], ("gender" if feminine else "pronoun",)
            if not feminine:
                yield from ((singular, ("plural", "pronoun")) for singular in _singulars(rest[:-1], written[:-1]))
        return
    for suffix, replacement, rule in SUFFIXES if rest.endswith(ENDS) else ():
        base = rest[: len(rest) - len(suffix)]
        if rest.endswith(suffix) and len(base) >= (2 if replacement else 3) and not _rooted(base, suffix):
            yield base + replacement, (rule,)
            if rule == "pronoun" and not replacement:
                yield from ((singular, ("plural", rule)) for singular in _singulars(base, written[: len(base)]))


def _singulars(plural: str, written: str) -> tuple[str, ...]:
    """The singulars of a plural that has lost its pronoun, broken or in ات."""
    sound = (plural[:-2], plural[:-2] + "ه") if plural.endswith("ات") and len(plural) >= 5 else ()
    return (*singulars(plural, written), *sound)


def _rooted(base: str, suffix: str) -> bool:
    """Whether a ك is the last letter of a root (مالك), for all that is known."""
    return suffix == "ك" and len(base) == 3 and base[1] == "ا"


def _written(bare: str, key: str, rest: str) -> str:
    """The end of a word that ``rest`` is the key of, as it is written; ``rest`` where letters do not correspond."""
    return bare[-len(rest) :] if len(bare) == len(key) >= len(rest) and key.endswith(rest) else rest


def _core(word: str, written: str = "") -> str:
    """A word without one ending, and without a bare conjunction before a long rest; a broken plural as its singular.

    All forms of a word with that letter of its own lose it alike.
    """
    return _unended((singulars(word, written or word) or (word,))[0])


def _unended(word: str) -> str:
    """A word without one ending, and without a bare conjunction before a long rest."""
    for length in (4, 3, 2, 1):
        suffix = word[-length:]
        if suffix in STEM_SUFFIXES and len(word) - length >= (2 if suffix in ("ه", "ات") else 3):
            word = word[:-length]
            break
    return word[1:] if word[:1] == "و" and len(word) >= LONG_STEM else word


def _without_prefixes(key: str) -> list[tuple[str, tuple[str, ...]]]:
    """The word with every admissible run of conjunction, preposition and article taken off, as (rest, rules)."""
    found: list[tuple[str, tuple[str, ...]]] = [(key, ())]
    starts: list[tuple[str, tuple[str, ...]]] = [(key, ())]
    if key[:1] in CONJUNCTIONS and len(key) >= 4:
        starts.append((key[1:], ("conjunction",)))
        found.append(starts[-1])
    for rest, rules in starts:
        if rest.startswith("ال") and len(rest) >= 4:
            found.append((rest[2:], (*rules, "article")))
        elif rest.startswith("لل") and len(rest) >= 4:
            found.append((rest[2:], (*rules, "preposition", "article")))
        elif rest[:1] in PREPOSITIONS and rest[1:3] == "ال" and len(rest) >= 5:
            found.append((rest[3:], (*rules, "preposition", "article")))
        elif rest[:1] in PREPOSITIONS and len(rest) >= (5 if rest[0] != "ب" and rest[-1] == "ه" else 4):
            found.append((rest[1:], (*rules, "preposition")))
    return found
