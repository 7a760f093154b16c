"""German: function words, and adjectives without their endings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property

from termbase.languages.forms import Forms, Lexicon, PartOfSpeech

_WORDS = """
der die das den dem des ein eine einen einem einer eines kein keine keinen keinem keiner keines dieser diese dieses
diesen diesem jener jene jenes jeder jede jedes jeden jedem aller alle alles allen allem mancher manche viele wenige
einige mehrere welcher welche welches beide beiden solche solcher solches mein dein sein ihr unser euer meine deine
seine ihre unsere eure meinen deinen seinen ihren unseren seiner ihrer unserer seinem ihrem unserem seines ihres
unseres ich du er sie es wir man mich dich sich uns euch mir dir ihm ihn ihnen wer was wo wie wann warum dass daß ob
und oder aber denn sondern doch als wenn weil während obwohl damit bevor nachdem sobald bis seit sowie sowohl weder
noch in im ins an am ans auf aus bei beim mit nach von vom vor zu zum zur über unter um für durch gegen ohne zwischen
neben hinter gemäß laut wegen trotz statt anstatt innerhalb außerhalb per pro ab ist sind war waren wird werden wurde
wurden worden sei wäre hat haben hatte hatten kann können könnte konnte muss müssen musste soll sollen sollte darf
dürfen will wollen würde würden bin bist habe nicht nur auch so sehr mehr nun dann hier da dort hin her schon noch
immer wieder etwa also dabei dafür daran darauf davon dazu hierbei selbst
"""
FUNCTION = frozenset(_WORDS.split())
# Endings of adjectives, and how many times rarer the form without may be: by much more only what looks like one is
# (edl, of edle). Verbs share some of them (haben), but not all.
_ENDINGS, _RARER = ("en", "em", "er", "es", "e"), 4
# What follows an article or stands in another case than that of a glossary, and how much less it counts.
_OBLIQUE, _LESS = ("en", "em"), 0.3


class GermanForms(Forms):
    """German nouns as texts have them; adjectives alone as they stand behind a verb."""

    @cached_property
    def function_words(self) -> frozenset[str]:
        """Words that neither begin nor end a term."""
        return FUNCTION

    def citation(
        self, words: Sequence[str], part: PartOfSpeech, plural: bool, lexicon: Lexicon, singulars: Mapping[str, str]
    ) -> list[str]:
        """An adjective alone without its ending; of a plural the singular that texts show."""
        if part != PartOfSpeech.ADJECTIVE or len(words) > 1 or not words[0].islower() or self.is_function(words[0]):
            return super().citation(words, part, plural, lexicon, singulars)
        word = words[0]
        for ending in _ENDINGS:
            base, general = word.removesuffix(ending), lexicon.general
            declined = lexicon.exists(base + "em") and lexicon.exists(base + "es")
            if base != word and declined and general.get(base, 0.0) * _RARER > general.get(word, 0.0):
                return [base]
        return [word]

    def preference(self, form: str) -> float:
        """An adjective before its noun rather as it stands in the nominative: menschlicher Körper."""
        first, _, rest = form.partition(" ")
        return _LESS if rest and first.islower() and first.endswith(_OBLIQUE) else 1.0
