"""The infinitive of French verbs, by their endings and the forms that are known to exist."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

# Finite forms, or their last letters, with those of the infinitive: of one conjugation, the longest first.
_WORDS = """
est:être sont:être était:être étaient:être sera:être seront:être a:avoir ont:avoir avait:avoir avaient:avoir aura:avoir
va:aller vont:aller fait:faire font:faire faites:faire faisait:faire peut:pouvoir peuvent:pouvoir doit:devoir
doivent:devoir veut:vouloir veulent:vouloir sait:savoir savent:savoir voit:voir voient:voir vaut:valoir valent:valoir
faut:falloir meurt:mourir meurent:mourir meurs:mourir vit:vivre vivent:vivre dit:dire disent:dire dites:dire
lit:lire lisent:lire lisez:lire rit:rire boit:boire boivent:boire buvez:boire croit:croire croient:croire
sert:servir servent:servir sort:sortir sortent:sortir part:partir partent:partir dort:dormir dorment:dormir
sent:sentir sentent:sentir ment:mentir court:courir courent:courir suit:suivre suivent:suivre nuit:nuire nuisent:nuire
perd:perdre perdent:perdre ayez:avoir avez:avoir auriez:avoir aurez:avoir aviez:avoir êtes:être soyez:être serez:être
crée:créer créent:créer recrée:recréer agrée:agréer
allez:aller voyez:voir pouvez:pouvoir devez:devoir savez:savoir voulez:vouloir
"""
_ENDINGS = """
prennent:prendre prenez:prendre prend:prendre prends:prendre mettent:mettre mettez:mettre met:mettre mets:mettre
tiennent:tenir tenez:tenir tient:tenir tiens:tenir viennent:venir venez:venir vient:venir viens:venir
crivent:crire crivez:crire crit:crire duisent:duire duisez:duire duit:duire truisent:truire truisez:truire truit:truire
çoivent:cevoir cevez:cevoir çoit:cevoir nnaissent:nnaître nnaît:nnaître paraissent:paraître paraît:paraître
poursuivent:poursuivre poursuit:poursuivre survit:survivre survivent:survivre
eignent:eindre eignez:eindre eint:eindre aignent:aindre aignez:aindre aint:aindre oignent:oindre oint:oindre
solvent:soudre sout:soudre cluent:clure cluez:clure clut:clure battent:battre battez:battre bat:battre
rompent:rompre rompt:rompre quièrent:quérir quiert:quérir
uvre:uvrir uvrent:uvrir uvrez:uvrir ffre:ffrir ffrent:ffrir ffrez:ffrir
issent:ir issez:ir issons:ir it:ir
dent:dre dez:dre d:dre ds:dre
oie:oyer oient:oyer uie:uyer uient:uyer aie:ayer aient:ayer elle:eler ellent:eler ette:eter ettent:eter
geons:ger geait:ger geaient:ger çons:cer çait:cer çaient:cer
e:er es:er ent:er ez:er ons:er a:er ait:er aient:er era:er eront:er erait:er eraient:er erai:er erais:er eras:er erez:er
erons:er ira:ir iront:ir ez:ir ent:ir ez:re ent:re
"""
_OF_WORDS = dict(pair.split(":") for pair in _WORDS.split())
_OF_ENDINGS = [tuple(pair.split(":")) for pair in _ENDINGS.split()]
# Before a silent syllable é becomes è, and e does so too: considère, lève.
_GRAVE = ("é", "e")
_INFINITIVE = ("er", "ir")
# What a participle ends in; a form in -is or -it may be another verb's.
_PARTICIPLE = ("é", "ée", "és", "ées")
# Participles that look like finite forms of other verbs (miser, priser).
_FEMININE = "mise remise soumise admise permise transmise prise reprise comprise apprise surprise entreprise"
_PARTICIPLES = frozenset(_FEMININE.split())
# Nouns and adverbs that end so without having a plural.
_NOUNS = frozenset({"nez", "rez", "assez"})
# Endings that hardly any noun or adjective has.
_PERSONAL = ("ez", "aient", "issent", "era", "eront", "èrent", "erait", "eraient", "ait", "ient", "ent")
# How many times rarer than a form its infinitive may be.
RARER = 50


def infinitive(word: str, frequency: Callable[[str], float]) -> str:
    """The infinitive of a finite form in lower case, where it exists; any other word as it is.

    ``frequency`` is that of a word, 0 for one that nobody has met.
    """
    if word in _OF_WORDS:
        return _OF_WORDS[word]
    if (
        word.endswith(_PARTICIPLE)
        or word.removesuffix("s") in _PARTICIPLES
        or (word.endswith(_INFINITIVE) and frequency(word))
    ):
        return word
    best = max(_options(word), key=frequency, default="")
    if not best or RARER * frequency(best) <= frequency(word):
        return word
    # A participle (fournie, of fourni) or a noun (rayons) rather than a verb that is rarer (fournier, rayer).
    other = word[:-1] if word.endswith(("ie", "ue", "ons")) else ""
    return word if frequency(other) > frequency(best) else best


def _options(word: str) -> Iterator[str]:
    for ending, other in _OF_ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem + other) > 3:
            yield stem + other
            place = stem.rfind("è")
            if place > 0 and len(stem) - place in (2, 3):
                yield from (stem[:place] + letter + stem[place + 1 :] + other for letter in _GRAVE)


def is_verb(word: str, general: Mapping[str, float]) -> bool:
    """Whether a word in lower case can hardly be anything but a verb; ``general`` has frequencies of words."""
    if word in _OF_WORDS:
        return True
    if word.endswith("er"):
        # What has a participle of each kind; of danger there is none.
        return word[:-2] + "é" in general and word[:-2] + "ant" in general
    for ending in _PERSONAL:
        stem = word.removesuffix(ending)
        if stem != word and (stem + "er" in general or infinitive(word, lambda form: general.get(form, 0.0)) != word):
            # A noun or an adjective has a plural: patients, laits.
            return word + "s" not in general and word not in _NOUNS
    return False
