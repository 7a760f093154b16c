"""German: stems by Snowball, and which nouns decline alike."""

from __future__ import annotations

from termbase.languages.base import Language
from termbase.languages.romance import unmarked

# The endings of nouns, umlauts aside (Duden, Die Grammatik, §§ 288-333), and those that stand for another.
APPENDED = ("e", "en", "er", "ern", "es", "n", "s", "nen", "se", "sen", "ses")
REPLACED = (("um", "en"), ("us", "en"), ("a", "en"), ("on", "en"), ("um", "a"), ("us", "i"))


class German(Language):
    """German."""

    def may_be_another(self, found: str, word: str, rules: tuple[str, ...]) -> bool:
        """Whether a noun is another word's stem alone (*Rechner*, *Rechnung*), or stands for a verb (*rechnen*)."""
        if "stem" not in rules or not word[:1].isupper():
            return False
        one, other = unmarked(self.spelling(found)), unmarked(self.spelling(word))
        return found[:1].islower() or not (_declines(one, other) or _declines(other, one))


def _declines(form: str, cited: str) -> bool:
    return form == cited or (form.startswith(cited) and form[len(cited) :] in APPENDED) or any(
        cited.endswith(old) and form == cited[: len(cited) - len(old)] + new for old, new in REPLACED
    )  # fmt: skip
