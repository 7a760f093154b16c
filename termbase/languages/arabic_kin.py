"""Which Arabic words may be derived from one another: skeletons of consonants, without clitics.

Broken plurals and verbs share a skeleton with the noun (نموذج, نماذج; تدريب, ندرب). Strangers share one now and then;
it is for granting that a text renders a term, not for claiming that it uses one.
"""

from __future__ import annotations

import re

# Letters that come and go between a word and what is derived from it, and those that derivation puts before a root.
WEAK = re.compile("[اويىءه]")
DERIVING = ("مست", "است", "ست", "يست", "تست", "نست", "من", "مت", "يت", "نت", "م", "ت", "ن", "ي")
DOUBLED = re.compile(r"(.)\1$")
CONJUNCTIONS = ("", "و", "ف")
PARTICLES = ("", "ب", "ك", "ل", "س", "ال", "بال", "كال", "لل")
ENCLITICS = (
    "", "ه", "ها", "هم", "هما", "نا", "ته", "تها", "تهم", "تهما", "تنا", "ات", "اته", "اتها", "اتهم", "ان",
    "ين", "ون", "انه", "انها", "تان", "تين", "تا", "تي", "يه", "ي", "ا",
)  # fmt: skip
SHORTEST = 3


def skeletons(key: str) -> frozenset[str]:
    """The skeletons that a word in its spelling key may have."""
    found = set()
    for rest in _bare_forms(key):
        skeleton = DOUBLED.sub(r"\1", WEAK.sub("", rest))
        if len(skeleton) < 2:
            found.add(rest)
            continue
        found.add(skeleton)
        for affix in DERIVING:
            if skeleton.startswith(affix) and len(skeleton) - len(affix) >= SHORTEST:
                found.add(skeleton[len(affix) :])
    return frozenset(found)


def _bare_forms(key: str) -> set[str]:
    """The word without each run of letters that may be proclitics before it or enclitics behind it."""
    found = {key}
    if len(key) == SHORTEST and key[0] in PARTICLES:
        found.add(key[1:])
    for one in CONJUNCTIONS:
        for particle in PARTICLES:
            if key.startswith(one + particle):
                rest = key[len(one + particle) :]
                for bare in (rest, "ل" + rest) if particle == "لل" else (rest,):
                    found.update(
                        bare[: len(bare) - len(end)]
                        for end in ENCLITICS
                        if bare.endswith(end) and len(bare) - len(end) >= (2 if end in ("ه", "ات") else SHORTEST)
                    )
    return found
