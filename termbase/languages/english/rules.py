"""English: plurals, possessives, British and American spelling; no stemming, so that *form* is not *formal*."""

from __future__ import annotations

import re
import unicodedata

from termbase.languages.base import Analysis, Language
from termbase.languages.english.expressions import expressions_in

# British -ise, -isation, -yse after the stems that take -ize; a positive list of stem endings keeps *exercise*,
# *otherwise* and *supervise* as they are.
BRITISH = re.compile(
    r"(?<=al|il|im|en|er|ar|or|on|ic|an|ol|ym|in|id|it|ul|ud|gn|rd|et|om|at|ur|nt)is"
    r"(?=ations?$|(?:e|es|ed|er|ers|ing|able)$)|(?<=al)ys(?=(?:e|es|ed|er|ers|ing)$)"
)
NOT_BRITISH = re.compile(r"(?:com)?promis|premis|advertis|anis|improvis|franchis")
# Further British spellings, each with what it holds, so that most words are not looked at: positive lists again, since
# *contour*, *selling* and *Prolog* are no variants of anything.
VARIANTS = (
    ("our", re.compile(
        r"(behavi|neighb|endeav|demean|splend|col|fav|flav|hon|hum|lab|rum|vap|vig|rig|arm|harb|tum|od|sav|savi|parl|clam|cand"
        r"|val|ferv)our"), r"\1or"),
    ("re", re.compile(r"(cent|met|lit|fib|theat|calib|spect|lust|meag|somb)(?:re(?=s?$)|r(?=ed$|ing$))"), r"\1er"),
    ("ogue", re.compile(r"(catal|dial|anal)ogue(?=s?$|d$)"), r"\1og"),
    ("ence", re.compile(r"^(def|off|lic|pret)ence(?=s?$|d$)"), r"\1ense"),
    ("ll", re.compile(
        r"(label|model|travel|cancel|channel|tunnel|funnel|level|signal|marshal|initial|dial|panel|fuel|total|equal|unravel)l"
        r"(?=(?:ed|ing|ings|er|ers|able)$)"), r"\1"),
    ("ae", re.compile(r"(?<![a-z])(h|an|p|f|gyn|orthop|c(?=aesi))ae(?=m|d|c|s)"), r"\1e"),
    ("aemi", re.compile(r"aemi(?=a|as|c)"), "emi"),
    ("oe", re.compile(r"(?<![a-z])oe(?=d|s)|(?<=f)oe(?=t)|(?<=rrh)oe(?=a)"), "e"),
    ("sulph", re.compile("sulph"), "sulf"),
    ("artefact", re.compile("artefact"), "artifact"),
)  # fmt: skip
# Without their marks these are other words; *naïve*, *façade* and *Gödel* are written with and without.
MARKED = re.compile(r"(?:résumé|exposé|rosé|pâté|maté|lamé)s?")
MARK = re.compile("(?<=[a-z])[\u0300-\u036f]+")
IRREGULAR = {
    "matrices": "matrix", "vertices": "vertex", "indices": "index", "appendices": "appendix", "vortices": "vortex",
    "criteria": "criterion", "phenomena": "phenomenon", "automata": "automaton", "schemata": "schema",
    "corpora": "corpus", "children": "child", "people": "person", "indexes": "index", "radii": "radius",
    "nuclei": "nucleus", "stimuli": "stimulus", "halves": "half", "leaves": "leaf", "analyses": "analysis",
    "hypotheses": "hypothesis", "parentheses": "parenthesis", "syntheses": "synthesis", "theses": "thesis",
    "bases": "base", "axes": "axis", "quizzes": "quiz", "menus": "menu", "crises": "crisis", "diagnoses": "diagnosis",
    "prognoses": "prognosis", "metastases": "metastasis", "emphases": "emphasis", "lenses": "lens", "gases": "gas",
    "biases": "bias", "aliases": "alias", "atlases": "atlas", "canvases": "canvas",
    "prostheses": "prosthesis",
}  # fmt: skip
# Nouns in -ie, whose plural is no other word's.
_IE = "movie cookie calorie zombie indie selfie veggie rookie smoothie hippie junkie hoodie magpie prairie sortie genie"
IRREGULAR |= {word + "s": word for word in _IE.split()}
INVARIABLE = frozenset({"series", "species", "news", "always", "lens", "atlas", "alias", "bias", "canvas", "chaos"})
NOUN_ENDING = re.compile(r"(?:tion|ment|ity|ness|ism|ance|ence|ship|ology|er|or)s?$", re.IGNORECASE)
# Verbs that end as nouns do.
_VERB_OR_NOUN = """
function position condition question mention partition section implement complement document experiment segment
supplement increment comment fragment filter buffer register transfer order number trigger layer cluster render
factor monitor mirror vector reference influence sequence experience balance advance
"""
VERB_OR_NOUN = frozenset(_VERB_OR_NOUN.split())
PASSIVE = re.compile(r"\b(?:is|are|was|were|be|been|being|gets?|got)\s+(?:\w+ly\s+)?$", re.IGNORECASE)
BY = re.compile(r"\s+(?:across|by|into|to)\b", re.IGNORECASE)
SUBJECT = re.compile(
    r"\b(?:to|we|they|you|i|it|he|she|who|which|that|can|could|may|might|must|shall|should|will|would|not|does|do|did|cannot|"
    r"also|further|thus|then|always|often|usually|directly|simply)\s+$", re.IGNORECASE,
)  # fmt: skip
OBJECT = re.compile(
    r"\s+(?:the|a|an|this|these|those|our|its|their|us|it|them|all|each|every|any|how|whether|what|that|many|several|some|both"
    r"|various|one|two|three|multiple|only|another)\b|,?\s+[\"“‘]",
    re.IGNORECASE,
)
DETERMINER = re.compile(
    r"\b(?:the|a|an|this|that|these|those|our|its|their|each|every|any|of|in|for|and|with|on)\s+(?:[\w-]+\s+)?$",
    re.IGNORECASE,
)
# *This work surveys …*: what *this* stands before is no plural.
ONE = re.compile(r"\b[Tt]his\s+[a-z]+\s+$")
# *…, matching or surpassing …*
PARTICIPLE = re.compile(r"\s+(?:or|and)\s+\w+ing\b")
# An adverb right before a word; not where an article stands before it, since an adjective may follow.
ADVERB = re.compile(r"\b[a-z]{3,}ly\s+$")
DETERMINED = re.compile(r"\b(?:the|a|an|our|its|their|of|in|for|with|on|by|as)\s+[a-z]+ly\s+$", re.I)
RIGHT_BEFORE = re.compile(
    r"\b(?:the|a|an|this|that|these|those|our|its|their|his|her|your|my|each|every|any|some|many|most|all|of|in|for|with|on|by|to|"
    r"from|at|between|as)\s+$",
    re.IGNORECASE,
)
PLURAL = re.compile(r"\b([A-Za-z]{3,}s|\d+[-–]\d+)\s+$")
COMPLEMENT = re.compile(
    r"\s+(?!(?:is|are|was|were|has|have|had|can|could|may|might|will|would|should|must|do|does|did|and|or|but|of|in|on|at|for|from|to|"
    r"with|as|by|than|that|which|who|when|where|while|if|because|so|since)\b)[a-z]+",
)
# Characters of the text before and behind a word that may be of one expression with it.
MOST_SAID = 64
SIBILANT_ES = ("ses", "xes", "zes", "ches", "shes")


class English(Language):
    """English inflection as far as terms need it."""

    articles = frozenset({"the", "a", "an"})
    particles = frozenset({"up", "out", "in", "off", "on", "down", "over", "back", "away"})

    def normalise_word(self, word: str) -> str:
        """The spelling key of one word."""
        key = super().normalise_word(word)
        if not key.isascii() and not MARKED.fullmatch(key):
            key = unicodedata.normalize("NFC", MARK.sub("", unicodedata.normalize("NFD", key)))
        if ("is" in key or "ys" in key) and key not in IRREGULAR and not NOT_BRITISH.match(key):
            key = BRITISH.sub(lambda match: match.group()[0] + "z", key)
        for held, pattern, other in VARIANTS:
            if held in key:
                key = pattern.sub(other, key)
        return key

    def _analyses(self, word: str) -> tuple[Analysis, ...]:
        key = self.normalise_word(word)
        base: str = key
        rules: tuple[str, ...] = ()
        if base.endswith(("'s", "s'")):
            base, rules = base[:-2] if base.endswith("'s") else base[:-1], ("possessive",)
        readings = [Analysis(key)] if base == key else [Analysis(key), Analysis(base, rules)]
        # The plural of an acronym may end like a Latin noun: GPUs, but not corpus; what is left of DPM's is no plural.
        named = word[: len(word) - len(key) + len(base)]
        acronym = named.endswith("s") and sum(letter.isupper() for letter in named[:-1]) > 1
        singulars = (base[:-1],) if acronym else _singulars(base)
        return (*readings, *(Analysis(singular, (*rules, "plural")) for singular in singulars))

    def is_verb(self, before: str, word: str, after: str) -> bool:
        """Whether a word is plainly a verb: behind *to*, *we*, *can*, a passive, or before an article or a pronoun."""
        if NOUN_ENDING.search(word) and word.casefold().removesuffix("s") not in VERB_OR_NOUN:
            return False
        if word.endswith("ed"):
            return bool(PASSIVE.search(before)) or bool(BY.match(after))
        if word.endswith("ing"):
            return bool(OBJECT.match(after)) or (before.endswith(", ") and PARTICIPLE.match(after) is not None)
        if SUBJECT.search(before) or (ADVERB.search(before) and not DETERMINED.search(before)):
            return True
        if word.endswith("s"):
            if before.endswith("] ") or (ONE.search(before) and not word.endswith("ss")):
                return True
            return bool(OBJECT.match(after)) and not RIGHT_BEFORE.search(before)
        # Behind a plural and before more words: *networks process data*.
        plural = PLURAL.search(before)
        if plural and not plural[1].endswith(("ss", "us", "is")) and COMPLEMENT.match(after):
            return True
        return bool(OBJECT.match(after)) and not DETERMINER.search(before)

    def is_idiom(self, before: str, word: str, after: str) -> bool:
        """Whether a word is part of a saying in which it names nothing (*in order to*), or words are all of one."""
        # Whole words near by, since a paragraph is asked about many of its words.
        before = before[-MOST_SAID:].partition(" ")[2] if len(before) > MOST_SAID else before
        after = after[:MOST_SAID].rpartition(" ")[0] if len(after) > MOST_SAID else after
        first, last = len(before), len(before) + len(word)
        inner, outer = (last, first) if " " not in word else (first + 1, last - 1)
        return any(start < inner and stop > outer for start, stop in expressions_in(before + word + after))

    def _stem_of(self, word: str, key: str) -> str:
        # The e is dropped so that both readings of a plural such as "caches" (cach, cache) come to one stem.
        plain = key[-1:] not in "s'" and key not in IRREGULAR
        return (key if plain else self._analyses(word)[-1].base).removesuffix("e")

    def _inflected(self, surface: str, term: str, other: str) -> str:
        """With the plural or possessive ending of the surface."""
        found, named = surface.casefold().replace("’", "'"), term.casefold()
        possessive = found.endswith("'s") and not named.endswith("'s")
        found = found.removesuffix("'s") if possessive else found
        plural = found != named and named.split()[-1:] != found.split()[-1:] and found.endswith("s")
        other = _plural(other) if plural and not named.endswith("s") else other
        return other + "'s" if possessive else other


def _plural(term: str) -> str:
    word = term.casefold()
    if word.endswith(("s", "x", "z", "ch", "sh")):
        return term + "es"
    if word.endswith("y") and word[-2:-1] not in tuple("aeiou"):
        return term[:-1] + "ies"
    return term + "s"


def _singulars(word: str) -> tuple[str, ...]:
    """The singulars that a noun in -s may have; none for a word that is no plural."""
    if word in IRREGULAR:
        return (IRREGULAR[word],)
    if len(word) < 4 or word in INVARIABLE or not word.endswith("s") or word.endswith(("ss", "us", "is", "'s")):
        return ()
    if word.endswith("ies") and len(word) > 4:
        return (word[:-3] + "y",)
    return (word[:-2], word[:-1]) if word.endswith(SIBILANT_ES) else (word[:-1],)
