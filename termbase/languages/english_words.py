"""English words that texts on any subject have: they are no terms by themselves."""

from __future__ import annotations

# Adjectives that a phrase with them does not get its meaning from.
_DESCRIBING = """
able accurate additional adequate alternative appropriate available bad basic best better brief broader careful
certain clear clearer closer comparable complete complicated concerned considerable consistent correct corresponding
crucial desired detailed different difficult earlier earliest easier easy effective entire equal essential exact
excellent existing extensive extreme famous faster final following former fundamental further future good great
greater greatest harder highest huge ideal immediate important impossible individual interested interesting involved
known large larger largest late later latest latter likely little longer lower lowest major mentioned minor modern
multiple nearby necessary needed new newer next nice notable numerous obvious old older ordinary original overall own
particular past perfect poor possible powerful practical precise present previous prior proper proposed quicker ready
recent related relevant remaining required respective rough same selected separate serious several shorter significant
similar simple simpler slight slower small smaller smallest sole special specific straightforward strong stronger
substantial successful sufficient suitable sure surprising temporary tiny traditional true typical unclear unknown
unlikely unnecessary unusual used useful usual various vast whole wider wonderful worse wrong young younger
"""
# These name something only together with other words: *market value*, *control group*.
_ALONE = """
account action advantage advice aim alone alternative amount answer anybody anyone anything appendix approach april
area article aspect associated attempt august author background basis beginning benefit big billion bit broad care
category cause challenge chance characteristic choice circumstance claim close comparison concept concern conclusion
confusion consequence consideration copyright couple course day days december deep degree demand description detail
diagram difference difficulty discussion double dozen drawback early ease effectiveness effort eight eleven end
evening everybody everyone everything example excellence existence expectation explanation extent fact failure fast
february fifth fifty figure finding first five focus four fourth friday future goal group guideline hard help high
hour huge hundred hundreds idea impact implication importance improvement increase information insight instance
intention interest introduction item january july june kind kinds knowledge lack left life limitation literature long
look lot lots low majority manner march matter meaning meaningful means measure million millions minute moment monday
month months morning motivation narrow need night nine nobody note nothing notion november number objective october
once one ones operation opinion opportunity outcome overview paper paragraph part people percent percentage period
person phenomenon piece place plan point possibility practice preparation presence problem progress proportion
proposal publication purpose quality quantity question quick range rapid reader ready reason relationship remainder
report research respect responsibility result right saturday scenario second sense september seven short shortcoming
side significance single situation six size slow solution somebody someone something sort sorts spite start statement
strength study subject success successful suggestion summary sunday ten tendency tenth thesis thing things third
thirty thought thousand thousands three thursday time today tomorrow topic trend trouble tuesday twelve twenty twice
two unable understanding usage use usefulness value variation variety view way weakness wednesday week weeks willing
work world worth worthwhile writing year years yesterday
"""
# Verbs of every text, to be inflected, and forms of theirs that no rule makes.
_VERBS = """
achieve add agree aim allow appear arise ask assume attempt avoid become believe bring call carry cause choose come
concern confirm consider consist contain continue decide demonstrate depend describe deserve differ discuss emphasize
end ensure exceed exist expect explain explore extend find finish focus follow give go happen help highlight hope
illustrate imagine improve increase indicate introduce involve keep know lack lead leave lie like look make mean
mention need note notice obtain occur offer perform prefer present prevent propose prove provide reach realize recall
regard rely remain remember require result reveal say see seek seem show simplify start stay suffer suggest summarize
suppose take tell tend think try turn understand use want wish work
"""
_IRREGULAR = """
arose became began beginning begins being brought came chose chosen done drawn fell felt found gave get gets getting
given gone got gotten grown held kept knew known lain lay led left let lets letting lost made meant met put puts
putting referred referring said saw seen sent shown sought stood taken thought told took tried understands understood
went written wrote
"""


def _inflections(verb: str) -> set[str]:
    """The forms of a regular verb."""
    stem = verb[:-1] if verb.endswith("e") and not verb.endswith("ee") else verb
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return {verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"}
    s = "es" if verb.endswith(("s", "sh", "ch", "x", "o")) else "s"
    return {verb, verb + s, stem + "ed", stem + "ing"}


DESCRIBING = frozenset(_DESCRIBING.split())
ALONE = DESCRIBING.union(_ALONE.split(), _IRREGULAR.split(), *map(_inflections, _VERBS.split()))
