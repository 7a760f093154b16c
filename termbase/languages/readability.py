"""Indexes of how a text reads. The tests hold both to textstat, which is no dependency: it brings nltk along."""

from __future__ import annotations

import re

WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
SENTENCE = re.compile(r"[.!?؟。…]+")
# Vowel marks and tatweel.
MARKS = re.compile("[\u064b-\u065f\u0670\u0640]")
# Letters and endings of formal Arabic (El-Haj and Rayson): hamza on its seats, thal, zah; waw alef, waw noon.
FORMAL = re.compile("[ئءؤذظ]|وا|ون")


def _counted(text: str) -> tuple[list[str], int]:
    """The words of a text, and how many sentences of three words or more it has (at least 1)."""
    pieces = [WORD.findall(piece) for piece in SENTENCE.split(text)]
    return [word for piece in pieces for word in piece], max(1, sum(len(piece) > 2 for piece in pieces))


def lix(text: str) -> float:
    """LIX (Björnsson, 1968): words a sentence, and the share of words of more than six letters in percent; 20..80.

    More is harder. It asks for no syllables, so it holds for any language with spaces between words.
    """
    words, sentences = _counted(text)
    return len(words) / sentences + 100 * sum(len(word) > 6 for word in words) / len(words) if words else 0.0


def osman(text: str) -> float:
    """OSMAN (El-Haj and Rayson, LREC 2016) of Arabic; about 0 (hard) to 100.

    Vowel marks are left aside, as most text has none: a letter that is no alef stands for a syllable then, and
    no word counts as complex.
    """
    bare = MARKS.sub("", text)
    words, sentences = _counted(bare)
    if not words:
        return 0.0
    letters = "".join(words)
    syllables = len(letters) - letters.count("ا") - letters.count("ى")
    long = [word for word in words if len(word) > 5]
    formal = sum(len(word) - word.count("ا") - word.count("ى") > 7 and FORMAL.search(word) is not None for word in long)
    of_words = (len(long) + syllables - 2 + formal) / len(words)
    return 200.791 - 1.015 * len(words) / sentences - 24.181 * of_words
