"""Arabic words taken apart: which letters are clitics, by the forms that exist; function words."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from termbase.languages.arabic.plurals import VOWEL_MARKS
from termbase.languages.arabic.rules import CONJUNCTIONS, FUNCTION_WORDS, PREPOSITIONS
from termbase.languages.forms import Lexicon

# Words that neither begin nor end a term, beside those that keep their spelling in comparisons.
_WORDS = """
في من على إلى الى عن مع بين عند منذ حتى خلال حول ضد دون بدون عبر لدى نحو قبل بعد تحت فوق أمام وراء ضمن بسبب أثناء بواسطة
هذا هذه ذلك تلك هؤلاء أولئك هذان هاتان التي الذي الذين اللذان اللتان اللواتي اللاتي ما ماذا من مما ممن عما فيما بما كما
هو هي هم هن هما أنا نحن أنت أنتم أن إن ان لأن بأن كأن لكن ولكن إذا إذ لو لولا حيث حين عندما بينما كلما مهما
لا لم لن ليس ليست ليسوا قد لقد سوف هل أ أو أم أما إما ثم بل كي لكي إلا إلّا سوى
كان كانت كانوا يكون تكون يكن تكن كن سيكون ستكون تم يتم وتم ويتم يمكن يجب ينبغي
كل جميع بعض أي أية أيضا أيضاً فقط مثل مثلا جدا هنا هناك هنالك الآن لذا لذلك إياه كلا كلتا
له لها لهم لهن لهما لنا لك لي به بها بهم بهما بنا فيه فيها فيهم منه منها منهم عنه عنها عليه عليها عليهم إليه إليها
إليهم معه معها لديه لديها لدينا بينها بينهم نفسه نفسها أنه أنها أنهم إنه إنها لأنه لأنها وهو وهي وهذا وهذه ولا وما ومن
وفي وعلى وإلى وعن ومع فإن وإن وأن وقد ولم ولن فهو فهي وكان وكانت وكذلك كذلك وأيضا وذلك حيث وحيث ولكنه ولكنها لكنه لكنها
"""
# What negates begins a term: غير المتجانس, لا حتمي, بدون أعراض.
NEGATIONS = frozenset(("غير", "لا", "بلا", "دون", "بدون"))
FUNCTION = (FUNCTION_WORDS | frozenset(_WORDS.split())) - NEGATIONS
POSSESSIVES = ("هما", "كم", "ها", "هم", "نا", "ك", "ه")
_ARABIC = re.compile("[\u0621-\u06ff]")


class Parts(NamedTuple):
    """A word taken apart: conjunction and preposition, whether it carries the article, the rest."""

    proclitic: str
    definite: bool
    rest: str


@lru_cache(1 << 17)
def fold(word: str) -> str:
    """A word without vowel marks and tatweel; its letters stay."""
    return VOWEL_MARKS.sub("", unicodedata.normalize("NFKC", word)).casefold()


def split(word: str, lexicon: Lexicon) -> Parts:
    """Take a folded word apart by the forms that exist."""
    if not _ARABIC.match(word):
        return Parts("", False, word)
    proclitic = ""
    if len(word) >= 4 and word[0] in CONJUNCTIONS and _clitic(word, lexicon):
        proclitic, word = word[0], word[1:]
    if len(word) >= 5 and word[:3] in ("بال", "كال") and lexicon.frequency(word[1:]) >= lexicon.frequency(word) / 10:
        return Parts(proclitic + word[0], True, word[3:])
    if len(word) >= 4 and word[:2] == "لل":
        return Parts(proclitic + "ل", True, _after_lam(word, lexicon))
    if len(word) >= 4 and word[:2] == "ال" and not _inherent(word, lexicon):
        return Parts(proclitic, True, word[2:])
    if len(word) >= 4 and word[0] in PREPOSITIONS and _clitic(word, lexicon):
        return Parts(proclitic + word[0], False, word[1:])
    return Parts(proclitic, False, word)


def _clitic(word: str, lexicon: Lexicon) -> bool:
    """Whether the first letter is a conjunction or preposition: a word that takes the article has none."""
    rest = word[1:]
    if word[0] in CONJUNCTIONS and (
        (len(rest) >= 4 and rest[:2] in ("ال", "لل")) or (len(rest) >= 6 and rest[:3] in ("بال", "كال"))
    ):
        return not (rest[:2] == "ال" and lexicon.general.get(word, 0.0) > 20 * lexicon.frequency(rest))
    here, article = lexicon.frequency(word), lexicon.frequency("ال" + word)
    if len(rest) < 3 or article > here / 50:
        return False
    without, taken = lexicon.frequency(rest), lexicon.frequency("ال" + rest)
    if taken == 0 and (noun := without_possessive(rest, lexicon)):
        without, taken = lexicon.frequency(noun), lexicon.frequency("ال" + noun)
    if article == 0 and taken > 0:
        # A word that never takes the article, though what is left of it does, is none of its own: لتمكين, التمكين.
        return without + taken > (1.5 if len(rest) == 3 else 0.1) * here
    return without > (10 if len(rest) == 3 else 2) * here


def without_possessive(word: str, lexicon: Lexicon) -> str | None:
    """A word without its possessive, where a noun is left that takes the article: تكافؤها -> تكافؤ; else None."""
    for suffix in POSSESSIVES:
        rest = word[: -len(suffix)]
        if word.endswith(suffix) and len(rest) >= 3:
            feminine = rest[:-1] + "ة"
            rest = feminine if rest.endswith("ت") and lexicon.exists(feminine) else rest
            if lexicon.frequency(rest) > lexicon.frequency(word) / 2 and lexicon.exists("ال" + rest):
                return rest
    return None


def _inherent(word: str, lexicon: Lexicon) -> bool:
    """Whether ال belongs to the word itself: then the word takes an article of its own."""
    doubled = lexicon.frequency("ال" + word)
    return (
        doubled > 0
        and doubled * 30 >= lexicon.frequency(word)
        and lexicon.frequency(word[2:]) < lexicon.frequency(word)
    )


def _after_lam(word: str, lexicon: Lexicon) -> str:
    """``للغة`` is ل + اللغة: the ل of the word was written once."""
    rest, doubled = word[2:], word[1:]
    return doubled if lexicon.frequency("ال" + doubled) > lexicon.frequency("ال" + rest) else rest


def tail(word: str, parts: Parts) -> str:
    """The written end of ``word`` that corresponds to ``parts.rest``, diacritics kept."""
    need, kept = len(parts.rest), []
    written = unicodedata.normalize("NFC", word)
    if not VOWEL_MARKS.search(written):
        return written[max(0, len(written) - need) :]
    for char in reversed(written):
        if need == 0:
            break
        kept.append(char)
        need -= not VOWEL_MARKS.match(char)
    return re.sub("^[\u064b-\u065f\u0670\u0640]+", "", "".join(reversed(kept)))
