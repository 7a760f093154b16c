"""English words that texts on any subject have: they are no terms by themselves."""

from __future__ import annotations

# Adjectives that a phrase with them does not get its meaning from.
_DESCRIBING = """
able accurate additional adequate alternative appropriate available bad basic best better brief broader called careful
certain clear clearer closer comparable complete complicated concerned considerable consistent correct corresponding
crucial desired detailed different difficult earlier earliest easier easy effective entire equal essential exact
excellent existing extensive extreme famous faster final following former fundamental further future given good great
greater greatest harder highest huge ideal immediate important impossible individual interested interesting involved
known large larger largest late later latest latter likely little longer lower lowest major mentioned minor modern
multiple nearby necessary needed new newer next nice notable numerous obvious old older ordinary original overall own
particular past perfect poor possible powerful practical precise present previous prior proper proposed quicker ready
recent related relevant remaining required respective rough said same selected separate serious several shorter shown
significant similar simple simpler slight slower small smaller smallest sole special specific straightforward strong
stronger substantial successful sufficient suitable sure surprising temporary tiny today tomorrow traditional true
typical unclear unknown unlikely unnecessary unusual used useful usual various vast whole wider wonderful worse wrong
yesterday young younger
"""
# These name something only together with other words: *market value*, *control group*.
_ALONE = """
account action advantage advice aim alone alternative amount answer anybody anyone anything appendix approach april
area article aspect associated attempt august author background basis beginning benefit big billion bit broad care
category cause challenge chance characteristic choice circumstance claim close comparison concept concern conclusion
confusion consequence consideration copyright couple course day days december deep degree demand description detail
diagram difference difficulty discussion double dozen drawback early ease effectiveness effort eight eleven end eq eqs
evening everybody everyone everything example excellence existence expectation explanation extent fact failure fast
february fifth fifty fig figs figure finding first five focus four fourth friday future goal group guideline hard help
high hour huge hundred hundreds idea impact implication importance improvement increase information insight instance
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
# Numbers and times: nothing but these is no term (*early March*, *hundreds of thousands*).
_TIMES = """
afternoon april august autumn billion century day decade december dozen early eight eleven evening february fifth
fifty first five forty four fourth friday half hour hundred january july june last late march may mid midnight million
minute moment monday month morning next night nine november october once past percent saturday second september seven
six sixth summer sunday ten tenth third thirty thousand three thursday time today tomorrow tuesday twelve twenty twice
two wednesday week weekend winter year yesterday
"""
# Verbs whose gerund before a noun has that for its object: *using a model*, seldom *learning rate*.
_GOVERNING = """
achieve allow avoid become consider contain demonstrate describe do enable ensure exclude get give have improve include
indicate introduce involve keep let make need obtain offer perform produce propose provide require show suggest take
try use want
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


def _gerund(verb: str) -> str:
    doubled = verb + verb[-1] if verb in ("get", "let") else verb
    return (verb[:-1] if verb.endswith("e") else doubled) + "ing"


DESCRIBING = frozenset(_DESCRIBING.split())
TIMES = frozenset(_TIMES.split())
GOVERNING = frozenset(map(_gerund, _GOVERNING.split()))
ALONE = DESCRIBING.union(_ALONE.split(), TIMES, _IRREGULAR.split(), *map(_inflections, _VERBS.split()))
