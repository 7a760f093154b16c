"""Arabic inflection undone by the forms that exist: singulars of plurals, masculines, words without case endings.

All functions but the last take folded words (`termbase.languages.arabic.words.fold`) and answer with a form that the
lexicon knows. The patterns are those of W. Wright, A Grammar of the Arabic Language, vol. I, §§ 296-308.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache, partial

from termbase.languages.arabic.plurals import listed_singulars
from termbase.languages.arabic.words import fold
from termbase.languages.forms import Lexicon

# Feminine without an ending that shows it.
_WORDS = "عين أرض شمس نار حرب بئر نفس يد قدم أذن ساق كأس رحم كبد عصا ريح روح"
_FEMININE = frozenset(_WORDS.split())
# Feminine elatives that their pattern does not tell.
_ELATIVES = {"عليا": "أعلى", "دنيا": "أدنى", "أولى": "أول", "أخرى": "آخر"}

_INFINITIVE = re.compile("ت..[يئ]ة$")
# The first letters of a verb in the present.
_PERSONS = tuple("يتن")

# Broken plurals by their patterns (C is a strong consonant, W any), with the patterns of their singulars.
_LETTERS = {"C": "([^اويىآةء])", "W": "([^اآءة])"}
_PATTERNS = (
    ("WCائC", r"\1\2ي\3ة \1\2ا\3ة"),
    ("CواCيC", r"\1ا\2و\3 \1ا\2ي\3"),
    ("CCاويC", r"\1\2وا\3"),
    ("CواCC", r"\1ا\2\3ة \1ا\2\3"),
    ("CواCي", r"\1ا\2ية"),
    ("Cواي?C", r"\1ا\2ة"),
    ("CCايا", r"\1\2ية"),
    ("Cوايا", r"\1اوية"),
    ("مCاييC", r"م\1يا\2"),
    ("مCاCئ", r"م\1\2أ"),
    ("مCاCي", r"م\1\2ى"),
    ("أCاCيC", r"أ\1\2و\3"),
    (r"أCCا\2", r"\1\2"),
    ("أCCاء", r"\1\2ء \1\2و \1\2ي\2"),
    ("أWCاC", r"\1\2\3"),
    ("أCواC", r"\1و\2 \1ا\2"),
    ("أCياC", r"\1ي\2"),
    ("CCوC", r"\1\2\3 \1\2\3ة"),
    ("CيوC", r"\1ي\2"),
    ("CCاC", r"\1\2\3"),
    ("CCاCC", r"\1\2\3\4 \1\2\3\4ة"),
    ("CCاCيC", r"\1\2\3و\4 \1\2\3ا\4 \1\2\3ي\4"),
    ("أCCCة", r"\1\2ا\3 \1\2ي\3"),
    ("أWCية", r"\1\2اء"),
    ("أCCة", r"\1\2ي\2"),
    ("WCCاء", r"\1\2ي\3 \1ا\2\3"),
    ("CCCان", r"\1\2\3 \1\2ا\3 \1\2ي\3"),
    ("WCى", r"\1\2ية"),
    (r"WC\2", r"\1\2ة"),
    ("CCC", r"\1\2\3ة \1\2ي\3ة"),
)


@cache
def _patterns() -> list[tuple[re.Pattern[str], list[str]]]:
    return [
        (re.compile("".join(_LETTERS.get(letter, letter) for letter in pattern)), options.split())
        for pattern, options in _PATTERNS
    ]


def strength(word: str, lexicon: Lexicon) -> float:
    """How frequent a noun is, with its article and without."""
    return lexicon.frequency(word) + lexicon.frequency("ال" + word)


def is_sound_plural(word: str) -> bool:
    """Whether a word ends as sound plurals do."""
    return len(word) > 4 and word.endswith(("ات", "ون", "ين"))


def sound_singular(word: str, lexicon: Lexicon) -> str | None:
    """The singular of a sound plural or a dual, also of one before a second noun (مقدمي), where that form exists."""
    options = []
    if len(word) < 5:
        # لغات is a plural, but نبات and ثبات are none.
        options = [word[:-2] + "ة"] if len(word) == 4 and word.endswith("ات") else []
    elif word.endswith("آت"):
        options = [word[:-2] + "أة"]
    elif word.endswith("وهات"):
        options = [word[:-3], word[:-2] + "ة"]
    elif word.endswith("ات"):
        options = [word[:-2] + "ة", word[:-2]]
        if word[-3] in "يو":
            options += [word[:-3] + "اة", *([word[:-3] + "ى"] if word[-3] == "ي" else [])]
    elif word.endswith(("تان", "تين")):
        options = [word[:-3] + "ة", word[:-2]]
    elif word.endswith(("ون", "ين")):
        options = [word[:-2]]
    elif word.endswith("ان"):
        options = [word[:-2]] if strength(word[:-2], lexicon) > strength(word, lexicon) else []
    elif word.endswith(("ي", "و")) and 50 * lexicon.frequency("ال" + word) < lexicon.frequency(word):
        whole = word[:-1] + "ين"
        options = [word[:-1], word[:-2] + "ة" if word[-2] == "ت" else ""] if lexicon.exists(whole) else []
    # A noun takes the article; a particle or verb that is written like one seldom seems to (وفي).
    nouns = (o for o in options if len(o) > 2 and 0 < lexicon.frequency(o) <= 100 * lexicon.frequency("ال" + o))
    best = max(nouns, key=lexicon.frequency, default="")
    return best if best and strength(best, lexicon) * 20 >= strength(word, lexicon) else None


def broken_singular(word: str, lexicon: Lexicon) -> str | None:
    """The singular of a broken plural: as listed, or by its pattern, where a common word has the singular's."""
    if listed := listed_singulars().get(word):
        return max(listed, key=lexicon.frequency)
    for pattern, options in _patterns():
        match = pattern.fullmatch(word)
        if match:
            found = [
                o
                for o in map(match.expand, options)
                if strength(o, lexicon) * 3 > strength(word, lexicon)
            ]  # fmt: skip
            if found:
                return max(found, key=lexicon.frequency)
    return None


def is_feminine(word: str, lexicon: Lexicon) -> bool:
    """Whether a singular noun or adjective is feminine, by its ending or as one of the few without.

    Nouns that end in اء, or begin with م and end in ى, are mostly infinitives and no feminines: فضاء, مستوى.
    """
    if word in _ELATIVES:
        return True
    if word.endswith("ى"):
        return not word.startswith("م") or lexicon.exists("أ" + word[:-1])
    if word.endswith("اء"):
        return len(word) == 5 and word[0] not in "اأإم"
    return word.endswith("ة") or word in _FEMININE


def masculine(word: str, lexicon: Lexicon, certain: bool = False) -> str | None:
    """The masculine of a feminine adjective: بيانية, مثلى, حمراء -> بياني, أمثل, أحمر.

    What is ``certain`` to be an adjective loses its ة though nobody has written it without; else that form must exist.
    """
    if word in _ELATIVES:
        return _ELATIVES[word]
    if word.endswith("ة") and len(word) > 3:
        option = word[:-1]
        if certain or word.endswith("ية") or strength(option, lexicon) * 20 > strength(word, lexicon):
            return option
    for ending, letters in (("ى", 4), ("اء", 5)):
        option = "أ" + word[: -len(ending)]
        if word.endswith(ending) and len(word) == letters and lexicon.exists(option):
            return option
    return None


def is_infinitive(word: str, lexicon: Lexicon) -> bool:
    """Whether a word with the ending of adjectives is an infinitive, which has no masculine: تغذية, but not تقنية."""
    article = lexicon.frequency("ال" + word[:-1]) * 20
    return bool(_INFINITIVE.match(word)) and article < lexicon.frequency("ال" + word)


def _may_be_verb(word: str, lexicon: Lexicon) -> bool:
    here = lexicon.frequency(word)
    return len(word) > 3 and here > 0 and lexicon.frequency("ال" + word) * 50 <= here


def is_present(word: str, lexicon: Lexicon) -> bool:
    """Whether a word is a verb of the present: it, and the same in another person, are met, and never with the article.

    Neither is a name (يونيو, تورينغ), nor what may be an infinitive in the accusative (تقدما).
    """
    if word[0] not in "يت" or (word.endswith("ا") and not word.endswith("وا")):
        return False
    persons = [person + word[1:] for person in "يت"]
    seen = [lexicon.frequency(form) for form in persons]
    return all(_may_be_verb(form, lexicon) for form in persons) and max(seen) <= 50 * min(seen)


def third_person(word: str, lexicon: Lexicon) -> str:
    """A verb of the present in the third person masculine: ستستخدمها, نستخدم -> يستخدم; any other word as it is.

    A verb never has the article, so a word that has is none, whatever it begins with (تحول, تمكين).
    """

    is_verb = partial(_may_be_verb, lexicon=lexicon)
    if word[0] == "س" and word[1:2] in _PERSONS and is_verb(word[1:]):
        word = word[1:]
    if word[0] not in _PERSONS or word.endswith("وا") or not is_verb(word):
        return word
    for suffix in ("هما", "ها", "هم", "نا", "ه", "ون", "ان"):
        rest = word.removesuffix(suffix)
        if rest != word and is_verb(rest) and lexicon.frequency(rest) > 2 * lexicon.frequency(word):
            word = rest
            break
    option = "ي" + word[1:]
    return option if is_verb(option) and lexicon.frequency(option) * 20 > lexicon.frequency(word) else word


def without_accusative(word: str, lexicon: Lexicon) -> str:
    """A word as it is written without the ending of the indefinite accusative: فشلا, أداءً -> فشل, أداء."""
    if word.endswith(("اً", "ًا")) and len(word) > 3:
        return word[:-2]
    if word.endswith("ً"):
        return word[:-1]
    rest = word[:-1]
    if not word.endswith("ا") or len(rest) < 3:
        return word
    here, without = lexicon.frequency(word), lexicon.frequency(rest)
    article = lexicon.frequency("ال" + word)
    # Names of countries end like adjectives in the accusative (بريطانيا).
    bare = article == 0 and not rest.endswith("ي") and lexicon.exists("ال" + rest) and strength(rest, lexicon) > here
    return rest if bare or (article <= here / 50 and without > 2 * here) else word


def without_verbs(words: Sequence[str], is_function: Callable[[str], bool], lexicon: Lexicon) -> Sequence[str]:
    """A noun phrase, given as it is written, without the verbs of its sentence around it: ترتبط إصابة عضلة القلب."""
    first, last = 0, len(words)
    while last - first > 1 and is_present(fold(words[first]), lexicon):
        first += 1
        while last - first > 1 and is_function(words[first]):
            first += 1
    while last - first > 1 and is_present(fold(words[last - 1]), lexicon):
        last -= 1
        while last - first > 1 and is_function(words[last - 1]):
            last -= 1
    return words[first:last]
