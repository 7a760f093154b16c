"""What all documents of aligned text know together: which forms exist, which words correspond."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from extractors.alignment import Aligner, Report, trainer
from extractors.projection import side
from termbase.languages import Forms, Lexicon, forms


@dataclass
class Knowledge:
    """The lexicons of both sides, the keys of words for links, the aligner."""

    rules: tuple[Forms, Forms]
    lexicons: tuple[Lexicon, Lexicon]
    keys: tuple[dict[str, str], dict[str, str]]
    aligner: Aligner

    def link_words(self, words: tuple[list[str], list[str]]) -> tuple[list[str], list[str]]:
        """The keys that the aligner compares, one a word."""
        return _link_words(words, self.keys)


def lexicon(code: str, sentences: Iterable[Sequence[str]]) -> Lexicon:
    """What the sentences of one side, as words, show of the forms of their language."""
    rules, kept = forms(code), list(sentences)
    surface = Counter(word for words in kept for word in words)
    counts: Counter[str] = Counter()
    for word, number in surface.items():
        counts[rules.fold(word)] += number
    return Lexicon(rules.code, counts, rules.fold, rules.observe(kept))


def learn(
    texts: Sequence[tuple[list[str], list[str]]], codes: tuple[str, str], known: Iterable[tuple[str, str]] = (),
    aligner: str = "hmm", report: Report | None = None, threads: int = 1,
) -> Knowledge:  # fmt: skip
    """Learn lexicons and links from sentence pairs, given as words; ``known`` pairs of terms are further training text.

    Of those pairs only the ones whose words all occur in the texts teach anything of them.
    """
    rules = forms(codes[0]), forms(codes[1])
    lexicons = lexicon(codes[0], [pair[0] for pair in texts]), lexicon(codes[1], [pair[1] for pair in texts])
    keys = (
        _keys((w for pair in texts for w in pair[0]), rules[0], lexicons[0]),
        _keys((w for pair in texts for w in pair[1]), rules[1], lexicons[1]),
    )
    for number, (one, rule, shown) in enumerate(zip(keys, rules, lexicons, strict=True)):
        occurring = frozenset(one.values())
        known = [pair for pair in known if _occurs(side(pair[number]).words, one, occurring, rule, shown)]
    terms = [(side(source).words, side(target).words) for source, target in known]
    trained = trainer(aligner)([_link_words(pair, keys) for pair in (*texts, *terms)], {}, report, threads)
    return Knowledge(rules, lexicons, keys, trained)


def _link_words(
    words: tuple[list[str], list[str]], keys: tuple[dict[str, str], dict[str, str]]
) -> tuple[list[str], list[str]]:
    source, target = keys
    return [source[w] for w in words[0]], [target[w] for w in words[1]]


def _keys(words: Iterable[str], rules: Forms, shown: Lexicon) -> dict[str, str]:
    return {word: "".join(rules.link_key(word, shown).split()) for word in dict.fromkeys(words)}


def _occurs(
    words: Sequence[str], keys: dict[str, str], occurring: frozenset[str], rules: Forms, shown: Lexicon
) -> bool:
    """Whether all words of a known term occur in the texts in some form; the keys of new forms are remembered."""
    new = _keys((word for word in words if word not in keys), rules, shown)
    if not words or not occurring.issuperset(new.values()):
        return False
    keys.update(new)
    return True
