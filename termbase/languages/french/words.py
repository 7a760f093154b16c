"""French nouns and adjectives that end in -s or -x in the singular, written by hand; which forms are usual."""

from __future__ import annotations

from termbase.languages.forms import Lexicon

_INVARIABLE = """
abcès abus accès albinos alias amas ananas anchois angélus anglais anus as atlas autobus avis bas biais biceps blocus
bois bonus bourgeois bras brebis buis bus cabas cactus cadenas campus canevas cas cassis chaos châssis chinois cirrus
clitoris coccyx colis coloris compas compromis concours confus congrès consensus contresens contrepoids coronavirus
corps corpus cortex cosmos coulis cours coutelas croquis cumulus cyprès dais débarras débris décès devis discours
divers dos éboulis embarras embolus enclos encens entrelacs envers épais eucalyptus excès express exprès faciès fatras
flux foetus fœtus fois fonds forceps fracas frais français frottis gars glas gras gris gros habitus hachis hallux
héros herpès hiatus humérus hypothalamus ibis inclus index infarctus influx intrus iris jus lacis lapis lapsus larynx
lavis lilas locus logis lotus lupus lynx maïs malus marais matelas mauvais mépris métis microbus minibus mois mors
mucus nexus nimbus oasis obtus omnibus os ours palais panaris pancréas papyrus paradis parcours parvis pas pathos
patois pelvis pénis permis phallus pharynx pis plexus plus poids pois précis printemps pris procès processus progrès
prolapsus propos prospectus psoriasis pubis puits pus quadriceps rabais radis radius ras rébus recours reclus reflux
refus relais remords remous repas repos revers rhésus rhinocéros rictus ris rubis salsifis sas secours semis sens
sepsis silex sinus souris stimulus stylus succès sursis surplus syphilis talus tamis tapis tas taillis temps tennis
tétanos thalamus thesaurus thorax thrombus thymus tiers torticolis tournevis trépas triceps typhus univers utérus
velours verglas vernis vers virus vis afflux anthrax apex chaux choix creux croix crucifix doux duplex époux faux houx
jaloux latex lux murex noix onyx paix perdrix mieux phénix poix prix roux sphinx taux toux vertex vieux voix vortex
"""
_WORDS = frozenset(_INVARIABLE.split())
# What stands before the hyphen of an adjective: gastro-intestinales, but not lance-grenades.
_PREFIXES = ("o", "pelvi", "sous", "sus", "non", "anti", "semi", "inter", "intra", "extra", "post", "pré", "bi", "tri")
# Frequency from which other forms of a word would be known.
COMMON = 1e-6
# Compounds of those: anticorps, rotavirus.
_LAST = ("corps", "virus", "temps", "poids", "cours", "coccus", "axis")


def is_invariable(word: str) -> bool:
    """Whether a word in -s or -x, in lower case, has the same form in the singular."""
    return word in _WORDS or word.endswith(_LAST)


def usual(form: str, word: str, lexicon: Lexicon, rarer: float) -> bool:
    """Whether a form of a word is at most so many times rarer; general language says so where it knows both."""
    general = lexicon.general.get(lexicon.fold(form), 0.0), lexicon.general.get(lexicon.fold(word), 0.0)
    one, other = general if all(general) else (lexicon.frequency(form), lexicon.frequency(word))
    return one * rarer > other


def inflects(word: str) -> bool:
    """Whether the last part of a word may have an ending: not in *lance-grenades*, *set-branches*."""
    first, hyphen, _ = word.rpartition("-")
    return not hyphen or first.endswith(_PREFIXES)
