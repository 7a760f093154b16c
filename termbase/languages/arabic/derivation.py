"""Which Arabic words may be derived from one another: skeletons of consonants, without clitics.

Broken plurals and verbs share a skeleton with the noun (نموذج, نماذج; تدريب, ندرب). Strangers share one now and then;
it is for granting that a text renders a term, not for claiming that it uses one.
"""

from __future__ import annotations

import re
from functools import lru_cache

# Letters that come and go between a word and what is derived from it, and those that derivation puts before a root.
WEAK = re.compile("[اويىءه]")
DERIVING = ("مست", "است", "ست", "يست", "تست", "نست", "من", "مت", "يت", "نت", "م", "ت", "ن", "ي")
DOUBLED = re.compile(r"(.)\1$")
CONJUNCTIONS = ("", "و", "ف")
PARTICLES = ("", "ب", "ك", "ل", "س", "ال", "بال", "كال", "لل")
ENCLITICS = (
    "", "ه", "ها", "هم", "هما", "نا", "ته", "تها", "تهم", "تهما", "تنا", "ات", "اته", "اتها", "اتهم", "ان",
    "ين", "ون", "انه", "انها", "تان", "تين", "تا", "تي", "يه", "ي", "ا", "ك", "كم", "تك", "تكم", "اتك", "اتكم",
)  # fmt: skip
# The first letters of a verb in the present.
PERSONS = "يتنا"
# The ending of adjectives makes another word.
INFLECTIONS = (*(end for end in ENCLITICS if end not in ("ي", "يه")), "ينا", "يها", "يهم", "يهما")
SHORTEST = 3
# Proclitics that are rarely the first letter of a word, so that what is left of two consonants is no accident.
SURE_PARTICLES = ("", "ال", "بال", "كال", "لل")


def skeletons(key: str) -> frozenset[str]:
    """The skeletons that a word in its spelling key may have."""
    found = set()
    for rest in _bare_forms(key):
        skeleton = DOUBLED.sub(r"\1", WEAK.sub("", rest))
        if len(skeleton) < 2:
            found.add(rest)
            continue
        found.add(skeleton)
        for affix in DERIVING if skeleton.startswith(DERIVING) else ():
            if skeleton.startswith(affix) and len(skeleton) - len(affix) >= SHORTEST:
                found.add(skeleton[len(affix) :])
    return frozenset(found)


def close_skeletons(key: str) -> frozenset[str]:
    """The skeletons that a word shares with its plurals, and with both behind and before clitics."""
    found = set()
    for rest in _bare_forms(key, enclitics=INFLECTIONS):
        skeleton = _close_skeleton(rest)
        found.add(skeleton if len(skeleton) >= SHORTEST else "\0" + rest)
    for rest in _bare_forms(key, SURE_PARTICLES, INFLECTIONS):
        skeleton = _close_skeleton(rest)
        if len(skeleton) == SHORTEST - 1 and rest[0] in ("ا", skeleton[0]):
            found.add(skeleton)
    if key[0] in PERSONS and len(key) > SHORTEST:
        found.add("\1" + key[1:])
    return frozenset(found)


def _close_skeleton(word: str) -> str:
    """The consonants of a word, and a first or last ي, which makes a verb or an adjective of a noun."""
    return "".join(
        letter for place, letter in enumerate(word)
        if letter not in "اوىء" and not (letter == "ي" and 0 < place < len(word) - 1)
    ).removesuffix("ه")  # fmt: skip


def _bare_forms(key: str, particles: tuple[str, ...] = PARTICLES, enclitics: tuple[str, ...] = ENCLITICS) -> set[str]:
    """The word without each run of letters that may be proclitics before it or enclitics behind it."""
    found = {key}
    if len(key) == SHORTEST and key[0] in particles:
        found.add(key[1:])
    for one in CONJUNCTIONS if key.startswith(CONJUNCTIONS[1:]) else ("",):
        for particle in particles:
            if key.startswith(one + particle):
                rest = key[len(one + particle) :]
                for bare in (rest, "ل" + rest) if particle == "لل" else (rest,):
                    found.update(
                        bare[: len(bare) - len(end)]
                        for end in _that_end_in(bare[-1:], enclitics)
                        if bare.endswith(end) and len(bare) - len(end) >= (2 if end in ("ه", "ات") else SHORTEST)
                    )
    return found


@lru_cache(256)
def _that_end_in(letter: str, enclitics: tuple[str, ...]) -> tuple[str, ...]:
    """The enclitics that a word with this last letter may have."""
    return tuple(end for end in enclitics if not end or end.endswith(letter))
