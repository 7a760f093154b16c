"""Terms, queries and segments to measure matching on: synthetic, deterministic, with realistic word frequencies.

A lexicon is the words of the given text files by falling frequency (`seeds/`, or `FALLBACK` without files), continued
by words that a letter-trigram model of those words makes up. Words are drawn by Zipf-Mandelbrot, one to four a term,
p(rank) ~ 1 / (rank + 2.7) (Mandelbrot 1953). The same arguments always give the same terms.
"""

from __future__ import annotations

import bisect
import itertools
import random
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

WORD = {"en": re.compile(r"[A-Za-z]{2,24}"), "ar": re.compile(r"[\u0621-\u063a\u0641-\u0652]{2,24}")}
# ruff: noqa: E501
FALLBACK = {
    "en": "the of deep neural network convolutional learning rate gradient descent training data model attention layer "
    "transformer language recurrent memory optimization stochastic batch normalization residual image recognition "
    "classification function activation loss accuracy precision recall validation parameter hyperparameter distribution "
    "probability inference variational bayesian reinforcement policy agent environment reward translation alignment "
    "embedding vector matrix tensor sparse dense kernel support machine decision tree random forest boosting cluster "
    "feature extraction representation generative adversarial discriminator latent space sampling estimator variance",
    "ar": "في من على الشبكة العصبية شبكة عصبية تعلم التعلم العميق معدل التدرج انحدار تدريب البيانات بيانات نموذج النموذج "
    "الانتباه طبقة المحول لغة اللغة المتكررة ذاكرة تحسين عشوائي دفعة تطبيع متبقية صورة الصور التعرف تصنيف دالة التنشيط "
    "خسارة الخسارة دقة استدعاء تحقق معامل توزيع احتمال الاستدلال بايزي التعزيزي سياسة وكيل بيئة مكافأة ترجمة محاذاة تضمين "
    "متجه مصفوفة موتر متفرق كثيف نواة دعم آلة شجرة القرار غابة عشوائية تعزيز عنقود ميزة استخراج تمثيل توليدي خصامي كامن",
}
TERM_LENGTHS = (1, 2, 3, 4)
TERM_WEIGHTS = (0.15, 0.45, 0.28, 0.12)
LEXICON = 60_000


def read_words(lang: str, folders: Iterable[Path]) -> list[str]:
    """Words of the language in the text files of the folders, most frequent first; with FALLBACK when they are few."""
    counts: Counter[str] = Counter()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".md", ".txt", ".csv", ".tsv"}:
                counts.update(WORD[lang].findall(path.read_text("utf-8", errors="ignore").lower()))
    words = [word for word, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]
    return words if len(words) >= 500 else list(dict.fromkeys(words + FALLBACK[lang].split()))


def extend(words: list[str], size: int, seed: int = 1) -> list[str]:
    """`words` continued to `size` by distinct words of a letter-trigram model of them; of a letter-bigram model where
    the trigrams of few words have nothing new to say."""
    follow: dict[str, list[str]] = {}
    for word in words:
        padded = f"^^{word}$"
        for i in range(len(padded) - 2):
            follow.setdefault(padded[i : i + 2], []).append(padded[i + 2])
            follow.setdefault(padded[i + 1], []).append(padded[i + 2])
    rng, seen, out = random.Random(seed), set(words), list(words)
    order, failures = 2, 0
    while len(out) < size:
        state, word = "^^", ""
        while len(word) < 14 and (letter := rng.choice(follow[state[-order:]])) != "$":
            word, state = word + letter, state[1] + letter
        if len(word) > 2 and word not in seen:
            seen.add(word)
            out.append(word)
            failures = 0
        else:
            failures += 1
            order = 1 if failures > 200 else order
    return out[:size]


class Corpus:
    """Terms and queries of one language. `terms(n)` are the first n of one sequence, so sizes nest."""

    def __init__(self, lang: str, folders: Iterable[Path] = ()) -> None:
        self.lang = lang
        self.words = extend(read_words(lang, folders), LEXICON)
        self._cumulative = list(itertools.accumulate(1 / (rank + 2.7) for rank in range(1, len(self.words) + 1)))

    def draw(self, rng: random.Random, count: int) -> list[str]:
        """`count` words drawn by their Zipf frequency."""
        total = self._cumulative[-1]
        return [self.words[bisect.bisect(self._cumulative, rng.random() * total)] for _ in range(count)]

    def terms(self, count: int, seed: int = 2) -> list[str]:
        """`count` distinct terms of one to four words."""
        rng, seen = random.Random(seed), dict[str, None]()
        while len(seen) < count:
            length = rng.choices(TERM_LENGTHS, TERM_WEIGHTS)[0]
            seen[" ".join(self.draw(rng, length))] = None
        return list(seen)

    def queries(self, terms: list[str], count: int, seed: int = 3) -> list[str]:
        """What people type: three quarters terms with 0-3 typos, an eighth with words swapped, an eighth unknown."""
        rng, out = random.Random(seed), []
        for number in range(count):
            words = rng.choice(terms).split(" ")
            if number % 8 == 6:
                rng.shuffle(words)
            elif number % 8 == 7:
                words = self.draw(rng, rng.choice(TERM_LENGTHS))
            out.append(self.mistype(rng, " ".join(words), rng.choice((0, 1, 1, 2, 3))))
        return out

    def segments(self, terms: list[str], count: int, length: int = 22, seed: int = 4) -> list[list[str]]:
        """Tokenised segments of `length` words that hold two terms each, one of them mistyped."""
        rng, out = random.Random(seed), []
        for _ in range(count):
            words = self.draw(rng, length)
            for typos, position in ((0, 3), (1, length // 2)):
                term = self.mistype(rng, rng.choice(terms), typos).split()
                words[position : position + len(term)] = term
            out.append(words[:length])
        return out

    def mistype(self, rng: random.Random, text: str, typos: int) -> str:
        """`text` after `typos` random insertions, deletions, replacements or transpositions."""
        for _ in range(typos):
            i, letter = rng.randrange(len(text)) if text else 0, rng.choice(rng.choice(self.words))
            kind = rng.randrange(4)
            if kind == 0:
                text = text[:i] + letter + text[i:]
            elif kind == 1 and len(text) > 3:
                text = text[:i] + text[i + 1 :]
            elif kind == 2:
                text = text[:i] + letter + text[i + 1 :]
            else:
                text = text[:i] + text[i + 1 : i + 2] + text[i : i + 1] + text[i + 2 :]
        return text


def spans(tokens: list[str], max_tokens: int = 5) -> list[str]:
    """The texts of all spans of one to `max_tokens` tokens."""
    return [
        " ".join(tokens[i:j]) for i in range(len(tokens)) for j in range(i + 1, min(i + max_tokens, len(tokens)) + 1)
    ]
